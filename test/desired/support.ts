import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Desired, loadDesired } from '../../src/desired/load.ts';
import type { Problem } from '../../src/generated/schema-types.ts';
import type { DesiredNumber } from '../../src/plan/desired-number.ts';

/** The moment at which all fixtures are checked. */
export const now = new Date('2026-11-22T12:00:00Z');

/** Files by path; text is written as UTF-8, bytes as they are. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder that is deleted when the test ends. */
export function makeFolder(files: Files = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'callctl-desired-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Loads files as a settings folder. */
export function loadFiles(files: Files): Promise<Desired> {
  return loadDesired({ settingsDir: '.', cwd: makeFolder(files), now });
}

/** Loads one fixture, a file or a folder, without the others. */
export function loadAlone(fixtures: string, name: string): Promise<Desired> {
  const folder = makeFolder();
  cpSync(join(fixtures, name), join(folder, name), { recursive: true });
  return loadDesired({ settingsDir: '.', cwd: folder, now });
}

/** The one number that files state. */
export async function loadNumber(files: Files): Promise<DesiredNumber> {
  const { numbers, problems } = await loadFiles(files);
  const [number, ...others] = numbers;
  if (!number || others.length > 0 || problems.length > 0) throw new Error(problems.map(renderProblem).join('\n'));
  return number;
}

/** A problem in the format of problems.txt. */
export function renderProblem({ file, line, column, severity, code, path, message, hint }: Problem): string {
  const place = `${file}:${line}:${column} ${severity} ${code}${path === '' ? '' : ` ${path}`}`;
  return [place, message, ...(hint === null ? [] : [hint])].join(' — ');
}

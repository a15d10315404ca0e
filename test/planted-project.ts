import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A copy of the sources in which a test can plant a mistake, to prove that the compiler would find it. */
export function copyProject() {
  const project = mkdtempSync(join(tmpdir(), 'callctl-planted-'));
  for (const name of ['src', 'package.json', 'tsconfig.json'])
    cpSync(join(root, name), join(project, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  afterAll(() => rmSync(project, { recursive: true }));
  return {
    compile: (): { status: number | null; output: string } => {
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const args = [tsc, '--noEmit', '-p', project];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
      return { status, output: stdout + stderr };
    },
    /** Replaces a text that the file must contain. */
    plant: (file: string, text: string, mistake: string): void => {
      const path = join(project, file);
      const source = readFileSync(path, 'utf8');
      if (!source.includes(text)) throw new Error(`${file} does not contain ${text}`);
      writeFileSync(path, source.replace(text, mistake));
    },
  };
}

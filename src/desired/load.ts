import type { DesiredNumber } from '../plan/desired-number.ts';
import type { Problem } from '../plan/schema-types.ts';
import { makeIntern } from './build.ts';
import { checkFile } from './check-file.ts';
import { findFiles } from './find.ts';
import { checkExtends, findCycles, type Partials } from './lineage.ts';
import { type Load, loadNumber } from './load-number.ts';
import { orderProblems } from './problem.ts';
import { readSettings } from './read.ts';

/** Where to load from, and when that is. */
export interface LoadOptions {
  /** The settings folder, as the user named it. */
  readonly settingsDir: string;
  /** Decides which holidays have gone by. */
  readonly now: Date;
  /** What a relative settingsDir is relative to; the working directory when left out. */
  readonly cwd?: string;
}

/** The desired settings, and everything wrong with the files that state them. */
export interface Desired {
  /** Ordered by file. Those whose files are not well formed are missing; with any error, none should be used. */
  readonly numbers: readonly DesiredNumber[];
  /** Ordered by file, line and column; each told once. */
  readonly problems: readonly Problem[];
  /** Settings files and partials checked. */
  readonly files: number;
}

/** Loads a settings folder. Whatever is wrong with its files is returned; only a folder without settings throws. */
export async function loadDesired({ settingsDir, now, cwd = process.cwd() }: LoadOptions): Promise<Desired> {
  const folder = await findFiles(settingsDir, cwd);
  const checked = folder.partials.map((file) => checkFile(readSettings(file), 'partial'));
  const partials: Partials = { byPath: new Map(checked.map((file) => [file.path, file])), outside: folder.outside };
  const problems: Problem[] = [...folder.problems, ...findCycles(partials)];
  for (const { path, root, problems: own } of checked) problems.push(...own, ...checkExtends(path, root, partials));
  const load: Load = { now, partials, intern: makeIntern(), bases: new Map(), firstByNumber: new Map() };
  const numbers: DesiredNumber[] = [];
  for (const file of folder.settings) {
    const loaded = loadNumber(load, checkFile(readSettings(file), 'settings'));
    if (loaded.number) numbers.push(loaded.number);
    problems.push(...loaded.problems);
  }
  return { numbers, problems: orderProblems(problems), files: folder.settings.length + folder.partials.length };
}

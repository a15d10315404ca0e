import { CallctlError } from '../errors.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { Problem } from '../plan/schema-types.ts';
import { findFiles, type SettingsFolder } from './find.ts';
import { type CheckedSlice, loadSlice } from './load-slice.ts';
import { findDuplicates, type NamedNumber } from './named-number.ts';
import { orderProblems } from './problem.ts';
import { checkInThreads } from './threads.ts';

/** Where to load from, and when that is. */
export interface LoadOptions {
  /** The settings folder, as the user named it. */
  readonly settingsDir: string;
  /** Decides which holidays have gone by. */
  readonly now: Date;
  /** What a relative settingsDir is relative to; the working directory when left out. */
  readonly cwd?: string;
}

/** Everything wrong with the files of a settings folder. */
export interface CheckedFolder {
  /** Ordered by file, line and column; each told once. */
  readonly problems: readonly Problem[];
  /** Settings files and partials checked. */
  readonly files: number;
  /** Every number that a settings file names. */
  readonly named: readonly NamedNumber[];
}

/** The desired settings, and everything wrong with the files that state them. */
export interface Desired extends CheckedFolder {
  /** Ordered by file. Those whose files are not well formed are missing; with any error, none should be used. */
  readonly numbers: readonly DesiredNumber[];
}

/** Loads a settings folder. Whatever is wrong with its files is returned; only a folder with nothing to load throws. */
export async function loadDesired({ settingsDir, now, cwd = process.cwd() }: LoadOptions): Promise<Desired> {
  const folder = await findFiles(settingsDir, cwd);
  const slice = loadSlice({ ...folder, now }, true);
  const checked = join(folder, [slice]);
  refuseEmpty(folder, checked, settingsDir);
  return { ...checked, numbers: slice.files.flatMap(({ number }) => number ?? []) };
}

/** The same without the numbers, for who wants to know the problems alone: large folders are spread over threads. */
export async function checkDesired({ settingsDir, now, cwd = process.cwd() }: LoadOptions): Promise<CheckedFolder> {
  const folder = await findFiles(settingsDir, cwd);
  const checked = join(folder, await checkInThreads({ ...folder, now }));
  refuseEmpty(folder, checked, settingsDir);
  return checked;
}

/** Without settings there is nothing to do, and no warning makes up for that. An error may be why there are none. */
function refuseEmpty({ settings }: SettingsFolder, { problems }: CheckedFolder, settingsDir: string): void {
  if (settings.length > 0 || problems.some(({ severity }) => severity === 'error')) return;
  throw new CallctlError(
    'no_settings',
    `${settingsDir} holds no settings file`,
    'add one: README.md shows what it looks like',
  );
}

function join(folder: SettingsFolder, slices: readonly CheckedSlice[]): CheckedFolder {
  const files = slices.flatMap((slice) => slice.files);
  const named = files.flatMap((file) => file.named ?? []);
  const problems = [
    ...folder.problems,
    ...slices.flatMap((slice) => slice.problems),
    ...files.flatMap((file) => file.problems),
    ...findDuplicates(named),
  ];
  return {
    problems: orderProblems(problems),
    files: folder.settings.length + folder.partials.length,
    named,
  };
}

import type { Problem } from '../generated/schema-types.ts';
import { createTodayIn } from '../plan/time-zone.ts';
import { checkFile } from './check-file.ts';
import type { FoundFile } from './files/find-files.ts';
import { readSettings } from './files/read-file.ts';
import type { KnownAccounts } from './number/accounts.ts';
import { makeIntern } from './number/build-number.ts';
import { checkExtends, findCycles, type Partials } from './number/lineage.ts';
import { type Load, type LoadedFile, loadNumber } from './number/load-number.ts';

/** Some settings files, with all partials of their folder. Plain values, so that a thread can be handed one. */
export interface Slice {
  readonly settings: readonly FoundFile[];
  readonly partials: readonly FoundFile[];
  /** Links out of the settings folder. */
  readonly outside: readonly string[];
  readonly now: Date;
  readonly accounts: KnownAccounts;
}

/** What is wrong with the files of a slice, in their order, and with the partials by themselves. */
export interface CheckedSlice {
  readonly files: readonly Omit<LoadedFile, 'number'>[];
  readonly problems: readonly Problem[];
}

interface LoadedSlice extends CheckedSlice {
  readonly files: readonly LoadedFile[];
}

/** Reads, checks and merges the files of a slice. */
export function loadSlice(slice: Slice, wantsNumbers: boolean): LoadedSlice {
  const { settings, partials: found, outside, now, accounts } = slice;
  const checked = found.map((file) => checkFile(readSettings(file), 'partial'));
  const partials: Partials = { byPath: new Map(checked.map((file) => [file.path, file])), outside };
  const problems: Problem[] = findCycles(partials);
  for (const file of checked) problems.push(...file.problems, ...checkExtends(file, partials));
  const todayIn = createTodayIn();
  const load: Load = { now, todayIn, accounts, partials, intern: makeIntern(), wantsNumbers, bases: new Map() };
  return { files: settings.map((file) => loadNumber(load, checkFile(readSettings(file), 'settings'))), problems };
}

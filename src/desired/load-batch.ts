import type { Problem } from '../generated/schema-types.ts';
import { createTodayIn } from '../plan/time-zone.ts';
import { checkFile } from './files/check-file.ts';
import type { FoundFile } from './files/find-files.ts';
import { readText } from './files/read-file.ts';
import type { KnownAccounts } from './number/accounts.ts';
import { makeIntern } from './number/build-number.ts';
import { checkExtends, findExtendsCycles, type Partials } from './number/extends.ts';
import { type LoadContext, type LoadedFile, loadNumber } from './number/load-number.ts';

/** Some settings files and all partials of their folder. Plain values, because threads receive a copy. */
export interface Batch {
  readonly settings: readonly FoundFile[];
  readonly partials: readonly FoundFile[];
  /** Symbolic links that lead out of the settings folder. */
  readonly outside: readonly string[];
  readonly now: Date;
  readonly accounts: KnownAccounts;
}

/** The checked files of a batch, in order, and the problems of the partials themselves. */
export interface CheckedBatch {
  readonly files: readonly Omit<LoadedFile, 'number'>[];
  readonly problems: readonly Problem[];
}

interface LoadedBatch extends CheckedBatch {
  readonly files: readonly LoadedFile[];
}

/** Reads, checks and merges the files of a batch. */
export function loadBatch(batch: Batch, wantsNumbers: boolean): LoadedBatch {
  const { settings, partials: found, outside, now, accounts } = batch;
  const checked = found.map((file) => checkFile(readText(file), 'partial'));
  const partials: Partials = { byPath: new Map(checked.map((file) => [file.path.normalize(), file])), outside };
  const problems: Problem[] = findExtendsCycles(partials);
  for (const file of checked) problems.push(...file.problems, ...checkExtends(file, partials));
  const todayIn = createTodayIn();
  const context: LoadContext = {
    now,
    todayIn,
    accounts,
    partials,
    intern: makeIntern(),
    wantsNumbers,
    bases: new Map(),
  };
  return { files: settings.map((file) => loadNumber(context, checkFile(readText(file), 'settings'))), problems };
}

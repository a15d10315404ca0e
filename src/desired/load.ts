import { CallctlError } from '../errors.ts';
import type { Problem } from '../generated/schema-types.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { orderProblems } from '../plan/report-order.ts';
import { type CheckedConfiguration, type LoadedConfiguration, loadConfiguration } from './configuration.ts';
import { findFiles, type SettingsFolder } from './files/find-files.ts';
import { type CheckedBatch, loadBatch } from './load-batch.ts';
import { findDuplicates, type NamedNumber } from './number/named-number.ts';
import { maskTokens } from './rules/leaked-secrets.ts';
import { checkInThreads } from './threads.ts';
import { isError } from './yaml/problem.ts';

/** Where to load from, and when that is. */
export interface LoadOptions {
  /** The settings folder, as the user named it. */
  readonly settingsDir: string;
  /** Decides which holidays have expired. */
  readonly now: Date;
  /** What a relative settingsDir is relative to; the working directory when left out. */
  readonly cwd?: string;
}

/** Everything wrong with the files of a settings folder. */
export interface CheckedFolder {
  /** Ordered by file, line and column; each once. */
  readonly problems: readonly Problem[];
  /** Settings files, partials and the configuration file, as far as there are any. */
  readonly files: number;
  /** Every number that a settings file names. */
  readonly named: readonly NamedNumber[];
  /** Everything left out where there is no configuration file; with any error, it should not be used. */
  readonly configuration: LoadedConfiguration;
}

/** The desired settings, and everything wrong with the files that state them. */
export interface Desired extends CheckedFolder {
  /** Ordered by file. Those whose files are not well formed are missing; with any error, none should be used. */
  readonly numbers: readonly DesiredNumber[];
}

/** Loads a settings folder. Whatever is wrong with its files is returned; only a folder with nothing to load throws. */
export async function loadDesired({ settingsDir, now, cwd = process.cwd() }: LoadOptions): Promise<Desired> {
  const folder = await findFiles(settingsDir, cwd);
  const configuration = loadConfiguration(folder);
  const batch = loadBatch({ ...folder, now, accounts: configuration.accounts }, true);
  const checked = joinBatches(folder, configuration, [batch]);
  refuseEmpty(folder, checked, settingsDir);
  return { ...checked, numbers: batch.files.flatMap(({ number }) => number ?? []) };
}

/** The same without the numbers, for when only the problems matter: large folders are spread over threads. */
export async function checkDesired({ settingsDir, now, cwd = process.cwd() }: LoadOptions): Promise<CheckedFolder> {
  const folder = await findFiles(settingsDir, cwd);
  const configuration = loadConfiguration(folder);
  const batches = await checkInThreads({ ...folder, now, accounts: configuration.accounts });
  const checked = joinBatches(folder, configuration, batches);
  refuseEmpty(folder, checked, settingsDir);
  return checked;
}

/** Without settings there is nothing to do, and no warning makes up for that. An error may be why there are none. */
function refuseEmpty({ settings }: SettingsFolder, { problems }: CheckedFolder, settingsDir: string): void {
  if (settings.length > 0 || problems.some(isError)) return;
  throw new CallctlError(
    'no_settings',
    `${settingsDir} contains no settings file`,
    'add one: README.md shows what it looks like',
  );
}

function joinBatches(
  folder: SettingsFolder,
  { configuration, problems: ofConfiguration }: CheckedConfiguration,
  batches: readonly CheckedBatch[],
): CheckedFolder {
  const files = batches.flatMap((batch) => batch.files);
  const named = files.flatMap((file) => file.named ?? []);
  const problems = [
    ...folder.problems,
    ...ofConfiguration,
    ...batches.flatMap((batch) => batch.problems),
    ...files.flatMap((file) => file.problems),
    ...findDuplicates(named),
  ];
  return {
    problems: orderProblems(
      problems.some(({ code }) => code === 'secret_in_file') ? problems.map(maskTokens) : problems,
    ),
    files: folder.settings.length + folder.partials.length + folder.configurations.length,
    named,
    configuration,
  };
}

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

/** Where to load from, and the current time. */
export interface LoadOptions {
  /** The settings folder as the user named it. */
  readonly settingsDir: string;
  /** Decides which holidays have expired. */
  readonly now: Date;
  /** The folder that a relative settingsDir starts from; defaults to the working directory. */
  readonly cwd?: string;
  /** The folder's name in file names; defaults to settingsDir. */
  readonly shownAs?: string;
}

/** Everything wrong with the files of a settings folder. */
export interface CheckedFolder {
  /** Ordered by file, line and column, without duplicates. */
  readonly problems: readonly Problem[];
  /** How many settings files, partials and configuration files there are. */
  readonly files: number;
  /** Every number that a settings file names. */
  readonly named: readonly NamedNumber[];
  /** Empty if there is no configuration file. Do not use it if any problem is an error. */
  readonly configuration: LoadedConfiguration;
}

/** The desired settings, and everything wrong with their files. */
export interface Desired extends CheckedFolder {
  /** Ordered by file, without those whose files are not well formed. Do not use them if any problem is an error. */
  readonly numbers: readonly DesiredNumber[];
}

/**
 * Loads a settings folder. Mistakes in its files are returned as problems.
 *
 * @throws CallctlError `no_settings` if there is nothing to load.
 */
export async function loadDesired({ settingsDir, now, cwd = process.cwd(), shownAs }: LoadOptions): Promise<Desired> {
  const folder = await findFiles(settingsDir, cwd, shownAs);
  const configuration = loadConfiguration(folder);
  const batch = loadBatch({ ...folder, now, accounts: configuration.accounts }, true);
  const checked = joinBatches(folder, configuration, [batch]);
  refuseEmpty(folder, checked, settingsDir);
  return { ...checked, numbers: batch.files.flatMap(({ number }) => number ?? []) };
}

/** Checks a settings folder without building its numbers. Large folders are spread over threads. */
export async function checkDesired({ settingsDir, now, cwd = process.cwd() }: LoadOptions): Promise<CheckedFolder> {
  const folder = await findFiles(settingsDir, cwd);
  const configuration = loadConfiguration(folder);
  const batches = await checkInThreads({ ...folder, now, accounts: configuration.accounts });
  const checked = joinBatches(folder, configuration, batches);
  refuseEmpty(folder, checked, settingsDir);
  return checked;
}

/** Refuses a folder without settings files, unless an error explains why it has none. */
function refuseEmpty({ settings }: SettingsFolder, { problems }: CheckedFolder, settingsDir: string): void {
  if (settings.length > 0 || problems.some(isError)) return;
  throw new CallctlError(
    'no_settings',
    `${settingsDir} contains no settings file`,
    'add one: README.md shows an example',
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

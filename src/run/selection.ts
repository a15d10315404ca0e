import { type Desired, loadDesired } from '../desired/load.ts';
import { isError } from '../desired/yaml/problem.ts';
import type { Problem, Report } from '../generated/schema-types.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { inShard } from '../plan/shard.ts';
import { type ComparedBase, loadBase } from './base.ts';
import { clockOf, type SelectionFlags } from './options.ts';
import { selectNumbers } from './select.ts';
import { checkTargets, resolveTargets } from './targets.ts';
import type { World } from './world.ts';

/** The settings files a command works on, and the numbers it was asked for. */
export interface Selection {
  readonly desired: Desired;
  readonly numbers: readonly DesiredNumber[];
  /** Whether a file is invalid: then nothing may be read or sent. */
  readonly invalid: boolean;
  /** What was asked for, as the report records it. */
  readonly asked: NonNullable<Report['selection']>;
  /** What the files are compared with; null where they are not compared. */
  readonly base: ComparedBase | null;
}

/**
 * Loads the settings folder and selects the numbers that targets and flags name.
 *
 * @param targets Paths of settings files or folders, and phone number ids; none for all numbers.
 * @throws CallctlError `no_settings` without a folder to load, `usage` for a target, glob or revision that names nothing.
 */
export async function selectDesired(
  targets: readonly string[],
  flags: SelectionFlags,
  { env, now: clock }: Pick<World, 'env' | 'now'>,
): Promise<Selection> {
  const { settingsDir, within } = resolveTargets(targets, flags.settings);
  const now = clockOf(flags, clock)();
  const desired = await loadDesired({ settingsDir, now });
  const invalid = desired.problems.some(isError);
  const asked = { settings: settingsDir, targets: [...within], only: [...flags.only] };
  if (invalid) return { desired, numbers: [], invalid, asked, base: null };
  checkTargets(
    within,
    settingsDir,
    desired.numbers.map(({ file }) => file),
  );
  const numbers = selectNumbers(desired.numbers, within, flags.only);
  const problems =
    numbers.length < desired.numbers.length ? warningsAbout(numbers, desired.problems) : desired.problems;
  const { shard } = flags;
  // Last, so that every shard reports the same warnings and a merge loses none.
  const part = shard ? numbers.filter(({ phoneNumberId }) => inShard(phoneNumberId, shard)) : numbers;
  const base = await loadBase(desired, { settingsDir, within, now }, flags, env);
  return { desired: { ...desired, problems }, numbers: part, invalid, asked, base };
}

/** Warnings about numbers that were not selected would only distract. */
function warningsAbout(numbers: readonly DesiredNumber[], problems: readonly Problem[]): Problem[] {
  const files = new Set(numbers.map(({ file }) => file));
  return problems.filter(({ file }) => files.has(file));
}

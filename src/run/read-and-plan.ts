import { findUnsettled, type JournalOptions } from '../apply/journal.ts';
import { type Desired, loadDesired } from '../desired/load.ts';
import { CallctlError } from '../errors.ts';
import type { Failure, Note, NumberReport, Problem } from '../generated/schema-types.ts';
import type { Fetched, ReadingClient } from '../live/client.ts';
import type { Viewpoint } from '../plan/context.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { tellOrigins } from '../plan/origin.ts';
import { buildNumberPlan } from '../plan/plan.ts';
import { inShard } from '../plan/shard.ts';
import { createTodayIn } from '../plan/time-zone.ts';
import { type ComparedBase, loadBase } from './base.ts';
import { digest } from './digest.ts';
import { type Accounts, type Fleet, findAccounts } from './fleet.ts';
import { clockOf, type LiveOptions, type SettingsOptions, type Settled, settleOptions } from './options.ts';
import { startProgress } from './progress.ts';
import { selectNumbers } from './select.ts';
import { checkTargets, resolveTargets } from './targets.ts';
import type { Interrupt, Io } from './world.ts';

/** The settings files a command works on, and the numbers it was asked for. */
export interface Selection {
  readonly desired: Desired;
  readonly numbers: readonly DesiredNumber[];
  /** A file is invalid: nothing may be read or sent. */
  readonly invalid: boolean;
  /** What the files are compared with, if anything. */
  readonly base: ComparedBase | null;
}

export async function selectDesired(targets: readonly string[], options: SettingsOptions, io: Io): Promise<Selection> {
  const { settingsDir, within } = resolveTargets(targets, options.settings);
  const now = clockOf(options, io.now)();
  const desired = await loadDesired({ settingsDir, now });
  const invalid = desired.problems.some(({ severity }) => severity === 'error');
  if (invalid) return { desired, numbers: [], invalid, base: null };
  checkTargets(within, settingsDir);
  const numbers = selectNumbers(desired.numbers, within, options.only);
  const problems =
    numbers.length < desired.numbers.length ? warningsAbout(numbers, desired.problems) : desired.problems;
  const { shard } = options;
  // Last, so that every shard tells the same warnings and merging them loses none.
  const part = shard ? numbers.filter(({ phoneNumberId }) => inShard(phoneNumberId, shard)) : numbers;
  const base = await loadBase(desired, { settingsDir, within, now }, options, io.env);
  return { desired: { ...desired, problems }, numbers: part, invalid, base };
}

/** A selection with the accounts to reach its numbers through. */
export interface Reachable extends Selection {
  readonly accounts: Accounts;
  readonly settled: Settled;
  /** What a reader should know of some numbers beside their plan, by phone number id. */
  readonly remarks?: ReadonlyMap<string, readonly Note[]>;
}

/** Selects numbers and finds their accounts; a secret that is missing makes the selection invalid, as a file would. */
export async function selectReachable(targets: readonly string[], options: LiveOptions, io: Io): Promise<Reachable> {
  const selection = await selectDesired(targets, options, io);
  return reach(selection, selection.numbers, options, io);
}

export function reach(
  selection: Selection,
  numbers: readonly DesiredNumber[],
  options: LiveOptions,
  io: Io,
): Reachable {
  const { desired } = selection;
  const settled = settleOptions(options, desired.configuration, io);
  if (selection.invalid) return { ...selection, accounts: new Map(), settled };
  const { accounts, problems } = findAccounts(desired.configuration, numbers, io);
  if (problems.length === 0) return { ...selection, numbers, accounts, settled };
  const told = { ...desired, problems: [...problems, ...desired.problems] };
  return { ...selection, desired: told, numbers: [], invalid: true, accounts, settled };
}

/** Who asks for some numbers is not told of warnings about the others. */
function warningsAbout(numbers: readonly DesiredNumber[], problems: readonly Problem[]): Problem[] {
  const files = new Set(numbers.map(({ file }) => file));
  return problems.filter(({ file }) => files.has(file));
}

/** The one seam that plan, drift and apply share: reads every selected number and plans it. They differ in what comes after. */
export async function makePlan(
  { numbers, settled, base, remarks }: Reachable,
  fleet: Fleet<ReadingClient>,
  options: LiveOptions,
  io: Io,
  interrupt: Interrupt,
): Promise<NumberReport[]> {
  const now = clockOf(options, io.now);
  const todayIn = createTodayIn();
  const unsettled = findUnsettled(settled.journal, (error) => tellUnreadable(error, io));
  const progress = startProgress('reading', numbers.length, options, io);
  // Results come in the order of the numbers, whichever is done first.
  const plans = await Promise.all(
    numbers.map((desired) =>
      fleet.run(desired, async () => {
        if (interrupt.happened()) return unplanned(desired, 'skipped', interrupted);
        const fetched = await fleet.clientOf(desired).fetchSettings(desired.phoneNumberId);
        progress.step();
        const plan = planOf(fetched, desired, { now: now(), todayIn, appId: fleet.appIdOf(desired) }, base);
        const remarked = { ...plan, notes: [...plan.notes, ...(remarks?.get(desired.phoneNumberId) ?? [])] };
        return tellUnsettled(remarked, unsettled.get(desired.phoneNumberId));
      }),
    ),
  );
  progress.end();
  return plans;
}

/** Reading does not depend on a journal, unlike writing. */
function tellUnreadable({ message }: CallctlError, io: Io): void {
  io.stderr(`${message}: whether an earlier run left a request open is not known\n`);
}

export function tellUnsettled(plan: NumberReport, run: string | undefined): NumberReport {
  if (run === undefined) return plan;
  const message = `run ${run} ended between a request and its answer: what became of it was unknown, and this reading tells`;
  return { ...plan, notes: [...plan.notes, { code: 'unknown_outcome', message, path: null }] };
}

export const interrupted: Failure = {
  code: 'interrupted',
  message: 'callctl was interrupted before this number was done: nothing was sent',
  hint: 'run it again',
};

/** What ended the work on one number: the others go on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CallctlError) return { code: error.code, message: error.message, hint: error.hint };
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'bug', message: `this is a bug in callctl: ${reason}`, hint: 'please report it' };
}

function planOf(
  fetched: Fetched,
  desired: DesiredNumber,
  viewpoint: Viewpoint,
  base: ComparedBase | null,
): NumberReport {
  if (!fetched.ok) {
    const { code, message, hint } = fetched.failure;
    if (code === 'account_stopped' || code === 'interrupted')
      return unplanned(desired, 'skipped', { code, message, hint });
    return unplanned(desired, 'failed', { code, message: `could not be read: ${message}`, hint });
  }
  try {
    const live = fetched.calling;
    const plan = buildNumberPlan({ live, desired, digest, ...viewpoint });
    return base ? tellOrigins(plan, live, desired, base.numberOf(desired), viewpoint) : plan;
  } catch (error) {
    return unplanned(desired, 'failed', failureOf(error));
  }
}

function unplanned(desired: DesiredNumber, outcome: 'failed' | 'skipped', error: Failure): NumberReport {
  return {
    phone_number_id: desired.phoneNumberId,
    name: desired.name,
    account: desired.account,
    file: desired.file,
    outcome,
    changes: [],
    requests: [],
    notes: [],
    call_hours: null,
    live_fingerprint: null,
    error,
  };
}

export function journalOptions({ journal }: Settled, io: Io): JournalOptions {
  return { folder: journal, now: io.now, mask: io.mask };
}

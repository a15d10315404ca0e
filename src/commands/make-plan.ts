import pLimit from 'p-limit';
import { type Desired, loadDesired } from '../desired/load.ts';
import type { Account } from '../live/account.ts';
import type { Fetched, ReadingClient } from '../live/client.ts';
import { defaultGraphUrl, parseGraphUrl } from '../live/graph-url.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { buildNumberPlan } from '../plan/plan.ts';
import type { Failure, NumberReport, Problem } from '../plan/schema-types.ts';
import { digest } from './digest.ts';
import type { Interrupt, Io } from './io.ts';
import { clockOf, type LiveOptions, type SettingsOptions } from './options.ts';
import { startProgress } from './progress.ts';
import { selectNumbers } from './select.ts';
import { resolveTargets } from './targets.ts';

/** The settings files a command works on, and the numbers it was asked for. */
export interface Selection {
  readonly desired: Desired;
  readonly numbers: readonly DesiredNumber[];
  /** A file is invalid: nothing may be read or sent. */
  readonly invalid: boolean;
}

export async function selectDesired(targets: readonly string[], options: SettingsOptions, io: Io): Promise<Selection> {
  const { settingsDir, within } = resolveTargets(targets, options.settings);
  const desired = await loadDesired({ settingsDir, now: clockOf(options, io.now)() });
  const invalid = desired.problems.some(({ severity }) => severity === 'error');
  if (invalid) return { desired, numbers: [], invalid };
  const numbers = selectNumbers(desired.numbers, within, options.only);
  const problems =
    numbers.length < desired.numbers.length ? warningsAbout(numbers, desired.problems) : desired.problems;
  return { desired: { ...desired, problems }, numbers, invalid };
}

/** Who asks for some numbers is not told of warnings about the others. */
function warningsAbout(numbers: readonly DesiredNumber[], problems: readonly Problem[]): Problem[] {
  const files = new Set(numbers.map(({ file }) => file));
  return problems.filter(({ file }) => files.has(file));
}

/** The one seam that plan, drift and apply share: reads every selected number and plans it. They differ in what comes after. */
export async function makePlan(
  numbers: readonly DesiredNumber[],
  client: ReadingClient,
  account: Account,
  options: LiveOptions,
  io: Io,
  interrupt: Interrupt,
): Promise<NumberReport[]> {
  const now = clockOf(options, io.now);
  const progress = startProgress('reading', numbers.length, options, io);
  const plans = await forEachNumber(numbers, options.concurrency, async (desired) => {
    if (interrupt.happened()) return unplanned(desired, 'skipped', interrupted);
    const fetched = await client.fetchSettings(desired.phoneNumberId);
    progress.step();
    return planOf(fetched, desired, account, now());
  });
  progress.end();
  return plans;
}

/** Results come in the order of the numbers, whichever is done first. */
export async function forEachNumber<Input, Output>(
  inputs: readonly Input[],
  concurrency: number,
  task: (input: Input) => Promise<Output>,
): Promise<Output[]> {
  const limit = pLimit(concurrency);
  return Promise.all(inputs.map((input) => limit(task, input)));
}

export const interrupted: Failure = {
  code: 'interrupted',
  message: 'callctl was interrupted before this number was done: nothing was sent',
  hint: 'run it again',
};

/** A bug in callctl met one number: the others go on. */
export function bugFailure(error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'bug', message: `this is a bug in callctl: ${reason}`, hint: 'please report it' };
}

function planOf(fetched: Fetched, desired: DesiredNumber, account: Account, now: Date): NumberReport {
  if (!fetched.ok) {
    const { code, message, hint } = fetched.failure;
    return unplanned(desired, 'failed', { code, message: `could not be read: ${message}`, hint });
  }
  try {
    return buildNumberPlan({ live: fetched.calling, desired, now, appId: account.appId, digest });
  } catch (error) {
    return unplanned(desired, 'failed', bugFailure(error));
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
    live_fingerprint: null,
    error,
  };
}

export function graphUrlOf(options: LiveOptions, io: Io): string {
  return parseGraphUrl(options.graphUrl ?? (io.env.WHATSAPP_GRAPH_URL || defaultGraphUrl));
}

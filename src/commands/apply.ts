import { applyNumber } from '../apply/apply-number.ts';
import { findUnsettled, type Journal, openJournal, settle } from '../apply/journal.ts';
import { guardJournal } from '../apply/strict-journal.ts';
import { CallctlError } from '../errors.ts';
import type { NumberReport, Report } from '../generated/schema-types.ts';
import { openWritingClient, type WritingClient } from '../live/client.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { defaultLimit } from '../plan/guard.ts';
import { createTodayIn } from '../plan/time-zone.ts';
import { type ApprovalOptions, approve } from '../run/approve.ts';
import { buildReport } from '../run/build-report.ts';
import { digest } from '../run/digest.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { type Fleet, interruptibleBy, openFleet } from '../run/fleet.ts';
import { clockOf, type Settled, settleOptions, usage } from '../run/options.ts';
import { checkOutput, printReport } from '../run/print-report.ts';
import { startProgress } from '../run/progress.ts';
import {
  failureOf,
  interrupted,
  journalOptions,
  makePlan,
  type Reachable,
  reach,
  selectDesired,
  tellUnsettled,
} from '../run/read-and-plan.ts';
import { numbersOfPlan, readPlan } from '../run/saved-plan.ts';
import type { Interrupt, Io } from '../run/world.ts';

export interface ApplyOptions extends ApprovalOptions {
  /** File of a saved plan, to be carried out as it was reviewed. */
  readonly plan?: string;
}

/** Carries out a saved plan, or plans and asks: guards, posts what drifted, and reads back. */
export async function apply(targets: readonly string[], options: ApplyOptions, io: Io): Promise<number> {
  checkOutput(options);
  const saved = options.plan === undefined ? null : readPlan(options.plan);
  if (saved && (targets.length + options.only.length > 0 || options.shard)) {
    throw usage('a saved plan says itself which numbers it is for', 'leave the paths, ids, --only and --shard out');
  }
  const selection = await selectDesired(targets, options, io);
  const { graph } = settleOptions(options, selection.desired.configuration, io);
  const numbers =
    saved && !selection.invalid ? numbersOfPlan(saved, selection.desired.numbers, graph) : selection.numbers;
  // What a saved plan was compared with holds for it; nothing is told apart anew.
  const base = saved?.base ? { told: saved.base, numberOf: () => null } : selection.base;
  return carryOut('apply', saved, reach({ ...selection, base }, numbers, options, io), options, io);
}

/** Plans what is not planned yet, lets the guards judge it, asks, posts, reads back, and reports. */
export async function carryOut(
  command: 'apply' | 'restore',
  saved: Report | null,
  work: Reachable,
  options: ApplyOptions,
  io: Io,
): Promise<number> {
  const { settled, invalid } = work;
  const report = (numbers: NumberReport[]) =>
    buildReport(command, work, numbers, {
      graph: settled.graph,
      now: clockOf(options, io.now)(),
      shard: saved?.shard ?? options.shard ?? null,
    });
  const interrupt = io.listenForInterrupt();
  try {
    const made = report(invalid ? [] : await planAndApply(command, saved, work, report, options, io, interrupt));
    const code = exitCodeOf(made, false, interrupt.happened());
    // Still listening: what was sent is to be told, also where a signal comes only now.
    await printReport(made, options, io);
    return code;
  } finally {
    interrupt.stopListening();
  }
}

async function planAndApply(
  command: 'apply' | 'restore',
  saved: Report | null,
  work: Reachable,
  report: (numbers: NumberReport[]) => Report,
  options: ApplyOptions,
  io: Io,
  interrupt: Interrupt,
): Promise<NumberReport[]> {
  const { desired, numbers, accounts, settled } = work;
  const fleet = openFleet(accounts, openWritingClient, settled, io, interrupt);
  try {
    const unsettled = findUnsettled(settled.journal, () => {});
    const plans = saved
      ? saved.numbers.map((number) => tellOpen(number, unsettled))
      : await makePlan(work, fleet, options, io, interrupt);
    if (!saved) settleAll(plans.filter(wasRead), unsettled, settled, io);
    if (interrupt.happened()) return plans.map(skip);
    if (plans.every(({ outcome }) => outcome !== 'drifted')) return plans;
    const limit = options.maxChanged ?? desired.configuration.maxChangedNumbers ?? defaultLimit;
    await approve(report(plans), limit, saved !== null, options, io, interrupt);
    const header = { type: 'run', format_version: 1, command, graph_url: settled.graph.url } as const;
    const journal = guardJournal(openJournal(header, journalOptions(settled, io)));
    try {
      const applied = await applyPlans(plans, numbers, fleet, journal, options, io, interrupt);
      if (saved) trySettle(readAgain(plans, applied), unsettled, settled, io);
      return applied;
    } finally {
      journal.close();
    }
  } finally {
    await fleet.close();
  }
}

/** What an earlier run left open has been read by now. */
function settleAll(
  numbers: readonly NumberReport[],
  unsettled: ReadonlyMap<string, string>,
  settled: Settled,
  io: Io,
): void {
  const journal = journalOptions(settled, io);
  for (const { phone_number_id } of numbers) {
    const run = unsettled.get(phone_number_id);
    if (run !== undefined) settle(run, phone_number_id, journal);
  }
}

/** After requests were sent, their report matters more than what earlier runs left open: that is told again next time. */
function trySettle(...work: Parameters<typeof settleAll>): void {
  try {
    settleAll(...work);
  } catch (error) {
    if (!(error instanceof CallctlError)) throw error;
  }
}

function wasRead({ live_fingerprint }: NumberReport): boolean {
  return live_fingerprint !== null;
}

/** Of a saved plan, what was to be carried out is read once more, unless that failed. */
function readAgain(planned: readonly NumberReport[], applied: readonly NumberReport[]): NumberReport[] {
  const isRead = ({ outcome, error }: NumberReport) =>
    ['applied', 'in_sync', 'protected'].includes(outcome) || ['stale', 'not_verified'].includes(error?.code ?? '');
  return applied.filter((number, index) => planned[index]?.outcome === 'drifted' && isRead(number));
}

/** Of a saved plan only the numbers that get a request are read again. */
function tellOpen(planned: NumberReport, unsettled: ReadonlyMap<string, string>): NumberReport {
  return planned.requests.length === 0 ? planned : tellUnsettled(planned, unsettled.get(planned.phone_number_id));
}

/** What drifted and is not carried out any more. */
function skip(planned: NumberReport): NumberReport {
  if (planned.outcome !== 'drifted') return planned;
  return { ...planned, requests: [], outcome: 'skipped', error: interrupted };
}

async function applyPlans(
  plans: readonly NumberReport[],
  numbers: readonly DesiredNumber[],
  fleet: Fleet<WritingClient>,
  journal: Journal,
  options: ApplyOptions,
  io: Io,
  interrupt: Interrupt,
): Promise<NumberReport[]> {
  const desired = new Map(numbers.map((number) => [number.phoneNumberId, number]));
  const now = clockOf(options, io.now);
  const todayIn = createTodayIn();
  const progress = startProgress('applying', plans.filter(({ outcome }) => outcome === 'drifted').length, options, io);
  const applied = await Promise.all(
    plans.map((planned) => {
      const number = desired.get(planned.phone_number_id);
      if (planned.outcome !== 'drifted' || !number) return planned;
      return fleet.run(number, async () => {
        if (interrupt.happened()) return skip(planned);
        const [client, appId] = [fleet.clientOf(number), fleet.appIdOf(number)];
        const tools = { client, appId, journal, now, todayIn, digest, interrupt: interruptibleBy(interrupt) };
        const result = await applyNumber(planned, number, tools).catch((error) => fail(planned, error));
        progress.step();
        return result;
      });
    }),
  );
  progress.end();
  return applied;
}

function fail(planned: NumberReport, error: unknown): NumberReport {
  return { ...planned, outcome: 'failed', error: failureOf(error) };
}

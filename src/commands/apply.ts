import { applyNumber } from '../apply/apply-number.ts';
import { CallctlError } from '../errors.ts';
import { type Account, accountFromEnvironment } from '../live/account.ts';
import { openWritingClient, type WritingClient } from '../live/client.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { type ChangeLimit, checkChangeLimit, defaultLimit, riskyChanges } from '../plan/guard.ts';
import type { NumberReport, Report } from '../plan/schema-types.ts';
import { renderText } from '../report/text.ts';
import { buildReport } from './build-report.ts';
import { digest } from './digest.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Interrupt, Io } from './io.ts';
import {
  bugFailure,
  forEachNumber,
  graphUrlOf,
  interrupted,
  makePlan,
  type Selection,
  selectDesired,
} from './make-plan.ts';
import { clockOf, type LiveOptions, usage } from './options.ts';
import { checkOutput, printReport } from './print-report.ts';
import { startProgress } from './progress.ts';
import { type Graph, numbersOfPlan, readPlan } from './saved-plan.ts';

export interface ApplyOptions extends LiveOptions {
  readonly yes?: boolean;
  readonly maxChanged?: ChangeLimit;
  /** Lets risky changes pass though nobody is asked. */
  readonly allowRisky?: boolean;
  /** File of a saved plan, to be carried out as it was reviewed. */
  readonly plan?: string;
}

/** Carries out a saved plan, or plans and asks: guards, posts what drifted, and reads back. */
export async function apply(targets: readonly string[], options: ApplyOptions, io: Io): Promise<number> {
  checkOutput(options);
  const saved = options.plan === undefined ? null : readPlan(options.plan);
  if (saved && targets.length + options.only.length > 0) {
    throw usage('a saved plan says itself which numbers it is for', 'leave the paths, ids and --only out');
  }
  const selection = await selectDesired(targets, options, io);
  const graph = { url: graphUrlOf(options, io), version: options.graphVersion };
  const report = (numbers: NumberReport[]) =>
    buildReport('apply', selection.desired, numbers, graph, clockOf(options, io.now)());
  const numbers = selection.invalid ? [] : await planAndApply(selection, saved, graph, report, options, io);
  const made = report(numbers);
  printReport(made, options, io);
  return exitCodeOf(made, false);
}

async function planAndApply(
  { desired, numbers: selected }: Selection,
  saved: Report | null,
  graph: Graph,
  report: (numbers: NumberReport[]) => Report,
  options: ApplyOptions,
  io: Io,
): Promise<NumberReport[]> {
  const numbers = saved ? numbersOfPlan(saved, desired.numbers, graph) : selected;
  const account = accountFromEnvironment(io.env);
  const connection = { graphUrl: graph.url, graphVersion: graph.version, connections: options.concurrency };
  const client = openWritingClient(account, connection);
  const interrupt = io.listenForInterrupt();
  try {
    const plans = saved?.numbers ?? (await makePlan(numbers, client, account, options, io, interrupt));
    if (interrupt.happened()) return plans.map(skip);
    await approve(report(plans), saved !== null, options, io);
    return await applyPlans(plans, numbers, client, account, options, io, interrupt);
  } finally {
    interrupt.stopListening();
    await client.close();
  }
}

/** What drifted and is not carried out any more. */
function skip(planned: NumberReport): NumberReport {
  if (planned.outcome !== 'drifted') return planned;
  return { ...planned, requests: [], outcome: 'skipped', error: interrupted };
}

/**
 * Lets a plan pass, or prints it and throws. Nothing has been sent by then.
 *
 * @throws CallctlError `refused` by a guard, `not_approved` by the person asked, or for want of one.
 */
async function approve(plan: Report, isReviewed: boolean, options: ApplyOptions, io: Io): Promise<void> {
  const changed = plan.summary.drifted;
  if (changed === 0) return;
  const refusal = refuse(plan, isReviewed, options, io);
  if (refusal !== null) {
    printReport(plan, options, io);
    throw refusal;
  }
  if (isReviewed || options.yes || io.ask === null) return;
  io.stderr(`${renderText({ ...plan, command: 'plan' }, { color: options.color && io.color })}\n`);
  const numbers = changed === 1 ? 'number' : 'numbers';
  const answer = await io.ask(`Apply these changes to ${changed} ${numbers}? Only "yes" is taken: `);
  if (answer.trim() !== 'yes') throw new CallctlError('not_approved', 'not approved: nothing was sent');
}

/** Every guard that refuses, each with the flag that lifts it. */
function refuse(plan: Report, isReviewed: boolean, options: ApplyOptions, io: Io): CallctlError | null {
  const changed = plan.summary.drifted;
  const tooMany = checkChangeLimit(changed, plan.summary.numbers, options.maxChanged ?? defaultLimit);
  const risky = isReviewed || !options.yes || options.allowRisky ? [] : riskyChanges(plan.numbers);
  if (tooMany !== null || risky.length > 0) {
    const reasons = [...(tooMany === null ? [] : [tooMany]), ...(risky.length === 0 ? [] : [tellRisky(risky)])];
    const flags = [
      ...(tooMany === null ? [] : [`--max-changed ${changed}`]),
      ...(risky.length === 0 ? [] : ['--allow-risky']),
    ];
    return new CallctlError(
      'refused',
      `${reasons.join('; ')}: nothing was sent`,
      `look at the plan; to go on, pass ${flags.join(' ')}`,
    );
  }
  if (isReviewed || options.yes || io.ask !== null) return null;
  return new CallctlError(
    'not_approved',
    'nobody is here to approve the plan: nothing was sent',
    'pass --yes to apply without being asked, or save the plan with plan --out and apply that',
  );
}

const mostTold = 3;

function tellRisky(risky: readonly string[]): string {
  const more = risky.length > mostTold ? `, and ${risky.length - mostTold} more` : '';
  return `risky changes that nobody was asked about: ${risky.slice(0, mostTold).join(', ')}${more}`;
}

async function applyPlans(
  plans: readonly NumberReport[],
  numbers: readonly DesiredNumber[],
  client: WritingClient,
  account: Account,
  options: ApplyOptions,
  io: Io,
  interrupt: Interrupt,
): Promise<NumberReport[]> {
  const desired = new Map(numbers.map((number) => [number.phoneNumberId, number]));
  const applying = { client, appId: account.appId, now: clockOf(options, io.now), digest };
  const progress = startProgress('applying', plans.filter(({ outcome }) => outcome === 'drifted').length, options, io);
  const applied = await forEachNumber(plans, options.concurrency, async (planned) => {
    const number = desired.get(planned.phone_number_id);
    if (planned.outcome !== 'drifted' || !number) return planned;
    if (interrupt.happened()) return skip(planned);
    const result = await applyNumber(planned, number, applying).catch((error) => bug(planned, error));
    progress.step();
    return result;
  });
  progress.end();
  return applied;
}

function bug(planned: NumberReport, error: unknown): NumberReport {
  return { ...planned, outcome: 'failed', error: bugFailure(error) };
}

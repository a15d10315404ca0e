import { CallctlError } from '../errors.ts';
import type { Failure, Guards, Note, NumberReport, Report } from '../generated/schema-types.ts';
import { openReadingClient, openWritingClient, type ReadingClient, type WritingClient } from '../live/client.ts';
import { judge } from '../plan/guard.ts';
import { reviewNumbers, unreviewedChanges } from '../plan/review.ts';
import { inShard } from '../plan/shard.ts';
import { createTodayIn } from '../plan/time-zone.ts';
import { type Accounts, findAccounts } from './accounts.ts';
import type { Approve, Verdict } from './approval.ts';
import { buildReport } from './build-report.ts';
import { carryOut, skipDrifted } from './carry-out.ts';
import { type Fleet, withFleet } from './fleet.ts';
import { findOpenRequests, type OpenRequests, settleOpenRequests } from './open-requests.ts';
import type { Options } from './options.ts';
import { readAndPlan } from './read-and-plan.ts';
import type { Selection } from './selection.ts';
import type { RunWorld } from './world.ts';

interface Request {
  readonly selection: Selection;
  readonly options: Options;
  /** What a reader should know of some numbers besides their plan, by phone number id. */
  readonly remarks?: ReadonlyMap<string, readonly Note[]>;
  /** Why some numbers fail without being read, by phone number id. */
  readonly unclear?: ReadonlyMap<string, Failure>;
}

/** Reads and plans. */
export interface ReadingRequest extends Request {
  readonly command: 'plan' | 'drift';
}

/** Reads and plans, then applies what is approved. */
export interface WritingRequest extends Request {
  readonly command: 'apply' | 'restore';
  readonly approve: Approve;
  /** A plan to carry out as it was reviewed, in place of one that is made now. */
  readonly savedPlan?: Report | null;
}

export interface RunResult {
  readonly report: Report;
  /** Null where nothing needed approval. */
  readonly verdict: Verdict | null;
  /** The name of the run in the journal; null where nothing was carried out. */
  readonly run: string | null;
  readonly interrupted: boolean;
}

/**
 * One run over a selection: reach its accounts, read and plan its numbers and, for a command that writes, have the plan
 * approved and apply it. It prints nothing and opens and closes its own clients, so that it can run again and again.
 *
 * @throws CallctlError `no_token` without a token, `io` where a journal cannot be kept.
 */
export async function run(request: ReadingRequest | WritingRequest, world: RunWorld): Promise<RunResult> {
  const { accounts, selection } = reach(request.selection, world);
  const reached = { ...request, selection };
  const { numbers, guards, ...done } = selection.invalid ? nothingDone : await readAndWrite(reached, accounts, world);
  return { ...done, report: reportOf(reached, numbers, guards), interrupted: world.signal.aborted };
}

interface Done {
  readonly numbers: NumberReport[];
  readonly guards: Guards;
  readonly verdict: Verdict | null;
  readonly run: string | null;
}

const nothingDone: Done = { numbers: [], guards: null, verdict: null, run: null };

/** A missing secret makes the selection invalid, as a mistake in a file does. */
function reach(selection: Selection, world: RunWorld): { readonly accounts: Accounts; readonly selection: Selection } {
  const { desired, numbers, invalid } = selection;
  if (invalid) return { accounts: new Map(), selection };
  const { accounts, problems } = findAccounts(desired.configuration, numbers, world);
  if (problems.length === 0) return { accounts, selection };
  const withProblems = { ...desired, problems: [...problems, ...desired.problems] };
  return { accounts, selection: { ...selection, desired: withProblems, numbers: [], invalid: true } };
}

function readAndWrite(request: ReadingRequest | WritingRequest, accounts: Accounts, world: RunWorld): Promise<Done> {
  const { options } = request;
  if (request.command === 'apply' || request.command === 'restore')
    return withFleet(openWritingClient, accounts, options, world, (fleet) => planAndApply(request, fleet, world));
  return withFleet(openReadingClient, accounts, options, world, async (fleet) => {
    const numbers = await plan(request, fleet, findOpenRequests(options, world), world);
    return { ...nothingDone, numbers, guards: request.command === 'plan' ? judgePlan(request, numbers, []) : null };
  });
}

function plan(
  { command, selection, options, remarks = new Map(), unclear = new Map() }: ReadingRequest | WritingRequest,
  fleet: Fleet<ReadingClient>,
  open: OpenRequests,
  world: RunWorld,
): Promise<NumberReport[]> {
  const { base, numbers } = selection;
  const judges = command === 'drift' ? 'drift' : 'write';
  const { clock } = options;
  return readAndPlan(numbers, { fleet, base, clock, todayIn: createTodayIn(), open, remarks, unclear, judges }, world);
}

async function planAndApply(request: WritingRequest, fleet: Fleet<WritingClient>, world: RunWorld): Promise<Done> {
  const { options, savedPlan, approve } = request;
  const open = findOpenRequests(options, world);
  const read = await plan(request, fleet, open, world);
  settleOpenRequests(read.filter(wasRead), open, options, world);
  const plans = savedPlan ? reviewNumbers(savedPlan.numbers, read) : read;
  if (world.signal.aborted) return { ...nothingDone, numbers: plans.map(skipDrifted) };
  const guards = judgePlan(request, plans, unapproved(plans, request));
  if (plans.every(({ outcome }) => outcome !== 'drifted')) return { ...nothingDone, guards, numbers: plans };
  const verdict = await approve(reportOf(request, plans, guards), world.signal);
  if (!verdict.approved) return { numbers: plans, guards, verdict, run: null };
  const { command, selection } = request;
  try {
    return { ...(await carryOut(plans, selection.numbers, { command, fleet, options, world })), guards, verdict };
  } catch (error) {
    if (!(error instanceof CallctlError) || error.code !== 'refused') throw error;
    return { numbers: plans, guards, verdict: { approved: false, refusal: error, isPlanShown: false }, run: null };
  }
}

function judgePlan(
  { selection, options }: Request,
  numbers: readonly NumberReport[],
  unapproved: readonly NumberReport[],
): NonNullable<Guards> {
  const { shard, maxChanged: limit } = options;
  const folder = selection.desired.numbers.filter(({ phoneNumberId }) => !shard || inShard(phoneNumberId, shard));
  return judge(numbers, { folderSize: folder.length, limit, unapproved });
}

/** Whoever is asked sees the risky changes, and so did the reviewers of a saved plan. */
function unapproved(plans: readonly NumberReport[], { options, savedPlan }: WritingRequest): readonly NumberReport[] {
  if (options.allowRisky) return [];
  if (savedPlan) return unreviewedChanges(savedPlan.numbers, plans);
  return options.yes ? plans : [];
}

function reportOf(
  { command, selection, options }: ReadingRequest | WritingRequest,
  numbers: NumberReport[],
  guards: Guards,
): Report {
  return buildReport(command, selection, numbers, options, guards);
}

function wasRead({ live_fingerprint }: NumberReport): boolean {
  return live_fingerprint !== null;
}

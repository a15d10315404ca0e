import { CallctlError } from '../errors.ts';
import type { Failure, Note, NumberReport } from '../generated/schema-types.ts';
import type { Posted, WritingClient } from '../live/client.ts';
import type { LiveFailure } from '../live/failure.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { JsonObject } from '../plan/json.ts';
import { buildNumberPlan } from '../plan/plan.ts';
import type { Difference } from '../plan/settings/setting-row.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { mayComeFrom, type ReadBackOptions, type Reading, readBack } from './read-back.ts';

export interface ApplyOptions extends ReadBackOptions {
  readonly client: WritingClient;
  readonly journal: Pick<Journal, 'write'>;
}

type Request = NumberReport['requests'][number];

/** How often a request is sent whose answer was lost. Live is read before each further time. */
const maxSends = 3;

/**
 * Carries out the plan of one number: makes sure that live is still what the plan rests on, posts the very request that was
 * planned, then reads back. `applied` means that a reading showed no drift. A drift that the write itself caused (SIP
 * writes can reset SRTP) gets one more request of what is left. Never throws for what the server or the disk does.
 */
export async function applyNumber(
  planned: NumberReport,
  desired: DesiredNumber,
  options: ApplyOptions,
): Promise<NumberReport> {
  const [request] = planned.requests;
  if (!request) return planned;
  const fresh = await readAgain(planned, desired, options);
  if ('outcome' in fresh) return fresh;
  const { journal, lost } = tolerantJournal(options.journal);
  const tools = { ...options, journal };
  const first = await postAndReadBack(request, fresh.live, desired, tools);
  const next = first.ok ? repairOf(request, first.reading) : undefined;
  if (!first.ok || !next) return conclude(planned, [request], [...planned.notes, ...lost], first);
  const second = await postAndReadBack(next, first.reading.live, desired, tools);
  if (!second.ok && isUnsent(second.failure)) {
    return conclude(planned, [request], [...planned.notes, unsentRepairNote(next, second.failure), ...lost], first);
  }
  return conclude(planned, [request, next], [...planned.notes, repairNote(next), ...lost], second);
}

/** Only before a POST does a journal that cannot be kept stop anything. After it the number is read back all the same, and a note tells. */
function tolerantJournal({ write }: ApplyOptions['journal']) {
  const lost: Note[] = [];
  const writeOrNote = (entry: JournalEntry): void => {
    try {
      write(entry);
    } catch (error) {
      if (entry.type === 'before' || !(error instanceof CallctlError)) throw error;
      if (lost.length === 0) lost.push(incompleteNote(error));
    }
  };
  return { journal: { write: writeOrNote }, lost };
}

/**
 * Live right before the write, or the report of a number that is not written to any more. A request would overwrite what
 * came between, a new holiday for one, so that a plan live has moved from is not carried out.
 */
async function readAgain(
  planned: NumberReport,
  desired: DesiredNumber,
  { client, appId, now, todayIn, digest }: ApplyOptions,
): Promise<NumberReport | { readonly live: JsonObject }> {
  const unsent = { ...planned, requests: [] };
  const fetched = await client.fetchSettings(desired.phoneNumberId);
  if (!fetched.ok) {
    const { code, message, hint } = fetched.failure;
    if (isHeldBack(fetched.failure)) return { ...unsent, outcome: 'skipped', error: { code, message, hint } };
    return {
      ...unsent,
      outcome: 'failed',
      error: { code, message: `could not be read before the write: ${message}`, hint },
    };
  }
  const current = buildNumberPlan({ live: fetched.calling, desired, now: now(), todayIn, appId, digest });
  if (current.outcome !== 'drifted') return current;
  // Time moves a plan too: a holiday that was to be sent may have gone by since.
  const isSame =
    current.live_fingerprint === planned.live_fingerprint &&
    JSON.stringify(current.requests) === JSON.stringify(planned.requests);
  if (isSame) return { live: fetched.calling };
  return { ...unsent, outcome: 'failed', error: staleFailure(planned, current) };
}

function staleFailure(planned: NumberReport, current: NumberReport): Failure {
  const moved = describeMove(planned, current);
  return {
    code: 'stale',
    message: `live has moved since it was planned, or a holiday has gone by, and nothing was sent: ${moved.join('; ')}`,
    hint: 'plan again and look at what changed',
  };
}

/** What is drifted now and was not so planned, and the other way round. */
function describeMove(planned: NumberReport, current: NumberReport): string[] {
  const before = new Map(planned.changes.map((change) => [change.path, JSON.stringify(change.before)]));
  const now = new Map(current.changes.map((change) => [change.path, JSON.stringify(change.before)]));
  const paths = [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path));
  if (paths.length === 0) return ['what would be sent along unchanged is another by now'];
  return paths.map((path) => `${path} was ${before.get(path) ?? 'in sync'} and is ${now.get(path) ?? 'in sync'}`);
}

type Result =
  | { readonly ok: true; readonly reading: Reading }
  | { readonly ok: false; readonly sent: boolean; readonly failure: LiveFailure };

/** A POST is idempotent, so one whose answer was lost is settled by reading, and sent again where live does not show it. */
async function postAndReadBack(
  request: Request,
  before: JsonObject,
  desired: DesiredNumber,
  options: ApplyOptions,
): Promise<Result> {
  let unanswered: LiveFailure | null = null;
  for (let send = 1; ; send += 1) {
    const posted = await postJournalled(request, before, desired, options);
    // What was sent before may yet take effect, so that this number counts as failed, not as left alone.
    if (!posted.ok && isUnsent(posted.failure) && unanswered) return { ok: false, sent: false, failure: unanswered };
    if (!posted.ok && posted.failure.kind !== 'unanswered') return { ok: false, sent: false, failure: posted.failure };
    const read = await readBack(request, desired, options);
    if (!read.ok) return { ok: false, sent: true, failure: read.failure };
    options.journal.write({ type: 'settled', phone_number_id: desired.phoneNumberId });
    // Sent again only as long as it is what live asks for: somebody may have changed the number meanwhile.
    const isStillDue = JSON.stringify(read.reading.plan.requests[0]) === JSON.stringify(request);
    if (posted.ok || read.reading.unlike.length === 0 || !isStillDue) return read;
    unanswered = { ...posted.failure, message: `${posted.failure.message}; read since, live does not show the write` };
    if (send === maxSends) return { ok: false, sent: false, failure: unanswered };
  }
}

/** Written down before it is sent, so that a run that is killed leaves a trace of every request that may have arrived. */
async function postJournalled(
  request: Request,
  before: JsonObject,
  { phoneNumberId, account }: DesiredNumber,
  { client, journal }: ApplyOptions,
): Promise<Posted> {
  try {
    journal.write({ type: 'before', phone_number_id: phoneNumberId, account, before, request });
  } catch (error) {
    if (!(error instanceof CallctlError)) throw error;
    return { ok: false, failure: journalFailure(error) };
  }
  const posted = await client.postSettings(phoneNumberId, request);
  const code = posted.ok ? null : posted.failure.code;
  journal.write({ type: 'after', phone_number_id: phoneNumberId, result: resultOf(posted), code });
  return posted;
}

const journalCode = 'io';

function journalFailure({ message, hint }: CallctlError): LiveFailure {
  return { kind: 'permanent', code: journalCode, message, hint, retryAfterMs: null };
}

function resultOf(posted: Posted): 'done' | 'refused' | 'unanswered' | 'unsent' {
  if (posted.ok) return 'done';
  if (isUnsent(posted.failure)) return 'unsent';
  return posted.failure.kind === 'unanswered' ? 'unanswered' : 'refused';
}

/** The one more request, where the write shows and all that is left may come from it. What others changed is not ours to undo. */
function repairOf(request: Request, { plan, unlike, drift, showsWrite }: Reading): Request | undefined {
  const left = [...drift, ...unlike];
  return showsWrite && left.length > 0 && left.every((one) => mayComeFrom(request, one)) ? plan.requests[0] : undefined;
}

function conclude(planned: NumberReport, requests: Request[], notes: Note[], result: Result): NumberReport {
  const report = { ...planned, requests, notes };
  if (!result.ok && !result.sent && isUnsent(result.failure)) {
    const { code, message, hint } = result.failure;
    const outcome = isHeldBack(result.failure) ? 'skipped' : 'failed';
    return { ...report, requests: requests.slice(0, -1), outcome, error: { code, message, hint } };
  }
  if (!result.ok) return { ...report, ...failedOutcome(result) };
  const { plan, unlike, drift } = result.reading;
  const left = [...drift, ...unlike];
  if (left.length > 0) return { ...report, outcome: 'failed', error: unverified(left) };
  return { ...report, outcome: 'applied', live_fingerprint: plan.live_fingerprint, error: null };
}

function failedOutcome({
  sent,
  failure: { kind, code, message, hint },
}: Result & { ok: false }): Pick<NumberReport, 'outcome' | 'error'> {
  if (!sent) return { outcome: kind === 'restricted' ? 'restricted' : 'failed', error: { code, message, hint } };
  const unread = `posted, but live could not be read back: ${message}`;
  return {
    outcome: 'failed',
    error: { code: 'not_read_back', message: unread, hint: 'run plan to see what live has now' },
  };
}

function unverified(left: readonly Difference[]): Failure {
  const byPath = new Map(left.map(({ path, before }) => [path, before]));
  const told = [...byPath].map(
    ([path, live]) => `${path} reads ${live === undefined ? 'as not set' : JSON.stringify(live)}`,
  );
  return {
    code: 'not_verified',
    message: `posted, but live still differs: ${told.join('; ')}`,
    hint: 'run plan in a while: reads may lag behind writes, or somebody else changed the number; apply again if it still drifts',
  };
}

/** The account was stopped, or callctl interrupted, before the request went out. */
function isHeldBack({ code }: LiveFailure): boolean {
  return code === 'account_stopped' || code === 'interrupted';
}

/** Held back, or for want of a journal not sent. */
function isUnsent(failure: LiveFailure): boolean {
  return isHeldBack(failure) || failure.code === journalCode;
}

function repairNote(request: Request): Note {
  const message = `the write left ${settingsOf(request)} drifted: a second request was sent for it`;
  return { code: 'second_request', message, path: null };
}

function unsentRepairNote(request: Request, failure: LiveFailure): Note {
  const message = `the write left ${settingsOf(request)} drifted, and no second request was sent: ${failure.message}`;
  return { code: 'no_second_request', message, path: null };
}

function settingsOf(request: Request): string {
  return Object.keys(request.calling as object).join(', ');
}

function incompleteNote({ message }: CallctlError): Note {
  return { code: 'journal_incomplete', message: `posted, but ${message}`, path: null };
}

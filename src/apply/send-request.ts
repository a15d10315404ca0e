import { CallctlError, failureOf } from '../errors.ts';
import type { Failure, NumberReport } from '../generated/schema-types.ts';
import type { WritingClient } from '../live/client.ts';
import { meaningOf } from '../live/failure.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { JsonObject } from '../plan/json.ts';
import { type FetchBackOptions, fetchBack, type Reading } from './fetch-back.ts';
import type { Journal } from './journal.ts';

type Request = NumberReport['requests'][number];

export interface SendOptions extends FetchBackOptions {
  readonly client: WritingClient;
  readonly journal: Pick<Journal, 'write'>;
}

/** A request that was not carried out, and the outcome of its number. */
interface NotWritten {
  /** `unsent`: it never went out. `unwritten`: Meta refused it, or live does not show it. */
  readonly state: 'unsent' | 'unwritten';
  readonly outcome: 'failed' | 'restricted' | 'skipped';
  readonly failure: Failure;
}

/** What became of a request. */
export type Result =
  /** It may have been written, and a reading shows what live has since. */
  | { readonly state: 'read'; readonly reading: Reading }
  /** It may have been written, but live could not be read back. */
  | { readonly state: 'unread'; readonly failure: Failure }
  | NotWritten;

/** How often a request is sent whose answer was lost. Live is fetched before each further time. */
const maxSends = 3;

/** A POST is idempotent: one whose answer was lost is settled by fetching, and sent again where live does not show it. */
export async function sendRequest(
  request: Request,
  before: JsonObject,
  desired: DesiredNumber,
  options: SendOptions,
): Promise<Result> {
  let lost: NotWritten | null = null;
  for (let send = 1; ; send += 1) {
    const sent = await postJournalled(request, before, desired, options);
    // What was sent before may yet take effect, so that this number counts as failed, not as left alone.
    if (sent.state === 'unsent') return lost ?? sent;
    if (sent.state === 'unwritten') return sent;
    const back = await fetchBack(request, desired, options);
    if (!back.ok) return { state: 'unread', failure: back.failure };
    options.journal.write({ type: 'settled', phone_number_id: desired.phoneNumberId });
    if (sent.state === 'done' || !isToSendAgain(request, back.reading)) return { state: 'read', reading: back.reading };
    const message = `${sent.failure.message}; read since, live does not show the write`;
    lost = { state: 'unwritten', outcome: 'failed', failure: { ...failureOf(sent.failure), message } };
    if (send === maxSends) return lost;
  }
}

/** Only as long as it is what live asks for: somebody may have changed the number meanwhile. */
function isToSendAgain(request: Request, { unlike, plan }: Reading): boolean {
  return unlike.length > 0 && JSON.stringify(plan.requests[0]) === JSON.stringify(request);
}

/** What became of one POST; `unanswered` leaves open whether it was written. */
type PostResult = { readonly state: 'done' } | { readonly state: 'unanswered'; readonly failure: Failure } | NotWritten;

/** Journalled before it is sent, so that a run that is killed leaves a trace of every request that may have arrived. */
async function postJournalled(
  request: Request,
  before: JsonObject,
  { phoneNumberId, account }: DesiredNumber,
  { client, journal }: SendOptions,
): Promise<PostResult> {
  try {
    journal.write({ type: 'before', phone_number_id: phoneNumberId, account, before, request });
  } catch (error) {
    if (!(error instanceof CallctlError)) throw error;
    return { state: 'unsent', outcome: 'failed', failure: failureOf(error) };
  }
  const posted = await client.postSettings(phoneNumberId, request);
  if (posted.ok) {
    journal.write({ type: 'after', phone_number_id: phoneNumberId, result: 'done', code: null });
    return { state: 'done' };
  }
  const { failure } = posted;
  const { post: result, unwritten: outcome } = meaningOf(failure);
  journal.write({ type: 'after', phone_number_id: phoneNumberId, result, code: failure.code });
  if (result === 'unanswered') return { state: 'unanswered', failure };
  return { state: result === 'unsent' ? 'unsent' : 'unwritten', outcome, failure };
}

import { CallctlError, failureOf } from '../errors.ts';
import type { Failure } from '../generated/schema-types.ts';
import type { WritingClient } from '../live/client.ts';
import { meaningOf } from '../live/failure.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { jsonText } from '../plan/json-text.ts';
import { type FetchBackOptions, fetchBack, type Reading } from './fetch-back.ts';
import type { Journal } from './journal.ts';
import type { Request, Write } from './write.ts';

export interface SendOptions extends FetchBackOptions {
  readonly client: Pick<WritingClient, 'fetchSettings' | 'postSettings' | 'fetchAfterPost'>;
  readonly journal: Pick<Journal, 'write'>;
}

/** A request that was not carried out, and the outcome of its number. */
interface NotWritten {
  /** `unsent`: it was never sent. `unwritten`: Meta refused it, or live does not show it. */
  readonly state: 'unsent' | 'unwritten';
  readonly outcome: 'failed' | 'restricted' | 'skipped';
  readonly failure: Failure;
}

/** The result of a request. */
export type Result =
  /** It may have been written, and live was read back. */
  | { readonly state: 'read'; readonly reading: Reading }
  /** It may have been written, but live could not be read back. */
  | { readonly state: 'unread'; readonly failure: Failure }
  | NotWritten;

/** How many times a request is sent if its answers are lost. Live is fetched before each retry. */
const maxSends = 3;

/**
 * Sends a request and settles a lost answer by reading live. A POST is idempotent: it is sent again if live does not show it,
 * and only while the same request is still called for: somebody may have changed the number in the meantime.
 *
 * @param callsFor The request that a reading calls for.
 */
export async function sendRequest(
  write: Write,
  callsFor: (reading: Reading) => Request | undefined,
  desired: DesiredNumber,
  options: SendOptions,
): Promise<Result> {
  const isToSendAgain = (reading: Reading) =>
    reading.unlike.length > 0 && jsonText(callsFor(reading)) === jsonText(write.request);
  let lost: NotWritten | null = null;
  for (let send = 1; ; send += 1) {
    const sent = await postJournalled(write, desired, options);
    // What was sent before may still take effect, so this number counts as failed, not as skipped.
    if (sent.state === 'unsent') return lost ?? sent;
    if (sent.state === 'unwritten') return sent;
    const back = await fetchBack(write, desired, options);
    if (!back.ok) return { state: 'unread', failure: back.failure };
    options.journal.write({ type: 'settled', phone_number_id: desired.phoneNumberId });
    if (sent.state === 'done' || !isToSendAgain(back.reading)) return { state: 'read', reading: back.reading };
    const message = `${sent.failure.message}; live does not show the write`;
    lost = { state: 'unwritten', outcome: 'failed', failure: { ...failureOf(sent.failure), message } };
    if (send === maxSends) return lost;
  }
}

/** The result of one POST; `unanswered` leaves open whether it was written. */
type PostResult = { readonly state: 'done' } | { readonly state: 'unanswered'; readonly failure: Failure } | NotWritten;

/** Journals a request before posting it, so that a killed run leaves a trace of every request that may have arrived. */
async function postJournalled(
  { request, before }: Write,
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

import type { Failure } from '../generated/schema-types.ts';

/** What a failed request means for the next step. */
export type FailureKind =
  /** The answer is no, and stays no; nothing was written. */
  | 'refused'
  /** Meta holds writes to this number back; nothing was written. */
  | 'restricted'
  /** Every request of this account will fail; nothing was written. */
  | 'account'
  /** Refused for now, because the account made too many requests; nothing was written. */
  | 'throttled'
  /** No connection was made, so that nothing went out. May pass. */
  | 'unreachable'
  /** A fault of the server, or no answer at all. May pass; a write may have happened. */
  | 'transient'
  /** The answer makes no sense, and asking again would give the same; a write may have happened. */
  | 'unreadable'
  /** callctl held the request back, because the account was stopped or callctl interrupted; nothing went out. */
  | 'unsent';

/** Why a request failed. */
export interface LiveFailure extends Failure {
  readonly kind: FailureKind;
  /** How long the server asks to wait, in milliseconds; null where it does not say. */
  readonly retryAfterMs: number | null;
}

interface Meaning {
  /** Whether a GET may be sent again. */
  readonly repeatsGet: boolean;
  /** Whether a POST may be sent again without reading live first. */
  readonly repeatsPost: boolean;
  /** What became of a POST. Only `unanswered` leaves open whether it was written. */
  readonly post: 'refused' | 'unanswered' | 'unsent';
  /** The outcome of a number that could not be read. */
  readonly unread: 'failed' | 'skipped';
  /** The outcome of a number that was not written to. */
  readonly unwritten: 'failed' | 'restricted' | 'skipped';
}

const meanings: Readonly<Record<FailureKind, Meaning>> = {
  refused: { repeatsGet: false, repeatsPost: false, post: 'refused', unread: 'failed', unwritten: 'failed' },
  restricted: { repeatsGet: false, repeatsPost: false, post: 'refused', unread: 'failed', unwritten: 'restricted' },
  account: { repeatsGet: false, repeatsPost: false, post: 'refused', unread: 'failed', unwritten: 'failed' },
  throttled: { repeatsGet: true, repeatsPost: true, post: 'refused', unread: 'failed', unwritten: 'failed' },
  unreachable: { repeatsGet: true, repeatsPost: true, post: 'refused', unread: 'failed', unwritten: 'failed' },
  transient: { repeatsGet: true, repeatsPost: false, post: 'unanswered', unread: 'failed', unwritten: 'failed' },
  unreadable: { repeatsGet: false, repeatsPost: false, post: 'unanswered', unread: 'failed', unwritten: 'failed' },
  unsent: { repeatsGet: false, repeatsPost: false, post: 'unsent', unread: 'skipped', unwritten: 'skipped' },
};

/** Everything that the code outside `src/live` needs to know of a failure to go on. */
export function meaningOf({ kind }: LiveFailure): Meaning {
  return meanings[kind];
}

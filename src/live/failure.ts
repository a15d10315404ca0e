import type { Failure } from '../generated/schema-types.ts';

/** What a failed request means for the next step. */
export type FailureKind =
  /** Refused, and a retry would be refused too; nothing was written. */
  | 'refused'
  /** Meta blocks writes to this number for now; nothing was written. */
  | 'restricted'
  /** Every request of this account will fail; nothing was written. */
  | 'account'
  /** The token was refused, perhaps for this number alone; nothing was written. */
  | 'token'
  /** Refused for now, because the account made too many requests; nothing was written. */
  | 'throttled'
  /** No connection was made, so nothing was sent. May pass. */
  | 'unreachable'
  /** A server error, or no answer. May pass; a write may have happened. */
  | 'transient'
  /** The answer cannot be understood, and a retry would give the same; a write may have happened. */
  | 'unreadable'
  /** Never sent, because the account has to wait for longer than this run may. */
  | 'overdue'
  /** callctl did not send the request, because the account was stopped or callctl interrupted. */
  | 'unsent';

/** Why a request failed. */
export interface LiveFailure extends Failure {
  readonly kind: FailureKind;
  /** How long the server asks us to wait, in milliseconds; null if it does not say. */
  readonly retryAfterMs: number | null;
}

interface Meaning {
  /** Whether a GET may be retried. */
  readonly repeatsGet: boolean;
  /** Whether a POST may be retried without reading live first. */
  readonly repeatsPost: boolean;
  /** The result of a POST. Only `unanswered` leaves open whether it was written. */
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
  token: { repeatsGet: false, repeatsPost: false, post: 'refused', unread: 'failed', unwritten: 'failed' },
  throttled: { repeatsGet: true, repeatsPost: true, post: 'refused', unread: 'failed', unwritten: 'failed' },
  unreachable: { repeatsGet: true, repeatsPost: true, post: 'refused', unread: 'failed', unwritten: 'failed' },
  transient: { repeatsGet: true, repeatsPost: false, post: 'unanswered', unread: 'failed', unwritten: 'failed' },
  unreadable: { repeatsGet: false, repeatsPost: false, post: 'unanswered', unread: 'failed', unwritten: 'failed' },
  overdue: { repeatsGet: false, repeatsPost: false, post: 'unsent', unread: 'failed', unwritten: 'failed' },
  unsent: { repeatsGet: false, repeatsPost: false, post: 'unsent', unread: 'skipped', unwritten: 'skipped' },
};

/** Returns all that code outside `src/live` needs to know about a failure. */
export function meaningOf({ kind }: LiveFailure): Meaning {
  return meanings[kind];
}

import type { LiveFailure } from './failure.ts';
import type { Answer } from './transport.ts';

/** How an account keeps within what Meta allows it. Times are milliseconds. */
export interface PacingOptions {
  /** The longest wait that Meta may ask for; past it requests fail with what Meta said. */
  readonly maxWaitMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Whether nothing new shall be sent any more; then a pause is cut short. */
  readonly isInterrupted: () => boolean;
  /** Told when the account has to wait, and why. */
  readonly onWait: (ms: number, reason: string) => void;
}

/** What all requests of one account share. */
export interface Pacer {
  /** Waits until a request may go out; a failure where none may any more. */
  readonly ready: () => Promise<LiveFailure | null>;
  /** Learns from an answer. */
  readonly observe: (answer: Answer) => void;
}

/** Below this share of what is allowed requests go out unhindered, in percent. */
const calmUsage = 75;

/** The gap between two requests where everything allowed is used up. */
const longestGapMs = 2000;

/** How long a throttled account waits where Meta does not say. */
const defaultPauseMs = 1000;

/** By how much a pause has to grow to be told again. */
const worthTellingMs = 1000;

/**
 * Paces one account: slows it as Meta's usage headers near the limit, pauses it when it is throttled, and stops it for
 * good on an error that every further request would meet, an expired token for one. Other accounts go on.
 */
export function createPacer(options: PacingOptions): Pacer {
  let pauseUntil = 0;
  let nextSlot = 0;
  let gapMs = 0;
  let stopped: LiveFailure | null = null;
  let throttle: LiveFailure | null = null;
  let toldUntil = 0;

  const waitForPause = async (): Promise<boolean> => {
    for (let until = pauseUntil; until > options.now(); until = pauseUntil) {
      if (until - options.now() > options.maxWaitMs) return false;
      await options.sleep(until - options.now());
      if (pauseUntil === until) break;
    }
    return true;
  };

  const waitForSlot = async (): Promise<void> => {
    const slot = Math.max(options.now(), nextSlot);
    nextSlot = slot + gapMs;
    if (slot > options.now()) await options.sleep(slot - options.now());
  };

  return {
    ready: async () => {
      if (stopped) return stop(stopped);
      const wasPaused = pauseUntil > options.now();
      if (!(await waitForPause())) return tooLong(throttle, options.maxWaitMs);
      if (wasPaused && options.isInterrupted()) return interruptedFailure;
      if (gapMs > 0) await waitForSlot();
      return stopped ? stop(stopped) : null;
    },
    observe: (answer) => {
      gapMs = gapFor(answer.usage);
      if (answer.ok) return;
      const { kind, retryAfterMs, message } = answer.failure;
      if (kind === 'account') stopped ??= answer.failure;
      if (kind !== 'throttled') return;
      throttle = answer.failure;
      const until = options.now() + (retryAfterMs ?? defaultPauseMs);
      if (until <= pauseUntil) return;
      pauseUntil = until;
      // Requests that were in flight together are throttled together: one line tells of all of them.
      if (until - toldUntil < worthTellingMs) return;
      toldUntil = until;
      options.onWait(until - options.now(), message);
    },
  };
}

/** Grows evenly from nothing to the longest gap as the rest of what is allowed is used up. */
function gapFor(usage: number): number {
  const over = Math.min(100, usage) - calmUsage;
  return over <= 0 ? 0 : (over / (100 - calmUsage)) * longestGapMs;
}

const interruptedFailure: LiveFailure = {
  kind: 'permanent',
  code: 'interrupted',
  message: 'callctl was interrupted while the account was throttled: nothing was sent',
  hint: 'run it again',
  retryAfterMs: null,
};

function stop({ message, hint }: LiveFailure): LiveFailure {
  return {
    kind: 'account',
    code: 'account_stopped',
    message: `not tried, for the account failed: ${message}`,
    hint,
    retryAfterMs: null,
  };
}

function tooLong(throttle: LiveFailure | null, maxWaitMs: number): LiveFailure {
  const message = `${throttle?.message ?? 'the account is throttled'}; Meta asks to wait longer than --max-wait allows (${maxWaitMs / 1000} s)`;
  return {
    kind: 'permanent',
    code: throttle?.code ?? 'throttled',
    message,
    hint: 'run it again later, or allow a longer --max-wait',
    retryAfterMs: throttle?.retryAfterMs ?? null,
  };
}

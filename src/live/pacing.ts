import type { LiveFailure } from './failure.ts';
import type { Sleep } from './sleep.ts';
import type { Answer } from './transport.ts';

/** How an account keeps within what Meta allows it. Times are milliseconds. */
export interface PacingOptions {
  /** Aborts when nothing new may be sent any more; waits end early then. */
  readonly signal?: AbortSignal;
  /** The longest that Meta may make one request wait, over all its retries; past it the request fails with what Meta said. */
  readonly maxWaitMs: number;
  readonly now: () => number;
  readonly sleep: Sleep;
  /** Called when a request has to wait, and why. */
  readonly onWait: (ms: number, reason: string) => void;
}

/** What all requests of one account share. */
export interface Pacer {
  /**
   * Begins one request, retries included.
   *
   * @param finishes Whether it finishes what a POST began, and so goes out after an interrupt too.
   */
  readonly begin: (finishes: boolean) => Turn;
  /** Learns from an answer. */
  readonly observe: (answer: Answer) => void;
}

/** One request, retries included. */
export interface Turn {
  /** Waits until it may go out; a failure where it may not any more. */
  readonly ready: () => Promise<LiveFailure | null>;
  /** Why it may not go out now; null where it may. */
  readonly refusal: () => LiveFailure | null;
}

/** Below this share of what is allowed requests go out unhindered, in percent. */
const calmUsage = 75;

/** The gap between two requests where everything allowed is used up. */
const longestGapMs = 2000;

/** How long a throttled account waits where Meta does not say. */
const defaultPauseMs = 1000;

/** By how much a pause has to grow to be reported again. */
const worthReportingMs = 1000;

/** Where an account stands. */
interface Pace {
  readonly options: PacingOptions;
  pauseUntil: number;
  nextSlot: number;
  gapMs: number;
  stopped: LiveFailure | null;
  throttle: LiveFailure | null;
  reportedUntil: number;
}

/**
 * Paces one account: slows it as Meta's usage headers near the limit, pauses it when it is throttled, and stops it for
 * good on an error that every further request would meet, an expired token for one. Other accounts go on.
 */
export function createPacer(options: PacingOptions): Pacer {
  const pace: Pace = {
    options,
    pauseUntil: 0,
    nextSlot: 0,
    gapMs: 0,
    stopped: null,
    throttle: null,
    reportedUntil: 0,
  };
  return { begin: (finishes) => begin(pace, finishes), observe: (answer) => observe(pace, answer) };
}

function begin(pace: Pace, finishes: boolean): Turn {
  const { options } = pace;
  const isInterrupted = () => options.signal?.aborted === true;
  let waitedMs = 0;

  const refusal = (): LiveFailure | null => {
    if (pace.stopped) return stoppedFailure(pace.stopped);
    return !finishes && isInterrupted() ? interruptedFailure : null;
  };

  const waitForPause = async (): Promise<LiveFailure | null> => {
    for (let until = pace.pauseUntil; until > options.now(); until = pace.pauseUntil) {
      const ms = until - options.now();
      // A throttled account would refuse what finishes a POST too: nothing waits for it after an interrupt.
      if (isInterrupted()) return interruptedFailure;
      if (waitedMs + ms > options.maxWaitMs) return tooLong(pace.throttle, options.maxWaitMs);
      waitedMs += ms;
      reportWait(pace, until);
      await options.sleep(ms, options.signal);
      if (isInterrupted()) return interruptedFailure;
      if (pace.pauseUntil === until) break;
    }
    return null;
  };

  const ready = async (): Promise<LiveFailure | null> => {
    const failure = refusal() ?? (await waitForPause());
    if (failure) return failure;
    await waitForSlot(pace);
    return refusal();
  };

  return { ready, refusal };
}

async function waitForSlot(pace: Pace): Promise<void> {
  if (pace.gapMs === 0) return;
  const { now, sleep, signal } = pace.options;
  const slot = Math.max(now(), pace.nextSlot);
  pace.nextSlot = slot + pace.gapMs;
  if (slot > now()) await sleep(slot - now(), signal);
}

/** Requests that were in flight together are throttled together: one line reports all of them. */
function reportWait(pace: Pace, until: number): void {
  if (until - pace.reportedUntil < worthReportingMs) return;
  pace.reportedUntil = until;
  pace.options.onWait(until - pace.options.now(), pace.throttle?.message ?? '');
}

function observe(pace: Pace, answer: Answer): void {
  pace.gapMs = gapFor(answer.usage);
  if (answer.ok) return;
  const { failure } = answer;
  if (failure.kind === 'account') pace.stopped ??= failure;
  if (failure.kind !== 'throttled') return;
  pace.throttle = failure;
  pace.pauseUntil = Math.max(pace.pauseUntil, pace.options.now() + (failure.retryAfterMs ?? defaultPauseMs));
}

/** Grows evenly from nothing to the longest gap as the rest of what is allowed is used up. */
function gapFor(usage: number): number {
  const over = Math.min(100, usage) - calmUsage;
  return over <= 0 ? 0 : (over / (100 - calmUsage)) * longestGapMs;
}

const interruptedFailure: LiveFailure = {
  kind: 'unsent',
  code: 'interrupted',
  message: 'callctl was interrupted before this number was done',
  hint: 'run it again',
  retryAfterMs: null,
};

function stoppedFailure({ message, hint }: LiveFailure): LiveFailure {
  return {
    kind: 'unsent',
    code: 'account_stopped',
    message: `not tried, for the account failed: ${message}`,
    hint,
    retryAfterMs: null,
  };
}

function tooLong(throttle: LiveFailure | null, maxWaitMs: number): LiveFailure {
  const message = `${throttle?.message ?? 'the account is throttled'}; Meta asks to wait longer than --max-wait allows (${maxWaitMs / 1000} s) for one request in all`;
  return {
    // Refused for as long as this run may wait.
    kind: 'refused',
    code: throttle?.code ?? 'throttled',
    message,
    hint: 'run it again later, or allow a longer --max-wait',
    retryAfterMs: throttle?.retryAfterMs ?? null,
  };
}

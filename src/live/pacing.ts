import type { LiveFailure } from './failure.ts';
import type { Sleep } from './sleep.ts';
import type { Answer } from './transport.ts';

/** How an account keeps within Meta's limits. Times are milliseconds. */
export interface PacingOptions {
  /** Aborts when nothing new may be sent; waits then end early. */
  readonly signal?: AbortSignal;
  /** The longest that Meta may make one request wait, all its retries together; past it the request fails with what Meta said. */
  readonly maxWaitMs: number;
  readonly now: () => number;
  readonly sleep: Sleep;
  /** Called with the wait and its reason when a request has to wait. */
  readonly onWait: (ms: number, reason: string) => void;
}

/** The pace that all requests of one account share. */
export interface Pacer {
  /**
   * Begins one request, including its retries.
   *
   * @param finishes Whether it finishes what a POST began, and so is sent even after an interrupt.
   */
  readonly begin: (finishes: boolean) => Turn;
  /** Learns from an answer. */
  readonly observe: (answer: Answer) => void;
}

/** One request, including its retries. */
export interface Turn {
  /** Waits until the request may be sent; resolves to a failure if it may not be. */
  readonly ready: () => Promise<LiveFailure | null>;
  /** Why the request may not be sent now; null if it may. */
  readonly refusal: () => LiveFailure | null;
}

/** Usage, in percent of what is allowed, up to which requests are not slowed down. */
const calmUsage = 75;

/** The gap between two requests when everything allowed is used up. */
const longestGapMs = 2000;

/** How long a throttled account waits if Meta does not say. */
const defaultPauseMs = 1000;

/** How much a pause has to grow to be reported again. */
const worthReportingMs = 1000;

/** The state of an account. */
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
 * Paces one account: slows it down as Meta's usage headers near the limit, pauses it when it is throttled, and stops it
 * permanently on an error that every further request would meet, such as an expired token. Other accounts go on.
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
      // A throttled account would refuse a request that finishes a POST too, so nothing waits for it after an interrupt.
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

/** Requests in flight together are throttled together, so one line reports all of them. */
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

/** Grows linearly from nothing to the longest gap as the rest of what is allowed is used up. */
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
    message: `not tried, because the account failed: ${message}`,
    hint,
    retryAfterMs: null,
  };
}

function tooLong(throttle: LiveFailure | null, maxWaitMs: number): LiveFailure {
  const message = `${throttle?.message ?? 'the account is throttled'}; Meta asks for a longer wait than --max-wait allows for one request (${maxWaitMs / 1000} s)`;
  return {
    // `refused`, because this run may not wait any longer.
    kind: 'refused',
    code: throttle?.code ?? 'throttled',
    message,
    hint: 'run it again later, or allow a longer --max-wait',
    retryAfterMs: throttle?.retryAfterMs ?? null,
  };
}

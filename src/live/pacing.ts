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
  readonly begin: (phoneNumberId: string, finishes: boolean) => Turn;
}

/** One request, including its retries. */
export interface Turn {
  /** Waits until the request may be sent; resolves to a failure if it may not be. */
  readonly ready: () => Promise<LiveFailure | null>;
  /** Why the request may not be sent now; null if it may. */
  readonly refusal: () => LiveFailure | null;
  /** Whether the account was paused after the request became ready, so that it has to wait again. */
  readonly isHeld: () => boolean;
  /** Learns from an answer. */
  readonly observe: (answer: Answer) => void;
  /** Ends a sending of the request, so that others need not wait for it. */
  readonly end: () => void;
}

/** Usage, in percent of what is allowed, up to which requests are not slowed down. */
const calmUsage = 75;

/** The gap between two requests when everything allowed is used up. */
const longestGapMs = 2000;

/** How long a throttled account waits at first if Meta does not say; the pause doubles while it stays throttled. */
const firstPauseMs = 1000;

/** How much a pause has to grow to be reported again. */
const worthReportingMs = 1000;

/** The state of an account. */
interface Pace {
  readonly options: PacingOptions;
  pauseUntil: number;
  /** The last pause that Meta gave no time for; 0 if there was none. */
  pauseMs: number;
  nextSlot: number;
  gapMs: number;
  stopped: LiveFailure | null;
  /** The first number of each failure that the token may be to blame for, by the failure's code. */
  readonly suspicions: Map<string, string>;
  /** Why the account is throttled; null once a request has been answered again. */
  throttle: LiveFailure | null;
  /** The one request that finds out whether the account is still throttled. */
  probe: Probe | null;
  reportedUntil: number;
}

interface Probe {
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/**
 * Paces one account: slows it down as Meta's usage headers near the limit, pauses it when it is throttled and then lets one
 * request find out whether it still is, and stops it permanently once its token fails. Other accounts go on.
 */
export function createPacer(options: PacingOptions): Pacer {
  const pace: Pace = {
    options,
    pauseUntil: 0,
    pauseMs: 0,
    nextSlot: 0,
    gapMs: 0,
    stopped: null,
    suspicions: new Map(),
    throttle: null,
    probe: null,
    reportedUntil: 0,
  };
  return { begin: (phoneNumberId, finishes) => begin(pace, phoneNumberId, finishes) };
}

function begin(pace: Pace, phoneNumberId: string, finishes: boolean): Turn {
  const { options } = pace;
  const isInterrupted = () => options.signal?.aborted === true;
  let waitedMs = 0;
  let sleptUntil = 0;
  let wasTried = false;
  let probe: Probe | null = null;

  const isProbe = () => probe !== null && pace.probe === probe;
  const isPaused = () => pace.pauseUntil > options.now() && pace.pauseUntil !== sleptUntil;
  const isHeld = () => isPaused() || (pace.throttle !== null && !isProbe());

  const refusal = (): LiveFailure | null => {
    if (pace.stopped) return stoppedFailure(pace.stopped);
    return !finishes && isInterrupted() ? interruptedFailure : null;
  };

  const waitForPause = async (): Promise<LiveFailure | null> => {
    const until = pace.pauseUntil;
    const ms = until - options.now();
    if (waitedMs + ms > options.maxWaitMs) return tooLong(pace.throttle, options.maxWaitMs, wasTried);
    waitedMs += ms;
    reportWait(pace, until);
    await options.sleep(ms, options.signal);
    sleptUntil = until;
    return null;
  };

  const waitWhileHeld = async (): Promise<LiveFailure | null> => {
    while (isHeld()) {
      // A throttled account would refuse a request that finishes a POST too, so nothing waits for it after an interrupt.
      const failure = isInterrupted() ? interruptedFailure : refusal();
      if (failure) return failure;
      if (isPaused()) {
        const tooLongWait = await waitForPause();
        if (tooLongWait) return tooLongWait;
      } else if (pace.probe) await pace.probe.ended;
      else probe = startProbe(pace);
    }
    return null;
  };

  const ready = async (): Promise<LiveFailure | null> => {
    const failure = refusal() ?? (await waitWhileHeld());
    if (failure) return failure;
    await waitForSlot(pace);
    return refusal();
  };

  const end = () => {
    if (probe && isProbe()) endProbe(pace, probe);
    probe = null;
  };

  const learn = (answer: Answer) => {
    wasTried = true;
    observe(pace, answer, phoneNumberId, isProbe());
  };

  return { ready, refusal, isHeld, observe: learn, end };
}

function startProbe(pace: Pace): Probe {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  pace.probe = { ended, end };
  return pace.probe;
}

function endProbe(pace: Pace, probe: Probe): void {
  pace.probe = null;
  probe.end();
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

function observe(pace: Pace, answer: Answer, phoneNumberId: string, isProbe: boolean): void {
  pace.gapMs = gapFor(answer.usage);
  if (!answer.ok && answer.failure.kind === 'throttled') throttle(pace, answer.failure, isProbe);
  else if (isProbe && isAnswered(answer)) Object.assign(pace, { throttle: null, pauseMs: 0 });
  if (!answer.ok && blamesToken(pace, answer.failure, phoneNumberId)) pace.stopped ??= answer.failure;
}

/** Requests in flight together are throttled together: only the first one and probes make the pause longer. */
function throttle(pace: Pace, failure: LiveFailure, isProbe: boolean): void {
  const isNews = isProbe || pace.throttle === null;
  pace.throttle = failure;
  if (failure.retryAfterMs === null && !isNews) return;
  if (failure.retryAfterMs === null) pace.pauseMs = pace.pauseMs === 0 ? firstPauseMs : pace.pauseMs * 2;
  pace.pauseUntil = Math.max(pace.pauseUntil, pace.options.now() + (failure.retryAfterMs ?? pace.pauseMs));
}

/** Without an answer it stays unknown whether the account is still throttled. */
function isAnswered(answer: Answer): boolean {
  return answer.ok || !['transient', 'unreachable', 'unsent'].includes(answer.failure.kind);
}

/** A token may be refused for one number alone, so that it takes two numbers to blame the token. */
function blamesToken({ suspicions }: Pace, { kind, code }: LiveFailure, phoneNumberId: string): boolean {
  if (kind === 'account') return true;
  if (kind !== 'token') return false;
  const first = suspicions.get(code) ?? phoneNumberId;
  suspicions.set(code, first);
  return first !== phoneNumberId;
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

function tooLong(throttle: LiveFailure | null, maxWaitMs: number, wasTried: boolean): LiveFailure {
  const allowed = `--max-wait allows for one request (${maxWaitMs / 1000} s)`;
  const gaveTime = throttle?.retryAfterMs !== null;
  const reason = gaveTime ? `Meta asks for a longer wait than ${allowed}` : `this lasts longer than ${allowed}`;
  return {
    ...throttle,
    kind: wasTried ? 'refused' : 'overdue',
    code: throttle?.code ?? 'throttled',
    message: `${throttle?.message ?? 'the account is throttled'}; ${reason}`,
    hint: 'run it again later, or allow a longer --max-wait',
    retryAfterMs: throttle?.retryAfterMs ?? null,
  };
}

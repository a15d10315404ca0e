import type { LiveFailure } from './failure.ts';
import type { Sleep } from './sleep.ts';
import type { Answer } from './transport.ts';

/** How a failed request is retried. */
export interface RetryOptions {
  /** Total attempts, including the first one. */
  readonly attempts: number;
  readonly random: () => number;
  readonly sleep: Sleep;
  /** Ends a wait early. */
  readonly signal?: AbortSignal;
}

const firstStepMs = 250;
const longestStepMs = 20_000;

/**
 * Sends until an answer arrives, a failure may not be retried, or the attempts are used up. A throttle without a time to wait
 * costs no attempt: its pauses grow until they are too long.
 */
export async function sendWithRetry(
  send: () => Promise<Answer>,
  mayRepeat: (failure: LiveFailure) => boolean,
  options: RetryOptions,
): Promise<Answer> {
  for (let attempt = 1; ; ) {
    const answer = await send();
    if (answer.ok || !mayRepeat(answer.failure)) return answer;
    const isFree = answer.failure.kind === 'throttled' && answer.failure.retryAfterMs === null;
    if (!isFree && attempt >= options.attempts) return answer;
    await options.sleep(waitBefore(attempt, options), options.signal);
    if (!isFree) attempt += 1;
  }
}

/** Full jitter, anything between nothing and the exponential step, so that many clients do not retry at the same moment. */
function waitBefore(attempt: number, { random }: RetryOptions): number {
  return random() * Math.min(longestStepMs, firstStepMs * 2 ** (attempt - 1));
}

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

/** Sends until an answer arrives, a failure may not be retried, or the attempts are used up. */
export async function sendWithRetry(
  send: () => Promise<Answer>,
  mayRepeat: (failure: LiveFailure) => boolean,
  options: RetryOptions,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send();
    if (answer.ok || !mayRepeat(answer.failure) || attempt >= options.attempts) return answer;
    await options.sleep(waitBefore(attempt, options), options.signal);
  }
}

/** Full jitter, anything between nothing and the exponential step, so that many clients do not retry at the same moment. */
function waitBefore(attempt: number, { random }: RetryOptions): number {
  return random() * Math.min(longestStepMs, firstStepMs * 2 ** (attempt - 1));
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveFailure } from './failure.ts';
import type { Answer } from './transport.ts';

/** When and how often a failed request is sent again. Times are milliseconds. */
export interface RetryOptions {
  /** Attempts in all, the first one included. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

export const defaultRetry: RetryOptions = {
  attempts: 5,
  baseMs: 250,
  capMs: 20_000,
  random: Math.random,
  sleep,
};

/** Sends until an answer comes, the failure is one that will not pass, or the attempts are used up. */
export async function sendWithRetry(
  send: () => Promise<Answer>,
  passes: (failure: LiveFailure) => boolean,
  options: RetryOptions,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send();
    if (answer.ok || !passes(answer.failure) || attempt >= options.attempts) return answer;
    await options.sleep(waitBefore(attempt, options));
  }
}

/** Full jitter: anything between nothing and the exponential step, so that many clients do not come back as one. */
function waitBefore(attempt: number, { baseMs, capMs, random }: RetryOptions): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}

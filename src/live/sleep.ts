import { setTimeout } from 'node:timers/promises';

/** Waits the given milliseconds; ends early, without an error, when the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;

export const sleep: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => undefined);

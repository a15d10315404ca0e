import { setTimeout } from 'node:timers/promises';

/** What waits and sends needs to know of an interrupt. */
export interface Interruptible {
  /** Whether nothing new may be sent any more. */
  readonly isInterrupted: () => boolean;
  /** Ends early on an interrupt. */
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** Where nothing interrupts. */
export const uninterrupted: Interruptible = { isInterrupted: () => false, sleep: (ms) => setTimeout(ms) };

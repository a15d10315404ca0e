import type { Report } from '../generated/schema-types.ts';

/** Exit codes of the process. Where several apply, the first of 3, 5, 4, 2. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  drift: 2,
  invalid: 3,
  failed: 4,
  refused: 5,
  interrupted: 130,
} as const;

export interface ExitCodeOptions {
  /** Whether drift that is left makes the code 2. */
  readonly exitsOnDrift?: boolean;
  /**
   * Whether a signal came before the work was done. Then that is the code, even where nothing was left undone: whoever sent
   * it knows why.
   */
  readonly interrupted?: boolean;
}

export function exitCodeOf({ summary, numbers }: Report, { exitsOnDrift, interrupted }: ExitCodeOptions): number {
  if (interrupted || numbers.some(({ error }) => error?.code === 'interrupted')) return exitCodes.interrupted;
  if (summary.errors > 0) return exitCodes.invalid;
  if (summary.failed + summary.restricted + summary.skipped > 0) return exitCodes.failed;
  return exitsOnDrift && summary.drifted + summary.protected > 0 ? exitCodes.drift : exitCodes.done;
}

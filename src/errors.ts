import type { Failure } from './generated/schema-types.ts';

/** Stable codes of the errors that end a command. */
export type ErrorCode =
  | 'usage'
  | 'no_settings'
  | 'no_token'
  | 'invalid_settings'
  | 'refused'
  | 'not_approved'
  | 'interrupted'
  | 'io';

/** An error the user can fix: printed as a message with a hint, never with a stack trace. */
export class CallctlError extends Error implements Failure {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, hint: string | null = null) {
    super(message);
    this.name = 'CallctlError';
    this.code = code;
    this.hint = hint;
  }
}

/**
 * Reduces anything that went wrong to the one shape that reports carry. An error that is not a `Failure` was never meant for
 * users, so it is reported as a bug.
 */
export function failureOf(error: unknown): Failure {
  if (isFailure(error)) {
    const { code, message, hint, trace } = error;
    return { code, message, hint, ...(trace !== undefined && { trace }) };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'bug', message: `this is a bug in callctl: ${reason}`, hint: 'please report it' };
}

function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value && 'hint' in value;
}

/** Builds the error for a command line that cannot be carried out. */
export function usageError(message: string, hint: string | null = null): CallctlError {
  return new CallctlError('usage', message, hint);
}

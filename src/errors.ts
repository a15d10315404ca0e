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

/** An error the user can mend: printed as a message with a hint, never with a stack trace. */
export class CallctlError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, hint: string | null = null) {
    super(message);
    this.name = 'CallctlError';
    this.code = code;
    this.hint = hint;
  }
}

/** The error of a command line that cannot be carried out as it is. */
export function usageError(message: string, hint: string | null = null): CallctlError {
  return new CallctlError('usage', message, hint);
}

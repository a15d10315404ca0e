import { type Renderable, renderJson } from './json.ts';

/** The simulator's answer to a request. */
export interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The Graph `code` of the error in the body; null when the body has none. */
  readonly errorCode: number | null;
}

/** An error in the terms of Meta's Graph API. */
export interface GraphError {
  readonly code: number;
  readonly subcode?: number;
  /** `error_data.details`: what is wrong in this request. */
  readonly details?: string;
  /** Replaces the code's usual message. */
  readonly message?: string;
  readonly type?: string;
  readonly isTransient?: boolean;
  /** Replaces the code's usual HTTP status. */
  readonly status?: number;
}

/** A result that is an error. */
export interface Refusal {
  readonly ok: false;
  readonly error: GraphError;
}

export function refuse(error: GraphError): Refusal {
  return { ok: false, error };
}

/** Puts an error in the Graph envelope, with the HTTP status its code comes with. */
export function answerError(error: GraphError): Answer {
  const { code, subcode, details, isTransient } = error;
  const body: Renderable = {
    error: {
      message: error.message ?? `(#${code}) ${MESSAGES[code] ?? 'An error occurred'}`,
      type: error.type ?? 'OAuthException',
      is_transient: isTransient,
      code,
      error_subcode: subcode,
      // Meta docs (error codes, Jun 2026): error_data.details says what is wrong with a parameter.
      error_data: details === undefined ? undefined : { messaging_product: 'whatsapp', details },
      fbtrace_id: nextTraceId(),
    },
  };
  return { status: error.status ?? httpStatus(code), body: renderJson(body), errorCode: code };
}

/** Error 100: the request itself is wrong. */
export function invalidParameter(details: string): GraphError {
  return { code: 100, details };
}

/** Error 100: a query asks for a field that the object does not have. */
export function unknownField(name: string): GraphError {
  return { code: 100, message: `(#100) Tried accessing nonexisting field (${name})` };
}

/** Error 100 with subcode 33: the id is unknown, or not visible to this token. */
export function unknownObject(method: string, id: string): GraphError {
  return {
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist or is not visible to this token`,
  };
}

const MESSAGES: Readonly<Record<number, string>> = {
  2: 'Service temporarily unavailable',
  4: 'Application request limit reached',
  10: 'Permission denied',
  100: 'Invalid parameter',
  190: 'Invalid OAuth access token',
  200: 'Permissions error',
  2500: 'Unknown path components',
  80008: 'There have been too many calls to this WhatsApp Business account. Wait a bit and try again.',
  138014: 'Calling is temporarily disabled for this phone number',
  138015: 'Calling cannot be enabled: the messaging limit is too low',
  138018: 'Calling cannot be enabled: its prerequisites are not met',
  141000: 'Not a valid Cloud API phone number',
};

/** Meta docs and its OpenAPI file; throttles of an account (80008) come as 400, not as 429 (observed). */
function httpStatus(code: number): number {
  if (code === 190 || code === 0) return 401;
  if (code === 10 || (code >= 200 && code <= 299) || code === 368 || code === 131031) return 403;
  if (code === 1 || code === 2) return 500;
  if (code === 2500) return 404;
  return 400;
}

let traces = 0;

/** Counted, not random, so that a recorded run is the same the next time. */
function nextTraceId(): string {
  traces += 1;
  return `Sim${traces.toString(36).padStart(8, '0')}`;
}

import type { Fault } from './faults.ts';
import { type Answer, answerError, type GraphError } from './graph-error.ts';
import { usageHeaders } from './usage.ts';

/** The answer of a fault instead of the endpoint's; null for the kinds that pass the request on or end the connection. */
export function answerFault(fault: Fault, wabaId: string | null): Answer | null {
  const message = fault.message === undefined ? {} : { message: fault.message };
  switch (fault.kind) {
    case 'throttle':
      return throttled(wabaId, Math.ceil((fault.seconds ?? 60) / 60), message);
    case 'too_many_requests':
      return { ...answerError({ code: 4, status: 429, ...message }), headers: retryAfter(fault.seconds ?? 1) };
    case 'server_error':
      return answerError({ code: 2, isTransient: true, ...message });
    case 'bad_gateway':
      return { status: 502, body: page('502 Bad Gateway'), contentType: HTML, errorCode: null };
    case 'wrong_type':
      return { status: 200, body: page('Please log in'), contentType: HTML, errorCode: null };
    case 'expire_token':
      return answerError({ code: 190, subcode: 463, ...EXPIRED, ...message });
    case 'refuse':
      return answerError({ code: fault.code ?? 100, ...(fault.subcode && { subcode: fault.subcode }), ...message });
    default:
      return null;
  }
}

/** Error 80008: the account's quota is used up. It comes as 400, and the usage header has the time to wait (observed). */
export function throttled(wabaId: string | null, minutes: number, overrides: Partial<GraphError> = {}): Answer {
  return { ...answerError({ code: 80008, ...overrides }), headers: usageHeaders(wabaId, 100, minutes) };
}

const HTML = 'text/html; charset=utf-8';
const EXPIRED = { message: 'Error validating access token: Session has expired' };

function retryAfter(seconds: number): Record<string, string> {
  return { 'Retry-After': String(seconds) };
}

function page(title: string): string {
  return `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}

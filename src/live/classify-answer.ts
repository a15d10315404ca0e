import { asObject, type Json, type JsonObject } from '../plan/json.ts';
import type { FailureKind, LiveFailure } from './failure.ts';
import { type Headers, regainMinutesOf, singleHeader } from './usage.ts';

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly contentType: string;
  /** Undefined if the body is not JSON. */
  readonly body: Json | undefined;
}

interface KnownCode {
  readonly kind: FailureKind;
  readonly hint: string | null;
}

const permission = 'the token needs the permission whatsapp_business_management for this number';
const unknownId = 'check phone_number_id, and that the token may see this number';

/**
 * Graph error codes of the settings endpoint. Meta asks clients to branch on the code, not on titles or messages. Source:
 * Meta's Cloud API error codes and calling troubleshooting pages (June 2026); 141000 from public bug reports.
 */
const knownCodes: Readonly<Record<number, KnownCode>> = {
  0: { kind: 'token', hint: null },
  1: { kind: 'transient', hint: 'an unknown error at Meta: try again later' },
  2: { kind: 'transient', hint: 'Meta is temporarily down: try again later' },
  3: { kind: 'refused', hint: 'the app lacks the capability for this call' },
  4: { kind: 'throttled', hint: 'the app made too many calls: lower --concurrency or wait' },
  10: { kind: 'refused', hint: permission },
  17: { kind: 'throttled', hint: 'the user made too many calls: lower --concurrency or wait' },
  32: { kind: 'throttled', hint: 'too many calls: lower --concurrency or wait' },
  100: { kind: 'refused', hint: null },
  190: { kind: 'token', hint: null },
  368: { kind: 'refused', hint: 'Meta blocks this account for a policy violation: see Business Support' },
  613: { kind: 'throttled', hint: 'too many calls: lower --concurrency or wait' },
  803: { kind: 'refused', hint: unknownId },
  80007: { kind: 'throttled', hint: 'the WhatsApp Business Account made too many calls: wait' },
  80008: { kind: 'throttled', hint: 'the WhatsApp Business Account made too many calls: wait' },
  131031: { kind: 'refused', hint: 'Meta has locked the business account: see Business Support' },
  138014: { kind: 'restricted', hint: 'Meta has paused calling on this number: apply again when the restriction ends' },
  138015: {
    kind: 'refused',
    hint: 'calling needs a messaging limit of at least 2,000: raise it, or leave status out',
  },
  138018: {
    kind: 'refused',
    hint: 'subscribe an app to the WhatsApp Business Account and to its calls webhook field first, or configure SIP',
  },
  141000: {
    kind: 'refused',
    hint: 'this is not a Cloud API number (coexistence or on-premises): its settings cannot be written',
  },
};

/**
 * Subcodes of 190 that say that the token itself is of no use any more: its app was removed, its user has to log in, its
 * password changed, it expired or is invalid (Graph API error handling).
 */
const deadTokenSubcodes = [458, 459, 460, 463, 464, 467, 492];

/**
 * Works out what an answer that is not a success means. Graph's code and is_transient take precedence over the HTTP status.
 *
 * @param tokenName Environment variable of the token, for the hint when the token is at fault.
 * @param now Milliseconds since 1970, for times to wait that are given as a date.
 */
export function classifyAnswer(answer: ErrorAnswer, tokenName: string, now: number = Date.now()): LiveFailure {
  const { status, body } = answer;
  const retryAfterMs = retryAfter(answer, now);
  const error = asObject(asObject(body).error);
  if (typeof error.code !== 'number') return unknownShape(answer, retryAfterMs);
  const known = knownCode(error);
  // A server error with an unknown code does not say whether anything was written.
  const isUnknownFault = status >= 500 && knownCodes[error.code] === undefined && known.kind === 'refused';
  const isTransient = error.is_transient === true || isUnknownFault;
  const kind = isTransient && known.kind !== 'throttled' ? 'transient' : known.kind;
  return {
    kind: kind === 'refused' && status === 429 ? 'throttled' : kind,
    code: `graph_${error.code}`,
    message: describe(error),
    hint: known.kind === 'account' || known.kind === 'token' ? tokenHint(tokenName) : known.hint,
    retryAfterMs,
    ...traceOf(answer),
  };
}

function tokenHint(tokenName: string): string {
  return `the token is missing, wrong or expired: set ${tokenName} to a valid one`;
}

function knownCode(error: JsonObject): KnownCode {
  const code = Number(error.code);
  if (code === 190 && deadTokenSubcodes.includes(Number(error.error_subcode))) return { kind: 'account', hint: null };
  if (code === 100 && error.error_subcode === 33) return { kind: 'refused', hint: unknownId };
  if (code >= 200 && code <= 299) return { kind: 'refused', hint: permission };
  return knownCodes[code] ?? { kind: 'refused', hint: null };
}

/** The id by which Meta's support finds a failed request. */
function traceOf({ headers, body }: ErrorAnswer): Pick<LiveFailure, 'trace'> {
  const trace = asObject(asObject(body).error).fbtrace_id ?? singleHeader(headers['x-fb-trace-id']);
  return typeof trace === 'string' && trace !== '' ? { trace } : {};
}

/** Meta's message, followed by its details if they add anything. */
function describe(error: JsonObject): string {
  const details = [asObject(error.error_data).details, error.error_user_msg].find(isText);
  const parts = [error.message, details].filter(isText);
  const subcode = error.error_subcode === undefined ? '' : `, subcode ${error.error_subcode}`;
  return `${[...new Set(parts)].join(': ') || 'Meta gave no message'} (code ${error.code}${subcode})`;
}

function isText(part: Json | undefined): part is string {
  return typeof part === 'string' && part.trim() !== '';
}

function unknownShape(answer: ErrorAnswer, retryAfterMs: number | null): LiveFailure {
  const { status, contentType, body } = answer;
  const shape = body === undefined ? `${contentType || 'no content type'}, not JSON` : 'JSON of an unknown shape';
  const kind = kindOfStatus(status);
  const mayPass = kind === 'throttled' || kind === 'transient';
  return {
    kind,
    code: `http_${status}`,
    message: `the server answered HTTP ${status} with ${shape}`,
    hint: mayPass ? null : 'check --graph-url: this may not be the Graph API',
    retryAfterMs,
    ...traceOf(answer),
  };
}

/** A status that says neither yes nor no leaves open whether anything was written. */
function kindOfStatus(status: number): FailureKind {
  if (status === 429) return 'throttled';
  if (status >= 500) return 'transient';
  return status >= 400 ? 'refused' : 'unreadable';
}

/** Retry-After is in seconds or a date; estimated_time_to_regain_access, in Meta's usage header, is in minutes. */
function retryAfter({ headers }: ErrorAnswer, now: number): number | null {
  const waits = [parseRetryAfter(singleHeader(headers['retry-after']) ?? '', now), regainMinutesOf(headers) * 60_000];
  const longest = Math.max(...waits);
  return longest > 0 ? longest : null;
}

/** A date is an HTTP date; its time passes in whole seconds. 0 if it is neither, or past. */
function parseRetryAfter(text: string, now: number): number {
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const isDate = /^[A-Z][a-z]+, \d/.test(text) && text.endsWith('GMT');
  const seconds = isDate ? Math.ceil((Date.parse(text) - now) / 1000) : 0;
  return seconds > 0 ? seconds * 1000 : 0;
}

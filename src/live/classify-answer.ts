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
  0: { kind: 'account', hint: null },
  1: { kind: 'transient', hint: 'an unknown error at Meta: try again later' },
  2: { kind: 'transient', hint: 'Meta is temporarily down: try again later' },
  3: { kind: 'refused', hint: 'the app lacks the capability for this call' },
  4: { kind: 'throttled', hint: 'the app made too many calls: lower --concurrency or wait' },
  10: { kind: 'refused', hint: permission },
  17: { kind: 'throttled', hint: 'the user made too many calls: lower --concurrency or wait' },
  32: { kind: 'throttled', hint: 'too many calls: lower --concurrency or wait' },
  100: { kind: 'refused', hint: null },
  190: { kind: 'account', hint: null },
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
 * Works out what an answer that is not a success means. Graph's code and is_transient take precedence over the HTTP status.
 *
 * @param tokenName Environment variable of the token, for the hint when the token is at fault.
 */
export function classifyAnswer(answer: ErrorAnswer, tokenName: string): LiveFailure {
  const { status, body } = answer;
  const retryAfterMs = retryAfter(answer);
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
    hint: known.kind === 'account' ? tokenHint(tokenName) : known.hint,
    retryAfterMs,
  };
}

function tokenHint(tokenName: string): string {
  return `the token is missing, wrong or expired: set ${tokenName} to a valid one`;
}

function knownCode(error: JsonObject): KnownCode {
  const code = Number(error.code);
  if (code === 100 && error.error_subcode === 33) return { kind: 'refused', hint: unknownId };
  if (code >= 200 && code <= 299) return { kind: 'refused', hint: permission };
  return knownCodes[code] ?? { kind: 'refused', hint: null };
}

/** Meta's message, followed by its details if they add anything. */
function describe(error: JsonObject): string {
  const details = asObject(error.error_data).details ?? error.error_user_msg;
  const parts = [error.message, details].filter((part) => typeof part === 'string' && part !== '');
  const subcode = error.error_subcode === undefined ? '' : `, subcode ${error.error_subcode}`;
  return `${[...new Set(parts)].join(': ') || 'Meta gave no message'} (code ${error.code}${subcode})`.slice(0, 600);
}

function unknownShape({ status, contentType, body }: ErrorAnswer, retryAfterMs: number | null): LiveFailure {
  const shape = body === undefined ? `${contentType || 'no content type'}, not JSON` : 'JSON of an unknown shape';
  const kind = kindOfStatus(status);
  const mayPass = kind === 'throttled' || kind === 'transient';
  return {
    kind,
    code: `http_${status}`,
    message: `the server answered HTTP ${status} with ${shape}`,
    hint: mayPass ? null : 'check --graph-url: this may not be the Graph API',
    retryAfterMs,
  };
}

/** A status that says neither yes nor no leaves open whether anything was written. */
function kindOfStatus(status: number): FailureKind {
  if (status === 429) return 'throttled';
  if (status >= 500) return 'transient';
  return status >= 400 ? 'refused' : 'unreadable';
}

/** Retry-After is in seconds; estimated_time_to_regain_access, in Meta's usage header, is in minutes. */
function retryAfter({ headers }: ErrorAnswer): number | null {
  const seconds = Number(singleHeader(headers['retry-after']) ?? Number.NaN);
  const waits = [seconds * 1000, regainMinutesOf(headers) * 60_000];
  const known = waits.filter((wait) => Number.isFinite(wait) && wait > 0);
  return known.length > 0 ? Math.max(...known) : null;
}

import type { NumberRecord, NumberState } from './fleet.ts';
import { type GraphError, invalidParameter } from './graph-error.ts';
import type { Renderable } from './json.ts';

/** One page of an account's phone numbers, or why there is none. */
export type Page =
  | { readonly ok: true; readonly body: Renderable }
  | { readonly ok: false; readonly error: GraphError };

/** Lists an account's numbers by cursor; `path` is the address to go on from. */
export function listPhoneNumbers(records: readonly NumberRecord[], query: URLSearchParams, path: string): Page {
  const fields = readFields(query);
  const unknown = fields.find((name) => !FIELDS.has(name));
  if (unknown !== undefined)
    return refuse({ code: 100, message: `(#100) Tried accessing nonexisting field (${unknown})` });
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1) return refuse(invalidParameter('limit must be a positive integer'));
  const start = readCursor(query.get('after'));
  if (start === null) return refuse(invalidParameter('The cursor in after is invalid'));
  const end = start + Math.min(limit, MAX_LIMIT);
  const page = records.slice(start, end);
  const cursors = { before: writeCursor(start), after: writeCursor(start + page.length) };
  const data = page.map(({ number }) => Object.fromEntries(fields.map((name) => [name, FIELDS.get(name)?.(number)])));
  if (end >= records.length) return { ok: true, body: { data, paging: { cursors } } };
  return { ok: true, body: { data, paging: { cursors, next: nextUrl(path, query, cursors.after) } } };
}

/** Meta's OpenAPI file: 1 to 100, 25 by default. Assumed: more than 100 counts as 100. */
const DEFAULT_LIMIT = '25';
const MAX_LIMIT = 100;

const DEFAULT_FIELDS = 'verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,id';

const FIELDS: ReadonlyMap<string, (number: NumberState) => Renderable> = new Map<
  string,
  (number: NumberState) => Renderable
>([
  ['id', (number) => number.id],
  ['display_phone_number', (number) => number.display_phone_number],
  ['verified_name', (number) => number.verified_name],
  ['status', () => 'CONNECTED'],
  ['quality_rating', (number) => number.quality_rating ?? 'GREEN'],
  ['platform_type', (number) => number.platform_type ?? 'CLOUD_API'],
  ['account_mode', (number) => number.account_mode ?? 'LIVE'],
  ['code_verification_status', () => 'VERIFIED'],
  ['name_status', () => 'APPROVED'],
  ['is_on_biz_app', (number) => (number.platform_type ?? 'CLOUD_API') !== 'CLOUD_API'],
  // The second name is the one from v24.0 on (Meta docs); both are served in every version here.
  ['messaging_limit_tier', (number) => number.messaging_limit_tier],
  ['whatsapp_business_manager_messaging_limit', (number) => number.messaging_limit_tier],
]);

function refuse(error: GraphError): Page {
  return { ok: false, error };
}

/** Graph adds the id whatever the fields. */
function readFields(query: URLSearchParams): readonly string[] {
  const names = (query.get('fields') ?? DEFAULT_FIELDS).split(',').map((name) => name.trim());
  return [...new Set([...names.filter((name) => name !== ''), 'id'])];
}

function readCursor(cursor: string | null): number | null {
  if (cursor === null) return 0;
  const [, digits] = /^at:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return digits === undefined ? null : Number(digits);
}

function writeCursor(position: number): string {
  return Buffer.from(`at:${position}`).toString('base64url');
}

/** The same request, further on; without the secrets that may stand in its query. */
function nextUrl(path: string, query: URLSearchParams, after: string): string {
  const next = new URLSearchParams(query);
  next.delete('access_token');
  next.delete('appsecret_proof');
  next.set('after', after);
  return `${path}?${next}`;
}

import { isOnCloudApi, type NumberRecord, type NumberState } from './fleet.ts';
import { invalidParameter, type Refusal, refuse, unknownField } from './graph-error.ts';
import type { Renderable } from './json.ts';

/** One page of an account's phone numbers, or why it is refused. */
export type Page = { readonly ok: true; readonly body: Renderable } | Refusal;

/** Lists an account's numbers by cursor. `path` is the address without the query, for the link to the next page. */
export function listPhoneNumbers(records: readonly NumberRecord[], query: URLSearchParams, path: string): Page {
  const fields = parseFields(query);
  const unknown = fields.find((name) => !FIELDS.has(name));
  if (unknown !== undefined) return refuse(unknownField(unknown));
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1) return refuse(invalidParameter('limit must be a positive integer'));
  const start = parseCursor(query.get('after'));
  if (start === null) return refuse(invalidParameter('The cursor in after is invalid'));
  const end = start + Math.min(limit, MAX_LIMIT);
  const page = records.slice(start, end);
  const cursors = { before: renderCursor(start), after: renderCursor(start + page.length) };
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
  ['is_on_biz_app', (number) => !isOnCloudApi(number)],
  // The second name is that of v24.0 and later (Meta docs). Every version here has both.
  ['messaging_limit_tier', (number) => number.messaging_limit_tier],
  ['whatsapp_business_manager_messaging_limit', (number) => number.messaging_limit_tier],
]);

/** Graph always adds the id. */
function parseFields(query: URLSearchParams): readonly string[] {
  const names = (query.get('fields') ?? DEFAULT_FIELDS).split(',').map((name) => name.trim());
  return [...new Set([...names.filter((name) => name !== ''), 'id'])];
}

function parseCursor(cursor: string | null): number | null {
  if (cursor === null) return 0;
  const [, digits] = /^at:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return digits === undefined ? null : Number(digits);
}

function renderCursor(position: number): string {
  return Buffer.from(`at:${position}`).toString('base64url');
}

/** The address of the next page, without the secrets that the query may have. */
function nextUrl(path: string, query: URLSearchParams, after: string): string {
  const next = new URLSearchParams(query);
  next.delete('access_token');
  next.delete('appsecret_proof');
  next.set('after', after);
  return `${path}?${next}`;
}

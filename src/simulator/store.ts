import { checkCalling } from './check-calling.ts';
import { isOnCloudApi, type NumberState } from './fleet.ts';
import { type GraphError, invalidParameter, type Refusal, refuse } from './graph-error.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** What a write depends on besides the number and the body. */
export interface WriteContext {
  readonly now: Date;
  /** The app of the token; it owns the SIP server entry it writes. */
  readonly appId: string;
  readonly mintPassword: () => string;
  /**
   * Whether a SIP write resets the key exchange to DTLS. One operator reports it and Meta's docs do not, so it is off by
   * default. `true` keeps a protocol sent in the same body, `'always'` does not.
   */
  readonly sipWriteResetsSrtp: boolean | 'always';
}

/** The number after the write, or why it was refused. A refused write changes nothing. */
export type WriteResult = { readonly ok: true; readonly number: NumberState } | Refusal;

/** One POST of settings, as a pure function. */
export function applySettings(number: NumberState, body: Json, context: WriteContext): WriteResult {
  if (!isOnCloudApi(number)) return refuse({ code: 141000 });
  const feature = findFeature(body);
  if (typeof feature === 'string') return refuse(invalidParameter(feature));
  const { name, value } = feature;
  if (name !== 'calling') return { ok: true, number: { ...number, other: { ...number.other, [name]: value } } };
  // Assumed: a paused number answers 138014; Meta's page says only that its settings cannot be altered.
  if (isPaused(number, context.now)) {
    return refuse({ code: 138014, details: 'Calling is paused for this phone number until the restriction expires' });
  }
  const problem = checkCalling(value, context.now);
  if (problem !== null) return refuse(invalidParameter(problem));
  const sip = mergeSip(number.calling.sip, value.sip, context);
  if (typeof sip === 'string') return refuse(invalidParameter(sip));
  const calling = mergeCalling(number.calling, value, sip, context);
  const error = checkEligible(number, value, calling);
  return error === null ? { ok: true, number: { ...number, calling } } : refuse(error);
}

/** Meta's OpenAPI file: the features are alternatives, one to a request. */
const FEATURES = ['calling', 'user_identity_change', 'payload_encryption', 'storage_configuration'];
/** Meta docs: calling needs a messaging limit of 2000. Undocumented tiers are accepted. */
const LOW_TIERS = new Set(['TIER_50', 'TIER_250', 'TIER_1K']);
const PAUSED = 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING';

function findFeature(body: Json): { name: string; value: JsonObject } | string {
  if (!isObject(body)) return 'The body must be a JSON object';
  // Not documented, but working clients send messaging_product.
  const names = Object.keys(body).filter((name) => name !== 'messaging_product');
  const unknown = names.find((name) => !FEATURES.includes(name));
  if (unknown !== undefined) return `Unexpected field ${unknown}`;
  const [name] = names;
  if (name === undefined || names.length > 1) return 'One feature setting must be specified';
  const value = body[name];
  return isObject(value) ? { name, value } : `${name} must be an object`;
}

function isPaused(number: NumberState, now: Date): boolean {
  return (number.restrictions ?? []).some((restriction) => {
    const { type, expiration } = restriction;
    return type === PAUSED && (expiration === undefined || Number(expiration) * 1000 > now.getTime());
  });
}

/** Fields left out keep their value. call_hours, voicemail and every list are replaced whole. */
function mergeCalling(live: JsonObject, sent: JsonObject, sip: JsonObject | null, context: WriteContext): JsonObject {
  const next: JsonObject = { ...live, ...sent };
  if (isObject(sent.call_hours)) {
    // Meta docs: a schedule left out of a sent call_hours is deleted.
    next.call_hours = { ...sent.call_hours, holiday_schedule: sent.call_hours.holiday_schedule ?? [] };
  }
  for (const name of ['call_icons', 'audio']) {
    const [before, after] = [live[name], sent[name]];
    if (isObject(before) && isObject(after)) next[name] = { ...before, ...after };
  }
  if (sip === null) return next;
  next.sip = sip;
  const resets = context.sipWriteResetsSrtp;
  const spared = resets !== 'always' && sent.srtp_key_exchange_protocol !== undefined;
  if (resets !== false && !spared && next.srtp_key_exchange_protocol !== undefined) {
    next.srtp_key_exchange_protocol = 'DTLS';
  }
  return next;
}

/** The SIP state after a write; null when the write has no `sip`; a string says why it is refused. */
function mergeSip(live: Json | undefined, sent: Json | undefined, context: WriteContext): JsonObject | string | null {
  if (!isObject(sent)) return null;
  const before = isObject(live) ? live : {};
  const present = Array.isArray(before.servers) ? before.servers : [];
  const servers = Array.isArray(sent.servers) ? mergeServers(present, sent.servers[0], context) : present;
  const next: JsonObject = { ...before, ...sent, status: sent.status ?? before.status ?? 'DISABLED', servers };
  // Meta SIP guide: SIP can be on only while some app has a server, so the last one can be removed only while SIP is off.
  if (next.status === 'ENABLED' && servers.length === 0) return 'SIP cannot be enabled without a server';
  return next;
}

/** Other apps' entries stay as they are: a token reaches only the entry of its app. */
function mergeServers(present: readonly Json[], sent: Json | undefined, context: WriteContext): Json[] {
  const isOurs = (server: Json): server is JsonObject => isObject(server) && String(server.app_id) === context.appId;
  const ours = present.find(isOurs);
  const others = present.filter((server) => !isOurs(server));
  if (!isObject(sent)) return others;
  const entry: JsonObject = { app_id: context.appId, ...sent };
  if (sent.port !== undefined) entry.port = Number(sent.port);
  // The password lasts as long as the entry (Meta SIP guide). Assumed: a new hostname of the same entry keeps it as well.
  entry.sip_user_password = ours?.sip_user_password ?? context.mintPassword();
  return ours === undefined ? [...others, entry] : present.map((server) => (isOurs(server) ? entry : server));
}

/** The conditions for turning calling on, checked whenever a write says ENABLED. */
function checkEligible(number: NumberState, sent: JsonObject, next: JsonObject): GraphError | null {
  if (sent.status !== 'ENABLED') return null;
  if (number.account_mode !== 'SANDBOX' && LOW_TIERS.has(number.messaging_limit_tier)) {
    return { code: 138015, subcode: 2593145, details: 'The messaging limit of this phone number is below 2000' };
  }
  const sipEnabled = isObject(next.sip) && next.sip.status === 'ENABLED';
  if ((number.app_subscribed_to_calls ?? true) || sipEnabled) return null;
  return { code: 138018, details: 'No app is subscribed to the calls webhook field, and SIP is not enabled' };
}

import { checkCallHours } from './check-call-hours.ts';
import { checkMembers } from './check-members.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** The first thing that is wrong with a sent `calling` object by itself; null when nothing is. */
export function checkCalling(calling: JsonObject, now: Date): string | null {
  for (const [name, value] of Object.entries(calling)) {
    const check = CHECKS.get(name);
    // Assumed: a field that is not documented for writing is refused, even a read-only one.
    if (check === undefined) return `Unexpected field ${name} in calling`;
    const problem = check(value, now);
    if (problem !== null) return problem;
  }
  return null;
}

type Check = (value: Json, now: Date) => string | null;

/** Meta call-settings page (Dec 2025, and its 2026 text for audio and voicemail). NOT_SET is only ever read. */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['status', (value) => checkOneOf(value, 'status', ON_OFF)],
  ['call_icon_visibility', (value) => checkOneOf(value, 'call_icon_visibility', ['DEFAULT', 'DISABLE_ALL'])],
  ['callback_permission_status', (value) => checkOneOf(value, 'callback_permission_status', ON_OFF)],
  ['srtp_key_exchange_protocol', (value) => checkOneOf(value, 'srtp_key_exchange_protocol', ['DTLS', 'SDES'])],
  ['call_icons', checkCallIcons],
  ['call_hours', checkCallHours],
  ['sip', checkSip],
  ['audio', checkAudio],
  ['voicemail', checkVoicemail],
]);

const ON_OFF = ['ENABLED', 'DISABLED'];
/** Meta SIP guide: keys and values of request_uri_user_params have 128 characters at most. */
const MAX_PARAM = 128;
const HOSTNAME =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

function checkCallIcons(value: Json): string | null {
  if (!isObject(value)) return 'call_icons must be an object';
  const { restrict_to_user_countries: countries } = value;
  const problem = checkMembers(value, 'call_icons', [], ['restrict_to_user_countries']);
  if (problem !== null || countries === undefined) return problem;
  // Meta docs: ISO 3166 codes of two letters. Assumed: upper case only; whether the country exists is not checked.
  const valid =
    Array.isArray(countries) && countries.every((code) => typeof code === 'string' && /^[A-Z]{2}$/.test(code));
  return valid ? null : 'Invalid country code in restrict_to_user_countries';
}

function checkAudio(value: Json): string | null {
  if (!isObject(value)) return 'audio must be an object';
  const { additional_codecs: codecs } = value;
  const problem = checkMembers(value, 'audio', [], ['additional_codecs']);
  if (problem !== null || codecs === undefined) return problem;
  return checkEachOf(codecs, 'additional_codecs', ['PCMA', 'PCMU']);
}

/** `app_id` and `sip_user_password` are response only (Meta SIP guide): the token names the app. */
function checkSip(value: Json): string | null {
  if (!isObject(value)) return 'sip must be an object';
  const { status, servers, webhook_delivery: delivery } = value;
  return (
    checkMembers(value, 'sip', [], ['status', 'servers', 'webhook_delivery']) ??
    (status === undefined ? null : checkOneOf(status, 'sip.status', ON_OFF)) ??
    (delivery === undefined ? null : checkOneOf(delivery, 'sip.webhook_delivery', ON_OFF)) ??
    (servers === undefined ? null : checkServers(servers))
  );
}

function checkServers(value: Json): string | null {
  if (!Array.isArray(value)) return 'servers in sip must be a list';
  // Meta SIP guide, Dec 2025: one server for each app.
  if (value.length > 1) return 'Only one server per app is allowed in sip';
  const [server] = value;
  if (server === undefined) return null;
  if (!isObject(server)) return 'servers in sip must be objects';
  const { hostname, port, request_uri_user_params: params } = server;
  const problem = checkMembers(server, 'sip.servers', ['hostname'], ['port', 'request_uri_user_params']);
  if (problem !== null) return problem;
  if (typeof hostname !== 'string' || !HOSTNAME.test(hostname)) return 'Invalid hostname in sip.servers';
  if (port !== undefined && !isPort(port)) return 'Invalid port in sip.servers';
  return params === undefined ? null : checkParams(params);
}

/** Meta's table types the port as a string and every sample has a number. Assumed: both are accepted. */
function isPort(value: Json): boolean {
  const text = String(value);
  return (
    (typeof value === 'number' || typeof value === 'string') && /^[1-9]\d{0,4}$/.test(text) && Number(text) < 65536
  );
}

function checkParams(value: Json): string | null {
  const valid =
    isObject(value) &&
    Object.entries(value).every(
      ([key, text]) => key.length <= MAX_PARAM && typeof text === 'string' && text.length <= MAX_PARAM,
    );
  return valid ? null : 'Invalid request_uri_user_params in sip.servers';
}

/** Meta call-settings page, 2026: ENABLED needs a trigger and a media id; TIMEOUT needs 0 to 30 seconds. */
function checkVoicemail(value: Json): string | null {
  if (!isObject(value)) return 'voicemail must be an object';
  const { status, triggers, audio } = value;
  const problem =
    checkMembers(value, 'voicemail', ['status'], ['triggers', 'audio']) ??
    checkOneOf(status, 'voicemail.status', ON_OFF) ??
    (triggers === undefined ? null : checkEachOf(triggers, 'voicemail.triggers', ['REJECT', 'TIMEOUT']));
  if (problem !== null) return problem;
  const given = Array.isArray(triggers) ? triggers : [];
  if (audio !== undefined) return checkAnnouncement(audio, given) ?? checkTriggers(status, given);
  return status === 'ENABLED' ? 'audio is required in voicemail' : null;
}

function checkTriggers(status: Json | undefined, triggers: readonly Json[]): string | null {
  return status === 'ENABLED' && triggers.length === 0 ? 'voicemail needs at least one trigger' : null;
}

function checkAnnouncement(audio: Json, triggers: readonly Json[]): string | null {
  if (!isObject(audio)) return 'audio in voicemail must be an object';
  const { default: announcement } = audio;
  const problem = checkMembers(audio, 'voicemail.audio', ['default']);
  if (problem !== null) return problem;
  if (!isObject(announcement)) return 'default in voicemail.audio must be an object';
  const { announcement_media_id: media, timeout_seconds: seconds } = announcement;
  const required = triggers.includes('TIMEOUT')
    ? ['announcement_media_id', 'timeout_seconds']
    : ['announcement_media_id'];
  const members = checkMembers(announcement, 'voicemail.audio.default', required, ['timeout_seconds']);
  if (members !== null) return members;
  if (!isMediaId(media)) return 'Invalid announcement_media_id in voicemail';
  const inRange = typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 && seconds <= 30;
  return seconds === undefined || inRange ? null : 'timeout_seconds in voicemail must be between 0 and 30';
}

function isMediaId(value: Json | undefined): boolean {
  return (typeof value === 'number' || typeof value === 'string') && /^\d+$/.test(String(value));
}

function checkOneOf(value: Json | undefined, name: string, allowed: readonly string[]): string | null {
  return typeof value === 'string' && allowed.includes(value) ? null : `Invalid ${name}`;
}

function checkEachOf(value: Json, name: string, allowed: readonly string[]): string | null {
  const valid = Array.isArray(value) && value.every((item) => typeof item === 'string' && allowed.includes(item));
  return valid ? null : `Invalid ${name}`;
}

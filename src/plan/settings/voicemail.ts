import { asObject, defined, isObject, type JsonObject, overlay, withoutNotSet } from '../json.ts';
import { missing, type SettingRow, valueOrObstacles } from './setting-row.ts';
import { normalizeSet } from './value-set.ts';

/**
 * Voicemail. Meta does not document whether a write merges or replaces this object, so callctl sends it whole: live overlaid
 * with desired.
 */
export const voicemail: SettingRow = {
  normalize: (value) => {
    const { status, triggers, audio } = asObject(value);
    return defined({
      status,
      triggers: triggers && normalizeSet(triggers),
      audio: isObject(audio)
        ? defined({ default: isObject(audio.default) ? normalizeAnnouncement(audio.default) : undefined })
        : undefined,
    });
  },
  fillAbsent: (live) => ({ status: 'DISABLED', ...asObject(live) }),
  write: (live, desired) => {
    const value: JsonObject = { status: 'DISABLED', ...overlay(withoutNotSet(asObject(live)), asObject(desired)) };
    const { announcement_media_id, timeout_seconds } = announcementOf(value);
    const triggers = normalizeSet(value.triggers);
    const enabled = value.status === 'ENABLED';
    const needs = (met: boolean, path: string, reason: string) => met || missing(`voicemail.${path}`, reason);
    return valueOrObstacles(withNumericId(value), [
      needs(!enabled || triggers.length > 0, 'triggers', 'Meta enables voicemail only with a trigger'),
      needs(
        !enabled || announcement_media_id !== undefined,
        'audio.default.announcement_media_id',
        'Meta enables voicemail only with an announcement',
      ),
      needs(
        !(enabled && triggers.includes('TIMEOUT')) || timeout_seconds !== undefined,
        'audio.default.timeout_seconds',
        'the TIMEOUT trigger needs it',
      ),
    ]);
  },
  restore: (live) => {
    const value = withoutNotSet(asObject(live));
    const { announcement_media_id: id } = announcementOf(value);
    if (id === undefined) return { status: 'DISABLED', ...value };
    // Desired ids are digits, as in files.
    const announcement = { ...announcementOf(value), announcement_media_id: String(id) };
    return { status: 'DISABLED', ...value, audio: { ...asObject(value.audio), default: announcement } };
  },
  webhook: [],
  risk: ({ path, before, after }) =>
    path === 'voicemail.status' && before === 'ENABLED' && after !== 'ENABLED'
      ? 'voicemail is turned off: people can no longer leave a message'
      : null,
};

function normalizeAnnouncement({ announcement_media_id, timeout_seconds }: JsonObject): JsonObject {
  return defined({
    announcement_media_id: announcement_media_id === undefined ? undefined : String(announcement_media_id),
    timeout_seconds: timeout_seconds === undefined ? undefined : Number(timeout_seconds),
  });
}

function announcementOf(voicemailValue: JsonObject): JsonObject {
  return asObject(asObject(voicemailValue.audio).default);
}

/** Meta's sample sends the media id as a number, so it is sent as one where a number can hold all its digits. */
function withNumericId(value: JsonObject): JsonObject {
  const announcement = announcementOf(value);
  const id = Number(announcement.announcement_media_id);
  if (String(id) !== announcement.announcement_media_id || !Number.isSafeInteger(id)) return value;
  return { ...value, audio: { ...asObject(value.audio), default: { ...announcement, announcement_media_id: id } } };
}

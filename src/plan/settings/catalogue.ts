import type { SettingName } from '../desired-number.ts';
import { asObject, defined, type Json, withoutNotSet } from '../json.ts';
import { callHours } from './call-hours.ts';
import type { SettingRow } from './setting-row.ts';
import { sip } from './sip.ts';
import { normalizeSet } from './value-set.ts';
import { voicemail } from './voicemail.ts';

/**
 * One row for each setting, in the order in which reports tell them. A setting that Meta adds is one more row here and
 * its entry in schemas/settings.schema.json, nothing else.
 */
export const catalogue: readonly SettingRow[] = [
  scalar('status', {
    risk: ({ before, after }) =>
      before === 'ENABLED' && after === 'DISABLED' ? 'calling is turned off: people can no longer call' : null,
  }),
  scalar('call_icon_visibility', {
    risk: ({ before, after }) => {
      if (after === 'DISABLE_ALL') return 'the call button is hidden';
      // Meta hides the button of a number that draws complaints: showing it again may undo an enforcement.
      return before === 'DISABLE_ALL' ? 'the call button is shown again' : null;
    },
  }),
  setOf('call_icons', 'restrict_to_user_countries', {
    risk: ({ before, after }) => (narrows(before, after) ? 'people of some countries lose the call button' : null),
  }),
  callHours,
  scalar('callback_permission_status'),
  sip,
  // Responses lack it unless it was ever set; DTLS is its default (Meta's SIP guide, Dec 2025).
  scalar('srtp_key_exchange_protocol', {
    fillAbsent: (live) => live ?? 'DTLS',
    restore: (live) => live ?? 'DTLS',
  }),
  setOf('audio', 'additional_codecs'),
  voicemail,
];

/** A setting that is one word. */
function scalar(name: SettingName, row: Partial<SettingRow> = {}): SettingRow {
  return {
    name,
    normalize: (value) => value,
    write: (_live, desired) => ({ value: desired }),
    restore: (live) => (live === 'NOT_SET' ? undefined : live),
    webhook: [name],
    risk: () => null,
    ...row,
  };
}

/** A setting that is a map around one list that compares as a set. Members of live unknown to us are sent back. */
function setOf(name: SettingName, member: string, row: Partial<SettingRow> = {}): SettingRow {
  return {
    name,
    normalize: (value) => {
      const list = asObject(value)[member];
      return defined({ [member]: list && normalizeSet(list) });
    },
    write: (live, desired) => ({ value: { ...withoutNotSet(asObject(live)), ...asObject(desired) } }),
    restore: (live) => ({ [member]: asObject(live)[member] ?? [] }),
    webhook: [],
    risk: () => null,
    ...row,
  };
}

/** No country at all means every country. Of a revision that states none nothing is known. */
function narrows(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined) return false;
  const [from, to] = [normalizeSet(before), normalizeSet(after)];
  if (to.length === 0) return false;
  return from.length === 0 || from.some((country) => !to.includes(country));
}

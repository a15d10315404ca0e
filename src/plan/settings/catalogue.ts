import type { SettingName } from '../desired-number.ts';
import { asObject, defined, type Json, type JsonObject, withoutNotSet } from '../json.ts';
import { callHours } from './call-hours.ts';
import type { SettingRow } from './setting-row.ts';
import { sip } from './sip.ts';
import { normalizeSet } from './value-set.ts';
import { voicemail } from './voicemail.ts';

/**
 * One row for each setting, in the order of reports. A setting that Meta adds needs an entry in schemas/settings.schema.json
 * and a row here; without the row this does not compile.
 */
export const catalogue: Readonly<Record<SettingName, SettingRow>> = {
  status: scalar({
    risk: ({ before, after }) =>
      before === 'ENABLED' && after === 'DISABLED' ? 'calling is turned off: people can no longer call' : null,
  }),
  call_icon_visibility: scalar({
    risk: ({ before, after }) => {
      if (after === 'DISABLE_ALL') return 'the call button is hidden';
      // Meta hides the button of a number that draws complaints, so showing it again may undo an enforcement.
      return before === 'DISABLE_ALL' ? 'the call button is shown again' : null;
    },
  }),
  call_icons: setOf('restrict_to_user_countries', {
    risk: ({ before, after }) => (narrows(before, after) ? 'people in some countries lose the call button' : null),
  }),
  call_hours: callHours,
  callback_permission_status: scalar({
    risk: ({ before, after }) =>
      before === 'ENABLED' && after !== 'ENABLED' ? 'people can no longer allow the business to call them back' : null,
  }),
  sip,
  // Responses leave it out until it is set for the first time; the default is DTLS (Meta's SIP guide, Dec 2025).
  srtp_key_exchange_protocol: scalar({
    fillAbsent: (live) => live ?? 'DTLS',
    restore: (live) => live ?? 'DTLS',
    risk: (_difference, { after }) =>
      isSipOn(after) ? 'SIP calls fail if the server does not expect this key exchange' : null,
  }),
  audio: setOf('additional_codecs', {
    risk: (_difference, { after }) => (isSipOn(after) ? 'SIP calls are negotiated with other codecs' : null),
  }),
  voicemail,
};

/** A row with the name of its setting. */
export interface NamedRow extends SettingRow {
  readonly name: SettingName;
}

/** The rows of the catalogue, in its order. */
export const rows: readonly NamedRow[] = Object.entries(catalogue).map(([name, row]) => ({
  ...row,
  name: name as SettingName,
}));

function isSipOn(calling: JsonObject): boolean {
  return asObject(calling.sip).status === 'ENABLED';
}

/** A setting whose value is one word. */
function scalar(row: Partial<SettingRow> = {}): SettingRow {
  return {
    normalize: (value) => value,
    write: (_live, desired) => ({ value: desired }),
    restore: (live) => (live === 'NOT_SET' ? undefined : live),
    webhook: 'all',
    risk: () => null,
    ...row,
  };
}

/** A setting that holds one list, compared as a set. Unknown members of live are sent back. */
function setOf(member: string, row: Partial<SettingRow> = {}): SettingRow {
  return {
    normalize: (value) => {
      const list = asObject(value)[member];
      return defined({ [member]: list && normalizeSet(list) });
    },
    write: (live, desired) => ({ value: { ...withoutNotSet(asObject(live)), ...asObject(desired) } }),
    restore: (live) => ({ [member]: normalizeSet(asObject(live)[member] ?? []) }),
    webhook: [],
    risk: () => null,
    ...row,
  };
}

/** No country at all means every country. Nothing is known about a revision that states none. */
function narrows(before: Json | undefined, after: Json | undefined): boolean {
  if (before === undefined) return false;
  const [from, to] = [normalizeSet(before), normalizeSet(after)];
  if (to.length === 0) return false;
  return from.length === 0 || from.some((country) => !to.includes(country));
}

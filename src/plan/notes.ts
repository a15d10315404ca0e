import type { Change, Note } from '../generated/schema-types.ts';
import type { DesiredNumber } from './desired-number.ts';
import { asObject, type Json, type JsonObject } from './json.ts';
import type { Restriction } from './restriction.ts';
import { expiredDates, unexpiredHolidays } from './settings/call-hours.ts';
import type { Context } from './settings/setting-row.ts';
import { splitSipServers } from './settings/sip-server.ts';

/** What a reader should know about a number beyond its changes. */
export function buildNotes(
  live: JsonObject,
  desired: DesiredNumber,
  written: readonly string[],
  changes: readonly Change[],
  context: Context,
): Note[] {
  const hours = [asObject(live.call_hours), asObject(desired.calling.call_hours as Json | undefined)] as const;
  return [
    ...(desired.calling.call_hours ? expiredNote(...hours, context) : []),
    ...(written.includes('call_hours') ? carriedOverNotes(...hours, context) : []),
    ...foreignServerNotes(live, desired, context),
    ...protectedNotes(changes),
  ];
}

export function restrictionNote({ type, reason, until }: Restriction): Note {
  return note('restriction', `${type} ${until ? `until ${until}` : 'with no end given'}: ${reason}`, null);
}

function expiredNote(live: JsonObject, desired: JsonObject, context: Context): Note[] {
  const dates = expiredDates(desired.holiday_schedule ?? live.holiday_schedule, context);
  if (dates.length === 0) return [];
  const text = `${list(dates)} ${dates.length === 1 ? 'has' : 'have'} gone by: ignored, and never sent`;
  return [note('holiday_expired', text, 'call_hours.holiday_schedule')];
}

/** The endpoint replaces call_hours whole, so what the file leaves out is sent back as it is. */
function carriedOverNotes(live: JsonObject, desired: JsonObject, context: Context): Note[] {
  return Object.entries(live)
    .filter(([member]) => desired[member] === undefined)
    .flatMap(([member, value]) => {
      const told = describeCarriedOver(member, value, context);
      return told === null ? [] : [note('carried_over', told, `call_hours.${member}`)];
    });
}

function describeCarriedOver(member: string, value: Json, context: Context): string | null {
  if (member !== 'holiday_schedule') return `${member} is not in the file: live's value is sent back unchanged`;
  const dates = [...new Set(unexpiredHolidays(value, context).map(({ date }) => String(date)))];
  if (dates.length === 0) return null;
  const holidays = dates.length === 1 ? 'holiday' : 'holidays';
  return `${dates.length} ${holidays} that only live has would be deleted by this write, and so ${dates.length === 1 ? 'is' : 'are'} sent back unchanged: ${list(dates)}`;
}

function foreignServerNotes(live: JsonObject, desired: DesiredNumber, { app }: Context): Note[] {
  if (desired.calling.sip === undefined) return [];
  return splitSipServers(live.sip, app).others.map(({ hostname, app_id }) =>
    note('foreign_sip_server', `${hostname} belongs to app ${app_id ?? 'unknown'} and is left alone`, 'sip.servers'),
  );
}

function protectedNotes(changes: readonly Change[]): Note[] {
  const settings = [...new Set(changes.filter((change) => change.protected).map((change) => change.setting))];
  return settings.map((setting) => note('protected', `${setting} is protected: reported, never written`, setting));
}

function note(code: string, message: string, path: string | null): Note {
  return { code, message, path };
}

function list(items: readonly string[]): string {
  return items.length > 6 ? `${items.slice(0, 6).join(', ')} and ${items.length - 6} more` : items.join(', ');
}

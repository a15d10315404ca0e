import type { Note } from '../../generated/schema-types.ts';
import { isDate } from '../dates.ts';
import { asObject, defined, type Json, type JsonObject, omit, withoutNotSet } from '../json.ts';
import { jsonText } from '../json-text.ts';
import { canonicalTimeZone } from '../time-zone.ts';
import {
  type Context,
  type Difference,
  type KeyedList,
  missing,
  type Obstacle,
  type SettingRow,
  type Sides,
  valueOrObstacles,
} from './setting-row.ts';
import {
  groupWindows,
  holidayShape,
  maxHolidays,
  openMinutes,
  rankKey,
  readWindows,
  unreadableWindows,
  type WindowShape,
  weeklyShape,
  windowsOfGroup,
} from './windows.ts';

/**
 * Opening hours. Every write replaces the whole object, and a write without `holiday_schedule` deletes the holidays (Meta call
 * settings, Dec 2025). So callctl sends it complete: live overlaid with desired.
 */
export const callHours: SettingRow = {
  normalize: (value, context) => {
    const { status, timezone_id, weekly_operating_hours, holiday_schedule, ...unknown } = asObject(value);
    return defined({
      ...unknown,
      status,
      timezone_id: timezone_id === undefined ? undefined : normalizeTimeZone(timezone_id),
      weekly_operating_hours:
        weekly_operating_hours && groupWindows(readWindows(weekly_operating_hours, weeklyShape), weeklyShape),
      holiday_schedule: holiday_schedule && groupWindows(unexpiredHolidays(holiday_schedule, context), holidayShape),
    });
  },
  // A number without hours is open around the clock, which is what DISABLED means (Meta call settings, Dec 2025).
  fillAbsent: (live) => ({ status: 'DISABLED', ...asObject(live) }),
  keyedLists: { weekly_operating_hours: listOf(weeklyShape), holiday_schedule: listOf(holidayShape) },
  write: (live, desired, _drifted, context) => {
    const before = withoutNotSet(asObject(live));
    const merged = { ...before, ...asObject(desired) };
    const weeklyHours = readWindows(merged.weekly_operating_hours, weeklyShape);
    const holidays = unexpiredHolidays(merged.holiday_schedule, context);
    const value = {
      ...omit(merged, ['holiday_schedule']),
      weekly_operating_hours: weeklyHours,
      // Meta documents that leaving the list out empties it, but not what an empty list does.
      ...(holidays.length > 0 && { holiday_schedule: holidays }),
    };
    const required = 'Meta requires it in every write of call_hours';
    return valueOrObstacles(value, [
      merged.status !== undefined || missing('call_hours.status', required),
      merged.timezone_id !== undefined || missing('call_hours.timezone_id', required),
      ...unreadableEntries(merged.weekly_operating_hours, merged.holiday_schedule, context).map(unreadable),
      weeklyHours.length > 0 || missing('call_hours.weekly_operating_hours', required),
      // The offline check cannot be certain, because the time zone may come from live.
      holidays.length <= maxHolidays || tooManyHolidays(holidays.length),
    ]);
  },
  meaningOfWrite: (sent) => ({ holiday_schedule: [], ...asObject(sent) }),
  notes: (live, desired, isWritten, context) => {
    const sides = [asObject(live), asObject(desired)] as const;
    return [...expiredNotes(...sides, context), ...(isWritten ? carriedOverNotes(...sides, context) : [])];
  },
  restore: (live, _written, context) => {
    if (live === undefined) return { status: 'DISABLED' };
    const { status, timezone_id, weekly_operating_hours, holiday_schedule } = withoutNotSet(asObject(live));
    const weeklyHours = readWindows(weekly_operating_hours, weeklyShape);
    return defined({
      status,
      timezone_id,
      weekly_operating_hours: weeklyHours.length > 0 ? weeklyHours : undefined,
      holiday_schedule: unexpiredHolidays(holiday_schedule, context),
    });
  },
  lostParts: (live, context) => {
    const { weekly_operating_hours, holiday_schedule } = asObject(live);
    return unreadableEntries(weekly_operating_hours, holiday_schedule, context).map(
      ({ member, entry }) => `call_hours.${member} had an entry that cannot be sent back: ${jsonText(entry)}`,
    );
  },
  // Calling cannot be unset. Without hours it would ring around the clock, which it never did before.
  lostWith: 'status',
  webhook: [],
  risk,
};

function risk({ path, before, after }: Difference, sides: Sides): string | null {
  if (before === undefined) return null;
  if (path.startsWith('call_hours.holiday_schedule[')) return riskOfHoliday(before, after);
  const { status } = asObject(sides.after.call_hours ?? { status: 'DISABLED' });
  if (path === 'call_hours.status') return riskOfStatus(before, after);
  // Hours that are off have no effect.
  if (status === 'DISABLED' || status === 'NOT_SET') return null;
  if (path === 'call_hours.timezone_id') return 'calls come at other times: the hours apply in another time zone';
  return path.startsWith('call_hours.weekly_operating_hours[') ? riskOfDay(before, after, sides) : null;
}

function riskOfStatus(before: Json, after: Json | undefined): string | null {
  if ((before === 'ENABLED') === (after === 'ENABLED')) return null;
  return after === 'ENABLED'
    ? 'call hours are turned on: people can no longer call outside them'
    : 'call hours are turned off: calls come at any time';
}

function riskOfHoliday(before: Json, after: Json | undefined): string | null {
  if (after === undefined) return 'a holiday is lost';
  const isHalved = openMinutes(after) < openMinutes(before) / 2;
  return isHalved ? 'the hours of a holiday fall by more than half' : null;
}

function riskOfDay(before: Json, after: Json | undefined, sides: Sides): string | null {
  if (after === undefined) return 'a weekday is left without hours';
  if (openMinutes(after) >= openMinutes(before)) return null;
  const [weekBefore, weekAfter] = [weeklyMinutes(sides.before), weeklyMinutes(sides.after)];
  return weekAfter < weekBefore * (3 / 4) ? 'weekly opening time falls by more than a quarter' : null;
}

function weeklyMinutes({ call_hours }: JsonObject): number {
  return openMinutes(asObject(call_hours).weekly_operating_hours);
}

/** The time zone of the hours in `calling`, which also decides when a holiday begins; undefined where it states none. */
export function timeZoneOf(calling: JsonObject): string | undefined {
  const { timezone_id } = asObject(calling.call_hours);
  return typeof timezone_id === 'string' ? timezone_id : undefined;
}

/** A list of windows, grouped by day or date. */
function listOf({ key }: WindowShape): KeyedList {
  return { key, rank: rankKey, show: windowsOfGroup };
}

function expiredNotes(live: JsonObject, desired: JsonObject, context: Context): Note[] {
  const dates = expiredDates(desired.holiday_schedule ?? live.holiday_schedule, context);
  if (dates.length === 0) return [];
  const message = `${list(dates)} ${dates.length === 1 ? 'is' : 'are'} in the past: ignored and never sent`;
  return [{ code: 'holiday_expired', message, path: 'call_hours.holiday_schedule' }];
}

/** A write replaces call_hours whole, so what the file leaves out is sent back unchanged. */
function carriedOverNotes(live: JsonObject, desired: JsonObject, context: Context): Note[] {
  return Object.entries(live)
    .filter(([member]) => desired[member] === undefined)
    .flatMap(([member, value]) => {
      const message = describeCarriedOver(member, value, context);
      return message === null ? [] : [{ code: 'carried_over', message, path: `call_hours.${member}` }];
    });
}

function describeCarriedOver(member: string, value: Json, context: Context): string | null {
  if (member !== 'holiday_schedule') return `${member} is not in the file: the live value is sent back unchanged`;
  const dates = datesOf(unexpiredHolidays(value, context));
  if (dates.length === 0) return null;
  const holidays = dates.length === 1 ? '1 live holiday that is' : `${dates.length} live holidays that are`;
  return `${holidays} not in the file would be lost with this write, so callctl sends ${dates.length === 1 ? 'it' : 'them'} back unchanged: ${list(dates)}`;
}

function list(items: readonly string[]): string {
  return items.length > 6 ? `${items.slice(0, 6).join(', ')} and ${items.length - 6} more` : items.join(', ');
}

/** Holidays from today on. Meta refuses a write with a past date (Meta call settings, Dec 2025). */
function unexpiredHolidays(schedule: Json | undefined, { today }: Context): JsonObject[] {
  return readWindows(schedule, holidayShape).filter(({ date }) => String(date) >= today);
}

/** Dates before today in a holiday schedule, each once. */
function expiredDates(schedule: Json | undefined, { today }: Context): string[] {
  return datesOf(readWindows(schedule, holidayShape)).filter((date) => date < today);
}

function isExpired(entry: Json, { today }: Context): boolean {
  const { date } = asObject(entry);
  return typeof date === 'string' && isDate(date) && date < today;
}

interface UnreadableEntry {
  readonly member: 'weekly_operating_hours' | 'holiday_schedule';
  readonly entry: Json;
}

/** Entries of live that would be lost, because it is not known how to send them back. */
function unreadableEntries(
  weekly: Json | undefined,
  holidays: Json | undefined,
  context: Context,
): readonly UnreadableEntry[] {
  const unexpired = unreadableWindows(holidays, holidayShape).filter((entry) => !isExpired(entry, context));
  return [
    ...unreadableWindows(weekly, weeklyShape).map((entry) => ({ member: 'weekly_operating_hours', entry }) as const),
    ...unexpired.map((entry) => ({ member: 'holiday_schedule', entry }) as const),
  ];
}

function unreadable({ member, entry }: UnreadableEntry): Obstacle {
  return {
    message: `live call_hours.${member} has an entry that cannot be sent back as it is: ${jsonText(entry)}`,
    hint: `state calling.call_hours.${member} in the file`,
  };
}

function datesOf(holidays: readonly JsonObject[]): string[] {
  return [...new Set(holidays.map(({ date }) => String(date)))];
}

function tooManyHolidays(many: number): Obstacle {
  return {
    message: `call_hours.holiday_schedule has ${many} entries from today on, and Meta takes at most ${maxHolidays}`,
    hint: 'leave the last ones out until the first have passed',
  };
}

function normalizeTimeZone(value: Json): string {
  const name = String(value);
  return canonicalTimeZone(name) ?? name;
}

import { weekdays } from './calendar.ts';
import { checkMembers } from './check-members.ts';
import { isObject, type Json } from './json.ts';

/**
 * What is wrong with a sent `call_hours`, or null. The object is replaced whole (Meta docs), so every write needs its
 * required members. The texts are those of the errors that Meta's call-settings page lists (Dec 2025).
 */
export function checkCallHours(value: Json, now: Date): string | null {
  if (!isObject(value)) return 'call_hours must be an object';
  const { status, timezone_id: zone, weekly_operating_hours: weekly, holiday_schedule: holidays } = value;
  return (
    checkMembers(value, 'call_hours', ['status', 'timezone_id', 'weekly_operating_hours'], ['holiday_schedule']) ??
    (status === 'ENABLED' || status === 'DISABLED' ? null : 'Invalid status in call_hours') ??
    checkZone(zone) ??
    checkWeekly(weekly) ??
    (holidays === undefined ? null : checkHolidays(holidays, today(String(zone), now)))
  );
}

/** Four digits of a 24-hour clock, as in every sample. Assumed: no other form is accepted, and 2400 is not. */
const TIME = /^(?:[01]\d|2[0-3])[0-5]\d$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Assumed: an IANA name as IANA spells it; UTC offsets are refused. */
const ZONE_NAME = /^[A-Z][A-Za-z]*(?:[/_+-][A-Za-z0-9]+)*$/;
const MAX_WINDOWS_A_DAY = 2;
const MAX_HOLIDAY_ENTRIES = 20;

interface Window {
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

/** Meta docs: the list cannot be empty. Assumed: not even while call_hours are DISABLED. */
function checkWeekly(value: Json | undefined): string | null {
  if (!Array.isArray(value)) return 'weekly_operating_hours in call_hours must be a list';
  if (value.length === 0) return 'weekly_operating_hours in call_hours cannot be empty';
  const windows: Window[] = [];
  for (const item of value) {
    const path = 'weekly_operating_hours';
    if (!isObject(item)) return 'Invalid schedule for call_hours';
    const problem = checkMembers(item, path, ['day_of_week', 'open_time', 'close_time']);
    if (problem !== null) return problem;
    const { day_of_week: day, open_time: from, close_time: to } = item;
    if (typeof day !== 'string' || !weekdays.includes(day)) return 'Invalid schedule for call_hours';
    if (!isTime(from) || !isTime(to) || from >= to) return 'Invalid schedule for call_hours';
    windows.push({ day, from, to });
  }
  return checkWindows(windows, 'weekly_operating_hours');
}

function checkHolidays(value: Json, today: string): string | null {
  if (!Array.isArray(value)) return 'holiday_schedule in call_hours must be a list';
  if (value.length > MAX_HOLIDAY_ENTRIES) return 'More than 20 entries not allowed in holiday_schedule in call_hours';
  const windows: Window[] = [];
  for (const item of value) {
    if (!isObject(item)) return 'Invalid schedule for call_hours';
    const problem = checkMembers(item, 'holiday_schedule', ['date', 'start_time', 'end_time']);
    if (problem !== null) return problem;
    const { date: day, start_time: from, end_time: to } = item;
    if (typeof day !== 'string' || !isDate(day)) return 'Date format in holiday_schedule for call_hours is invalid';
    // Assumed: "past" is judged in the time zone of the same body.
    if (day < today) return 'Holiday given in call_hours is a past date';
    if (!isTime(from) || !isTime(to) || from >= to) return 'Invalid schedule for call_hours';
    windows.push({ day, from, to });
  }
  return checkWindows(windows, 'holiday_schedule');
}

/** Meta docs: two entries a day at most, no overlap. Assumed: windows may touch. */
function checkWindows(windows: readonly Window[], list: string): string | null {
  const days = new Map<string, Window>();
  const counts = new Map<string, number>();
  for (const window of windows) {
    const count = (counts.get(window.day) ?? 0) + 1;
    if (count > MAX_WINDOWS_A_DAY) return `More than 2 entries not allowed in ${list} schedule in call_hours`;
    counts.set(window.day, count);
    // At most two a day, so there is at most one earlier window to compare with.
    const other = days.get(window.day);
    if (other === undefined) days.set(window.day, window);
    else if (window.from < other.to && other.from < window.to)
      return 'Overlapping schedule in call_hours is not allowed';
  }
  return null;
}

function isTime(value: Json | undefined): value is string {
  return typeof value === 'string' && TIME.test(value);
}

function isDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function checkZone(value: Json | undefined): string | null {
  const known = typeof value === 'string' && ZONE_NAME.test(value) && calendar(value) !== null;
  return known ? null : 'Timezone is invalid in call_hours';
}

const calendars = new Map<string, Intl.DateTimeFormat>();

/** Formatters are slow to make, so each is kept. */
function calendar(zone: string): Intl.DateTimeFormat | null {
  const kept = calendars.get(zone);
  if (kept !== undefined) return kept;
  try {
    const made = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    calendars.set(zone, made);
    return made;
  } catch {
    return null; // Intl throws a RangeError for a zone it does not know.
  }
}

function today(zone: string, now: Date): string {
  const parts = Object.fromEntries((calendar(zone)?.formatToParts(now) ?? []).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

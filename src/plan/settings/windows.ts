import { isDate } from '../dates.ts';
import { groupByKey } from '../group-by-key.ts';
import { asObject, asObjects, defined, type Json, type JsonObject } from '../json.ts';
import { compareText } from '../text-order.ts';

/** Days of the week as Meta names them, in the order of a week. */
export const week: readonly string[] = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** The names of a window's members in Meta's samples and responses. */
export interface WindowShape {
  /** The day or date, by which windows are grouped. */
  readonly key: 'day_of_week' | 'date';
  readonly start: 'open_time' | 'start_time';
  readonly end: 'close_time' | 'end_time';
}

export const weeklyShape: WindowShape = { key: 'day_of_week', start: 'open_time', end: 'close_time' };
export const holidayShape: WindowShape = { key: 'date', start: 'start_time', end: 'end_time' };

/** The two lists of windows, by path under `calling`. */
export const windowLists: ReadonlyMap<string, WindowShape> = new Map([
  ['call_hours.weekly_operating_hours', weeklyShape],
  ['call_hours.holiday_schedule', holidayShape],
]);

/** Maximum number of windows per day or date (Meta call settings, Dec 2025). */
export const maxWindows = 2;

/** Maximum number of entries in a holiday schedule from today on (Meta call settings, Dec 2025). */
export const maxHolidays = 20;

/** Minutes from midnight to midnight. */
export const minutesOfDay = 24 * 60;

/** Windows with the endpoint's member names, ordered by day or date, then by start. */
export function readWindows(list: Json | undefined, shape: WindowShape): JsonObject[] {
  return (
    asObjects(list)
      .map((entry) => readWindow(entry, shape))
      // Live may hold half an entry, in which there is nothing to compare.
      .filter((window) => window[shape.key] !== '' && window[shape.start] !== '' && window[shape.end] !== '')
      .sort((a, b) => compareText(rankOf(a, shape), rankOf(b, shape)))
  );
}

/** Entries of a list that are not windows: half of one, say, in which there is nothing to compare. */
export function unreadableWindows(list: Json | undefined, shape: WindowShape): Json[] {
  const entries = Array.isArray(list) ? list : list === undefined || list === null ? [] : [list];
  return entries.filter((entry) => readWindows([entry], shape).length === 0);
}

/** Minutes that windows are open in total. */
export function openMinutes(list: Json | undefined): number {
  const minutesOf = (time: Json | undefined) => minutesOfTime(normalizeTimeOfDay(time)) ?? 0;
  const lengths = asObjects(list).map((window) => {
    const { start, end } = timesOf(window);
    return Math.max(0, minutesOf(end) - minutesOf(start));
  });
  return lengths.reduce((sum, length) => sum + length, 0);
}

function readWindow(entry: JsonObject, shape: WindowShape): JsonObject {
  const { open_time, close_time, start_time, end_time, ...rest } = entry;
  const { start, end } = timesOf(entry);
  return {
    ...rest,
    [shape.key]: String(rest[shape.key] ?? '').toUpperCase(),
    [shape.start]: normalizeTimeOfDay(start),
    [shape.end]: normalizeTimeOfDay(end),
  };
}

function rankOf(window: JsonObject, shape: WindowShape): string {
  return rankWindow(String(window[shape.key]), String(window[shape.start]), String(window[shape.end]));
}

/** The times of a window under either pair of names, because Meta's tables name the times of a holiday like those of a weekday. */
export function timesOf({ open_time, start_time, close_time, end_time }: JsonObject): {
  readonly start: Json | undefined;
  readonly end: Json | undefined;
} {
  return { start: open_time ?? start_time, end: close_time ?? end_time };
}

/** A text that orders windows by day or date, then by start. */
export function rankWindow(key: string, start: string | undefined, end: string | undefined): string {
  return `${rankKey(key)} ${start} ${end}`;
}

/** A text that orders days through the week and dates through the calendar; anything else comes last. */
export function rankKey(key: string): string {
  const day = week.indexOf(key);
  return day < 0 ? key : String(day);
}

/** One entry per day or date, so that a change shows all its windows before and after. */
export function groupWindows(windows: readonly JsonObject[], shape: WindowShape): JsonObject[] {
  const groups = groupByKey(windows, (window) => String(window[shape.key]));
  return [...groups].map(([key, ofKey]) => ({
    [shape.key]: key,
    windows: joinTouching(
      ofKey.map((window) => defined({ [shape.start]: window[shape.start], [shape.end]: window[shape.end] })),
      shape,
    ),
  }));
}

/** Windows that touch are one window. */
function joinTouching(windows: readonly JsonObject[], { start, end }: WindowShape): JsonObject[] {
  const joined: JsonObject[] = [];
  for (const window of windows) {
    const last = joined.at(-1);
    if (last && last[end] === window[start]) joined[joined.length - 1] = { ...last, [end]: window[end] ?? '' };
    else joined.push(window);
  }
  return joined;
}

/** The windows of an entry that `groupWindows` made. */
export function windowsOfGroup(group: Json): Json | undefined {
  return asObject(group).windows;
}

/**
 * A time of day as the endpoint wants it: four digits, hours and minutes. Reads every spelling seen in Meta's docs and samples
 * ("0900", "09:00", the number 900); anything else is returned as text.
 */
export function normalizeTimeOfDay(value: Json | undefined): string {
  const text = String(value ?? '');
  const match = /^(\d{1,2}):?(\d{2})$/.exec(text.padStart(3, '0'));
  if (text === '' || !match) return text;
  return `${match[1]?.padStart(2, '0')}${match[2]}`;
}

/** Whether a text is a time of day as settings files must write it, from 0000 to 2359. */
export function isTimeOfDay(text: string): boolean {
  return /^([01]\d|2[0-3])[0-5]\d$/.test(text);
}

/** Minutes from midnight of a normalized time of day; null for other texts. Live may hold 2400. */
export function minutesOfTime(text: string): number | null {
  const [, hours, minutes] = /^(\d{2})(\d{2})$/.exec(text) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  return hours === undefined || total > minutesOfDay ? null : total;
}

/** The day of the week of a date, as Meta names it; undefined for a text that is not a date. */
export function dayOfWeek(date: string): string | undefined {
  // JavaScript reads 30 February as 2 March, and counts days from Sunday, 0.
  return isDate(date) ? week.at(new Date(date).getUTCDay() - 1) : undefined;
}

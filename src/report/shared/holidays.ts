import type { HoursSide, NumberReport } from '../../generated/schema-types.ts';
import { dayOfWeek, minutesOfTime } from '../../plan/settings/windows.ts';
import type { Sides } from './sides.ts';
import { clockTime } from './week.ts';
import { capitalize } from './words.ts';

/** What happens to a holiday. `carried over`: only live has it, and the write sends it back. */
export type HolidayState = 'added' | 'removed' | 'changed' | 'unchanged' | 'carried over' | 'expired';

export interface HolidayView {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** English name of the day of the week; empty for an impossible date. */
  readonly weekday: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly state: HolidayState;
}

/** A state in the words of the report's direction. */
export function stateText(state: HolidayState, { actions }: Sides): string {
  if (state === 'added') return actions.add;
  return state === 'removed' ? actions.remove : state;
}

/** The holidays of a number, by date. */
export function viewHolidays({ call_hours, notes }: Pick<NumberReport, 'call_hours' | 'notes'>): HolidayView[] {
  if (call_hours === null) return [];
  const { before, after, today } = call_hours;
  const carriedOver = notes.some(({ code, path }) => code === 'carried_over' && path === 'call_hours.holiday_schedule');
  // Holidays that the file no longer states stay as they are.
  if (after === null || after.holiday_schedule === null) return [];
  const dates = [...(before?.holiday_schedule ?? []), ...after.holiday_schedule].map(({ date }) => date);
  return [...new Set(dates)].sort().map((date) => {
    const sides = { before: holidayTimes(before, date), after: holidayTimes(after, date) };
    const weekday = capitalize((dayOfWeek(date) ?? '').toLowerCase());
    return { date, weekday, ...sides, state: stateOf(sides, date < today, carriedOver) };
  });
}

function holidayTimes(side: HoursSide | null, date: string): string[] {
  const entries = side?.holiday_schedule?.filter((entry) => entry.date === date) ?? [];
  return entries.map(({ start_time, end_time }) => `${clockText(start_time)}–${clockText(end_time)}`);
}

function clockText(time: string): string {
  const minutes = minutesOfTime(time);
  return minutes === null ? time : clockTime(minutes);
}

function stateOf(
  { before, after }: Pick<HolidayView, 'before' | 'after'>,
  expired: boolean,
  carriedOver: boolean,
): HolidayState {
  if (expired) return 'expired';
  if (before.length === 0) return 'added';
  if (after.length === 0) return 'removed';
  if (before.join() !== after.join()) return 'changed';
  return carriedOver ? 'carried over' : 'unchanged';
}

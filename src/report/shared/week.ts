import type { HoursSide, HoursView, NumberReport, WeekEntry } from '../../generated/schema-types.ts';
import { dayOfWeek, minutesOfDay, minutesOfTime, week } from '../../plan/settings/windows.ts';
import { capitalize } from './words.ts';

/** Open from `start` to `end`, in minutes from midnight in the number's time zone. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** One day of the week. A side is null where nothing is known of it. */
export interface DayView {
  /** As Meta names it. */
  readonly day: string;
  readonly before: readonly Window[] | null;
  readonly after: readonly Window[] | null;
  readonly changed: boolean;
}

/** The week before and after. */
export interface WeekView {
  readonly days: readonly DayView[];
  /** Minutes open a week; null where nothing is known of that side. */
  readonly before: number | null;
  readonly after: number | null;
  /** When calling as a whole is off, so that nobody can call whatever the hours are; null where it is not. */
  readonly off: 'before' | 'after' | 'before and after' | null;
}

/** What becomes of a holiday. `carried over`: only live has it, and the write sends it back. */
export type HolidayState = 'added' | 'removed' | 'changed' | 'unchanged' | 'carried over' | 'expired';

export interface HolidayView {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** English name of the day of the week; empty for a text that is not a date. */
  readonly weekday: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly state: HolidayState;
}

/** The week of a number; null where its call hours are not known. */
export function viewWeek({ call_hours }: Pick<NumberReport, 'call_hours'>): WeekView | null {
  if (call_hours === null) return null;
  const off = whenOff(call_hours);
  const days = week.map((day) => {
    const sides = {
      before: off === 'before' ? [] : windowsOf(call_hours.before, day),
      after: off === 'after' ? [] : windowsOf(call_hours.after, day),
    };
    return { day, ...sides, changed: JSON.stringify(sides.before) !== JSON.stringify(sides.after) };
  });
  const [before, after] = [days.map((day) => day.before), days.map((day) => day.after)];
  return { days, before: minutesOf(before), after: minutesOf(after), off };
}

/** Where it is off on both sides, the hours are shown that will hold once it is on. */
function whenOff({ before, after }: NonNullable<HoursView>): WeekView['off'] {
  const isOff = (side: HoursSide | null) => side !== null && side.calling_status !== null && !isOn(side);
  if (isOff(before)) return isOff(after) ? 'before and after' : isOn(after) ? 'before' : null;
  return isOff(after) && isOn(before) ? 'after' : null;
}

function isOn(side: HoursSide | null): boolean {
  return side?.calling_status === 'ENABLED';
}

/** The holidays of a number, by date. */
export function viewHolidays({ call_hours, notes }: Pick<NumberReport, 'call_hours' | 'notes'>): HolidayView[] {
  if (call_hours === null) return [];
  const { before, after, today } = call_hours;
  const carriedOver = notes.some(({ code, path }) => code === 'carried_over' && path === 'call_hours.holiday_schedule');
  // Holidays that a file does not state any more are not removed: they stay as they are.
  if (after === null || after.holiday_schedule === null) return [];
  const dates = [...(before?.holiday_schedule ?? []), ...after.holiday_schedule].map(({ date }) => date);
  return [...new Set(dates)].sort().map((date) => {
    const sides = { before: holidayTimes(before, date), after: holidayTimes(after, date) };
    return {
      date,
      weekday: capitalize((dayOfWeek(date) ?? '').toLowerCase()),
      ...sides,
      state: stateOf(sides, date < today, carriedOver),
    };
  });
}

/** Whether changes of the call hours are reported, and never written. */
export function isHeld({ changes }: Pick<NumberReport, 'changes'>): boolean {
  return changes.some((change) => change.setting === 'call_hours' && change.protected);
}

/** Two sides of a day laid over each other. */
export interface Overlay {
  /** Open on both sides. */
  readonly kept: readonly Window[];
  /** Open only after. */
  readonly opened: readonly Window[];
  /** Open only before. */
  readonly closed: readonly Window[];
}

/** A day's sides laid over each other; where only one is known, there is nothing to compare it with. */
export function overlayDay({ before, after }: Pick<DayView, 'before' | 'after'>): Overlay {
  const [was, is] = [before ?? after ?? [], after ?? before ?? []];
  return { kept: is.flatMap((window) => common(window, was)), opened: without(is, was), closed: without(was, is) };
}

/** Minutes as a clock shows them. */
export function clockTime(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

const wholeDay: Window = { start: 0, end: minutesOfDay };

function common({ start, end }: Window, others: readonly Window[]): Window[] {
  return others
    .map((other) => ({ start: Math.max(start, other.start), end: Math.min(end, other.end) }))
    .filter((window) => window.start < window.end);
}

function without(windows: readonly Window[], others: readonly Window[]): Window[] {
  return others.reduce<Window[]>(
    (left, other) =>
      left.flatMap(({ start, end }) =>
        [
          { start, end: Math.min(end, other.start) },
          { start: Math.max(start, other.end), end },
        ].filter((window) => window.start < window.end),
      ),
    [...windows],
  );
}

/**
 * Where call hours are not enabled, calls are taken around the clock (Meta call settings, Dec 2025). Of hours that a file does
 * not state nothing is known.
 */
function windowsOf(side: HoursSide | null, day: string): Window[] | null {
  if (side === null) return null;
  if (side.status !== null && side.status !== 'ENABLED') return [wholeDay];
  if (side.weekly_operating_hours === null) return null;
  const spans = (name: string | undefined) =>
    (side.weekly_operating_hours ?? []).filter(({ day_of_week }) => day_of_week === name).flatMap(spanOf);
  const fromYesterday = spans(week.at(week.indexOf(day) - 1)).filter(isOvernight);
  const windows = [
    ...fromYesterday.map(({ end }) => ({ start: 0, end })),
    ...spans(day).map((span) => (isOvernight(span) ? { ...span, end: wholeDay.end } : span)),
  ];
  return windows.filter(({ start, end }) => start < end);
}

/** Live may hold a time that is none: there is nothing to draw of it. */
function spanOf({ open_time, close_time }: WeekEntry): Window[] {
  const [start, end] = [minutesOfTime(open_time), minutesOfTime(close_time)];
  return start === null || end === null ? [] : [{ start, end }];
}

/** Meta refuses such hours (call settings, Dec 2025), but callctl shows whatever live has. */
function isOvernight({ start, end }: Window): boolean {
  return end < start;
}

function minutesOf(days: readonly (readonly Window[] | null)[]): number | null {
  if (days.includes(null)) return null;
  return days.flatMap((windows) => windows ?? []).reduce((sum, { start, end }) => sum + end - start, 0);
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

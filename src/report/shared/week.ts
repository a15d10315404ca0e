import type { HoursSide, HoursView, NumberReport, WeekEntry } from '../../generated/schema-types.ts';
import { minutesOfDay, minutesOfTime, week } from '../../plan/settings/windows.ts';

/** Open from `start` to `end`, in minutes from midnight in the number's time zone. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** One day of the week. A side is null where its hours are unknown. */
export interface DayView {
  /** As Meta names it: `MONDAY`. */
  readonly day: string;
  readonly before: readonly Window[] | null;
  readonly after: readonly Window[] | null;
  readonly changed: boolean;
}

/** The week before and after. */
export interface WeekView {
  readonly days: readonly DayView[];
  /** Minutes open in the week; null where the hours of that side are unknown. */
  readonly before: number | null;
  readonly after: number | null;
  /** The sides on which calling is off, so that nobody can call at any hour; null if there is none. */
  readonly off: 'before' | 'after' | 'before and after' | null;
}

/** The week of a number; null where its call hours are unknown. */
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
  return { days, before: openMinutes(before), after: openMinutes(after), off };
}

/** Where calling is off on both sides, the week shows the hours that apply once it is on. */
function whenOff({ before, after }: NonNullable<HoursView>): WeekView['off'] {
  const isOff = (side: HoursSide | null) => side !== null && side.calling_status !== null && !isOn(side);
  if (isOff(before)) return isOff(after) ? 'before and after' : isOn(after) ? 'before' : null;
  return isOff(after) && isOn(before) ? 'after' : null;
}

function isOn(side: HoursSide | null): boolean {
  return side?.calling_status === 'ENABLED';
}

/** Neighbouring days with the same hours. */
export interface DayGroup {
  readonly first: DayView;
  readonly last: DayView;
  readonly days: readonly DayView[];
}

/** The week with neighbouring days of the same hours together, as people say them: Monday–Friday. */
export function groupDays(days: readonly DayView[]): DayGroup[] {
  const groups: DayGroup[] = [];
  for (const day of days) {
    const group = groups.at(-1);
    if (group === undefined || !hasSameHours(group.first, day)) groups.push({ first: day, last: day, days: [day] });
    else groups.splice(-1, 1, { ...group, last: day, days: [...group.days, day] });
  }
  return groups;
}

function hasSameHours(one: DayView, other: DayView): boolean {
  return JSON.stringify([one.before, one.after]) === JSON.stringify([other.before, other.after]);
}

/** The days of a group by name, or by the first letters of their names. */
export function groupName({ first, last }: DayGroup, letters?: number): string {
  const nameOf = ({ day }: DayView) => `${day.charAt(0)}${day.slice(1, letters).toLowerCase()}`;
  return first === last ? nameOf(first) : `${nameOf(first)}–${nameOf(last)}`;
}

/** The time zones before and after; one where both are the same. */
export function timeZones({ call_hours }: Pick<NumberReport, 'call_hours'>): string[] {
  const zones = [call_hours?.before, call_hours?.after].map((side) => side?.timezone_id);
  return [...new Set(zones.filter((zone) => zone != null))];
}

/** Whether changes of the call hours are reported, and never written. */
export function areHoursProtected({ changes }: Pick<NumberReport, 'changes'>): boolean {
  return changes.some((change) => change.setting === 'call_hours' && change.protected);
}

/** The two sides of a day compared. */
export interface Overlay {
  /** Open on both sides. */
  readonly kept: readonly Window[];
  /** Open only after. */
  readonly opened: readonly Window[];
  /** Open only before. */
  readonly closed: readonly Window[];
}

/** Compares the sides of a day. If only one is known, it counts for both. */
export function overlayDay({ before, after }: Pick<DayView, 'before' | 'after'>): Overlay {
  const [was, is] = [before ?? after ?? [], after ?? before ?? []];
  return { kept: is.flatMap((window) => common(window, was)), opened: without(is, was), closed: without(was, is) };
}

/** A window as people write it: `09:00–18:00`. */
export function windowText({ start, end }: Window): string {
  return `${clockTime(start)}–${clockTime(end)}`;
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
 * Where call hours are not enabled, calls are taken around the clock (Meta call settings, Dec 2025). Hours that a file does
 * not state are unknown.
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

/** Live may have an impossible time, which cannot be drawn. */
function spanOf({ open_time, close_time }: WeekEntry): Window[] {
  const [start, end] = [minutesOfTime(open_time), minutesOfTime(close_time)];
  return start === null || end === null ? [] : [{ start, end }];
}

/** Meta refuses such hours (call settings, Dec 2025), but live may have them, and callctl shows what live has. */
function isOvernight({ start, end }: Window): boolean {
  return end < start;
}

/** Minutes open on some days; null where the hours of one are unknown. */
export function openMinutes(days: readonly (readonly Window[] | null)[]): number | null {
  if (days.includes(null)) return null;
  return days.flatMap((windows) => windows ?? []).reduce((sum, { start, end }) => sum + end - start, 0);
}

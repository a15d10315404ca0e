import type { NumberReport } from '../../generated/schema-types.ts';
import {
  clockTime,
  type DayView,
  type HolidayView,
  isHeld,
  viewHolidays,
  viewWeek,
  type WeekView,
  type Window,
} from '../shared/week.ts';
import { code, prose } from './escape.ts';

/** How a command names the two sides, and a side that says nothing. */
export interface Sides {
  readonly before: string;
  readonly after: string;
  readonly missing: string;
}

/** The week before and after as a table, and the holidays as a list. Empty where neither changes. */
export function renderHours(number: NumberReport, sides: Sides): string[] {
  return [...renderWeek(number, sides), ...renderHolidays(number)];
}

function renderWeek(number: NumberReport, sides: Sides): string[] {
  const view = viewWeek(number);
  if (view === null || !view.days.some(({ changed }) => changed)) return [];
  const rows = groupDays(view.days).map((days) => renderDays(days, sides));
  const total = renderRow(
    '**A week**',
    [hoursText(view.before, sides), hoursText(view.after, sides)],
    differenceOf(view),
  );
  return [
    [
      `**Weekly hours**${timeZones(number)}${offText(view)}${protectedMark(number)}`,
      '',
      `| Days | ${sides.before} | ${sides.after} | Hours a week |`,
      '| --- | --- | --- | --- |',
      ...rows,
      total,
    ].join('\n'),
  ];
}

function timeZones({ call_hours }: NumberReport): string {
  const zones = [call_hours?.before?.timezone_id, call_hours?.after?.timezone_id].filter((zone) => zone != null);
  return zones.length === 0 ? '' : `, time zone ${[...new Set(zones)].map(code).join(' → ')}`;
}

function offText({ off }: WeekView): string {
  return off === null ? '' : `, calling is off **${off}**`;
}

function protectedMark(number: NumberReport): string {
  return isHeld(number) ? ' (**protected, not written**)' : '';
}

/** Neighbouring days of the same hours are told together. */
function groupDays(days: readonly DayView[]): DayView[][] {
  const groups: DayView[][] = [];
  for (const day of days) {
    const last = groups.at(-1);
    if (last?.[0] && hasSameHours(last[0], day)) last.push(day);
    else groups.push([day]);
  }
  return groups;
}

function hasSameHours(one: DayView, other: DayView): boolean {
  return JSON.stringify([one.before, one.after]) === JSON.stringify([other.before, other.after]);
}

function renderDays(days: readonly DayView[], sides: Sides): string {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return '';
  const name = first === last ? dayName(first) : `${dayName(first)}–${dayName(last)}`;
  const minutes = { before: minutesIn(days, 'before'), after: minutesIn(days, 'after') };
  const difference = first.changed ? differenceOf(minutes) : 'unchanged';
  return renderRow(name, [windowsText(first.before, sides), windowsText(first.after, sides)], difference);
}

function dayName({ day }: DayView): string {
  return `${day.charAt(0)}${day.slice(1).toLowerCase()}`;
}

function minutesIn(days: readonly DayView[], side: 'before' | 'after'): number | null {
  if (days.some((day) => day[side] === null)) return null;
  return days.flatMap((day) => day[side] ?? []).reduce((sum, { start, end }) => sum + end - start, 0);
}

function renderRow(name: string, [before, after]: readonly [string, string], difference: string): string {
  return `| ${name} | ${before} | ${after} | ${difference} |`;
}

function windowsText(windows: readonly Window[] | null, { missing }: Sides): string {
  if (windows === null) return missing;
  if (windows.length === 0) return 'closed';
  const told = windows.map(({ start, end }) => `${clockTime(start)}–${clockTime(end)}`).join(', ');
  return told === '00:00–24:00' ? 'around the clock' : told;
}

interface Minutes {
  readonly before: number | null;
  readonly after: number | null;
}

function differenceOf({ before, after }: Minutes): string {
  if (before === null || after === null) return '';
  if (before === after) return 'as many';
  return `**${durationText(Math.abs(after - before))} ${after > before ? 'more' : 'less'}**`;
}

function hoursText(minutes: number | null, { missing }: Sides): string {
  return minutes === null ? missing : durationText(minutes);
}

function durationText(minutes: number): string {
  const parts = [
    [Math.floor(minutes / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const told = parts.filter(([many]) => many > 0).map(([many, unit]) => `${many} ${unit}`);
  return told.join(' ') || '0 h';
}

function renderHolidays(number: NumberReport): string[] {
  const holidays = viewHolidays(number);
  const isNews = ({ state }: HolidayView) => state !== 'unchanged' && state !== 'expired';
  if (!holidays.some(isNews)) return [];
  const unchanged = holidays.filter(({ state }) => state === 'unchanged').length;
  const expired = holidays.filter(({ state }) => state === 'expired').map(({ date }) => prose(date));
  return [
    [
      `**Holidays**${protectedMark(number)}`,
      '',
      ...holidays.filter(isNews).map((holiday) => renderHoliday(holiday, number)),
      ...(unchanged > 0 ? [`- ${unchanged} unchanged`] : []),
      ...(expired.length > 0 ? [`- expired, ignored: ${listed(expired)}`] : []),
    ].join('\n'),
  ];
}

function renderHoliday({ date, weekday, before, after, state }: HolidayView, { changes }: NumberReport): string {
  const times = [before, after].filter((side) => side.length > 0).map((side) => code(side.join(', ')));
  const path = `call_hours.holiday_schedule[${date}]`;
  const risk = changes.find((change) => change.path === path && !change.protected)?.risk ?? null;
  return [
    `- ${weekday === '' ? '' : `${weekday}, `}${prose(date)}: ${[...new Set(times)].join(' → ')}, **${state}**`,
    ...(risk === null ? [] : [`**risky:** ${prose(risk)}`]),
  ].join(', ');
}

const mostExpired = 6;

function listed(dates: readonly string[]): string {
  const more = dates.length - mostExpired;
  return more > 0 ? `${dates.slice(0, mostExpired).join(', ')} and ${more} more` : dates.join(', ');
}

import type { NumberReport } from '../../generated/schema-types.ts';
import { type HolidayView, stateText, viewHolidays } from '../shared/holidays.ts';
import { firstOf } from '../shared/lists.ts';
import type { Sides } from '../shared/sides.ts';
import {
  areHoursProtected,
  type DayGroup,
  groupDays,
  groupName,
  openMinutes,
  timeZones,
  viewWeek,
  type WeekView,
  type Window,
  windowText,
} from '../shared/week.ts';
import { isRisky } from '../shared/words.ts';
import { protectedMark, remarkText } from './changes.ts';
import { code, prose } from './escape.ts';

/** The week before and after as a table, and the holidays as a list. Empty if neither changes. */
export function renderHours(number: NumberReport, sides: Sides): string[] {
  return [...renderWeek(number, sides), ...renderHolidays(number, sides)];
}

function renderWeek(number: NumberReport, sides: Sides): string[] {
  const view = viewWeek(number);
  if (view === null || !view.days.some(({ changed }) => changed)) return [];
  const rows = groupDays(view.days).map((group) => renderGroup(group, sides));
  const total = renderRow(
    '**A week**',
    [hoursText(view.before, sides), hoursText(view.after, sides)],
    differenceOf(view),
  );
  return [
    [
      `**Weekly hours**${zoneText(number)}${offText(view, sides)}${markOf(number)}`,
      '',
      `| Days | ${sides.before} | ${sides.after} | Hours a week |`,
      '| --- | --- | --- | --- |',
      ...rows,
      total,
    ].join('\n'),
  ];
}

function zoneText(number: NumberReport): string {
  const zones = timeZones(number);
  return zones.length === 0 ? '' : `, time zone ${zones.map(code).join(' → ')}`;
}

function offText({ off }: WeekView, { where }: Sides): string {
  return off === null ? '' : `, calling is off **${where[off]}**`;
}

function markOf(number: NumberReport): string {
  return areHoursProtected(number) ? ` (${protectedMark})` : '';
}

function renderGroup(group: DayGroup, sides: Sides): string {
  const { first, days } = group;
  const minutes = {
    before: openMinutes(days.map(({ before }) => before)),
    after: openMinutes(days.map(({ after }) => after)),
  };
  const difference = first.changed ? differenceOf(minutes) : 'unchanged';
  return renderRow(groupName(group), [windowsText(first.before, sides), windowsText(first.after, sides)], difference);
}

function renderRow(name: string, [before, after]: readonly [string, string], difference: string): string {
  return `| ${name} | ${before} | ${after} | ${difference} |`;
}

function windowsText(windows: readonly Window[] | null, { unstated }: Sides): string {
  if (windows === null) return unstated;
  if (windows.length === 0) return 'closed';
  const text = windows.map(windowText).join(', ');
  return text === '00:00–24:00' ? 'around the clock' : text;
}

interface Minutes {
  readonly before: number | null;
  readonly after: number | null;
}

function differenceOf({ before, after }: Minutes): string {
  if (before === null || after === null) return '';
  if (before === after) return 'same total';
  return `**${durationText(Math.abs(after - before))} ${after > before ? 'more' : 'less'}**`;
}

function hoursText(minutes: number | null, { unstated }: Sides): string {
  return minutes === null ? unstated : durationText(minutes);
}

function durationText(minutes: number): string {
  const parts = [
    [Math.floor(minutes / 60), 'h'],
    [minutes % 60, 'min'],
  ] as const;
  const units = parts.filter(([many]) => many > 0).map(([many, unit]) => `${many} ${unit}`);
  return units.join(' ') || '0 h';
}

function renderHolidays(number: NumberReport, sides: Sides): string[] {
  const holidays = viewHolidays(number);
  const listed = holidays.filter(({ state }) => state !== 'unchanged' && state !== 'expired');
  if (listed.length === 0) return [];
  const unchanged = holidays.filter(({ state }) => state === 'unchanged').length;
  const expired = holidays.filter(({ state }) => state === 'expired').map(({ date }) => prose(date));
  return [
    [
      `**Holidays**${markOf(number)}`,
      '',
      ...listed.map((holiday) => renderHoliday(holiday, number, sides)),
      ...(unchanged > 0 ? [`- ${unchanged} unchanged`] : []),
      ...(expired.length > 0 ? [`- expired, ignored: ${datesText(expired)}`] : []),
    ].join('\n'),
  ];
}

function renderHoliday(
  { date, weekday, before, after, state }: HolidayView,
  { changes }: NumberReport,
  sides: Sides,
): string {
  const times = [before, after].filter((side) => side.length > 0).map((side) => code(side.join(', ')));
  const path = `call_hours.holiday_schedule[${date}]`;
  const remarks = changes.filter((change) => change.path === path && isRisky(change)).map(remarkText);
  const text = `- ${weekday === '' ? '' : `${weekday}, `}${prose(date)}: ${[...new Set(times)].join(' → ')}, **${stateText(state, sides)}**`;
  return [text, ...remarks.slice(0, 1)].join(', ');
}

const mostExpired = 6;

function datesText(dates: readonly string[]): string {
  const { shown, rest } = firstOf(dates, mostExpired);
  return [shown.join(', '), ...rest].join(' ');
}

import type { NumberReport } from '../../generated/schema-types.ts';
import type { Sides } from '../shared/sides.ts';
import {
  areHoursProtected,
  type DayGroup,
  groupDays,
  groupName,
  type Overlay,
  overlayDay,
  timeZones,
  viewWeek,
  type WeekView,
  type Window,
  windowText,
} from '../shared/week.ts';
import { capitalize, protectedRemark } from '../shared/words.ts';
import { html, type Markup } from './markup.ts';

/** The week as a picture, and in a table for those who cannot see it. */
export function renderWeek(number: NumberReport, sides: Sides): Markup | null {
  const week = viewWeek(number);
  if (week === null) return null;
  const zone = zoneText(number);
  return html`<section class="hours"><h3>Week</h3><p class="zone">${zone}${renderTotal(week)}${renderOff(week, sides)}</p>${renderProtected(number)}
${renderPicture(week, zone, sides)}${renderTable(week, sides)}</section>`;
}

function zoneText(number: NumberReport): string {
  const zones = timeZones(number).filter((zone) => zone !== '');
  return zones.join(' → ') || 'no time zone stated';
}

function renderTotal({ before, after }: WeekView): Markup | null {
  const totals = [...new Set([before, after])].flatMap((minutes) => (minutes === null ? [] : [hoursText(minutes)]));
  return totals.length === 0 ? null : html` · ${totals.join(' → ')} a week`;
}

function renderOff({ off }: WeekView, { where }: Sides): Markup | null {
  return off === null ? null : html` · calling is off ${where[off]}`;
}

/** The remark on a week and on holidays that are protected. */
export function renderProtected(number: NumberReport): Markup | null {
  return areHoursProtected(number) ? html`<p class="mark protected">${capitalize(protectedRemark)}</p>` : null;
}

function hoursText(minutes: number): string {
  return `${(minutes / 60).toLocaleString('en', { maximumFractionDigits: 1 })} h`;
}

/** Height of a day in the picture, and of the bar in it. */
const rowHeight = 22;
const barHeight = 14;

const kinds: readonly (keyof Overlay)[] = ['kept', 'opened', 'closed'];

function legendText(kind: keyof Overlay, { where, open }: Sides): string {
  if (kind === 'kept') return open.kept;
  return kind === 'opened' ? `${open.opened}: only ${where.after}` : `${open.closed}: only ${where.before}`;
}

/** One path per kind; the style sheet draws the grid and the labels, so that a page of 10,000 weeks stays small. */
function renderPicture(week: WeekView, zone: string, sides: Sides): Markup {
  const days = week.days.map(overlayDay);
  const changed = week.days.filter((day) => day.changed).length;
  const seen = kinds.filter((kind) => days.some((day) => day[kind].length > 0));
  const label = `Week in ${zone}: ${changed === 0 ? `the same ${sides.where['before and after']}` : `${changed} of 7 days ${sides.labelled ? 'differ' : 'change'}`}. The table that follows has the times.`;
  return html`<div class="week" role="img" aria-label="${label}"><svg viewBox="0 0 1440 ${7 * rowHeight}" preserveAspectRatio="none">${seen.map((kind) => html`<path class="${kind}" d="${pathOf(days.map((day) => day[kind]))}"/>`)}</svg></div>
<p class="legend">${seen.map((kind) => html`<span class="${kind}">${seen.length === 1 && kind === 'kept' ? 'open' : legendText(kind, sides)}</span>`)}</p>`;
}

function pathOf(days: readonly (readonly Window[])[]): string {
  const top = (day: number) => day * rowHeight + (rowHeight - barHeight) / 2;
  return days
    .flatMap((windows, day) => windows.map(({ start, end }) => `M${start} ${top(day)}H${end}v${barHeight}H${start}z`))
    .join('');
}

function renderTable({ days }: WeekView, sides: Sides): Markup {
  const changes = days.some((day) => day.changed);
  const heads = changes
    ? html`<th scope="col">${sides.before}</th><th scope="col">${sides.after}</th><th scope="col">State</th>`
    : html`<th scope="col">Open</th>`;
  return html`<table><thead><tr><th scope="col">Days</th>${heads}</tr></thead><tbody>${groupDays(days).map((group) => renderGroup(group, changes, sides))}</tbody></table>`;
}

function renderGroup(group: DayGroup, changes: boolean, sides: Sides): Markup {
  const day = group.first;
  const state = html`<td class="state ${day.changed ? 'changed' : ''}">${day.changed ? 'changed' : 'unchanged'}</td>`;
  const cells = changes
    ? html`<td>${renderTimes(day.before, sides)}</td><td>${renderTimes(day.after, sides)}</td>${state}`
    : html`<td>${renderTimes(day.after ?? day.before, sides)}</td>`;
  return html`<tr><th scope="row">${groupName(group, 3)}</th>${cells}</tr>`;
}

function renderTimes(windows: readonly Window[] | null, { unstated }: Sides): Markup {
  if (windows === null) return html`${unstated}`;
  if (windows.length === 0) return html`closed`;
  return html`${windows.map((window, index) => html`${index === 0 ? null : html`<br>`}${timeText(window)}`)}`;
}

function timeText(window: Window): string {
  return window.end - window.start === 24 * 60 ? 'around the clock' : windowText(window);
}

import type { HoursView, NumberReport } from '../../generated/schema-types.ts';
import {
  clockTime,
  type DayView,
  isHeld,
  type Overlay,
  overlayDay,
  viewWeek,
  type WeekView,
  type Window,
} from '../shared/week.ts';
import { html, type Markup } from './markup.ts';

/** The week as a picture, and in a table for those who cannot see it. */
export function renderWeek(number: NumberReport): Markup | null {
  const week = viewWeek(number);
  if (number.call_hours === null || week === null) return null;
  const zone = zoneText(number.call_hours);
  return html`<section class="hours"><h3>Week</h3><p class="zone">${zone}${renderTotal(week)}${renderOff(week)}</p>${renderHeld(number)}
${renderPicture(week, zone)}${renderTable(week)}</section>`;
}

function zoneText({ before, after }: NonNullable<HoursView>): string {
  const zones = [before, after].flatMap((side) => (side?.timezone_id ? [side.timezone_id] : []));
  return [...new Set(zones)].join(' → ') || 'no time zone stated';
}

function renderTotal({ before, after }: WeekView): Markup | null {
  const totals = [...new Set([before, after])].flatMap((minutes) => (minutes === null ? [] : [hoursText(minutes)]));
  return totals.length === 0 ? null : html` · ${totals.join(' → ')} a week`;
}

function renderOff({ off }: WeekView): Markup | null {
  return off === null ? null : html` · calling is off ${off}`;
}

/** Told of the week and of the holidays: neither is going to happen. */
export function renderHeld(number: NumberReport): Markup | null {
  return isHeld(number) ? html`<p class="mark protected">Protected: reported, never written</p>` : null;
}

function hoursText(minutes: number): string {
  return `${(minutes / 60).toLocaleString('en', { maximumFractionDigits: 1 })} h`;
}

/** Height of a day in the picture, and of the bar in it. */
const rowHeight = 22;
const barHeight = 14;

const kinds: readonly { readonly kind: keyof Overlay; readonly meaning: string }[] = [
  { kind: 'kept', meaning: 'stays open' },
  { kind: 'opened', meaning: 'opens: only after' },
  { kind: 'closed', meaning: 'closes: only before' },
];

/** One path a kind, and no element for grid and labels (the style sheet draws them): 10,000 weeks must stay light. */
function renderPicture(week: WeekView, zone: string): Markup {
  const days = week.days.map(overlayDay);
  const changed = week.days.filter((day) => day.changed).length;
  const seen = kinds.filter(({ kind }) => days.some((day) => day[kind].length > 0));
  const told = `Week in ${zone}: ${changed === 0 ? 'the same before and after' : `${changed} of 7 days change`}. The table that follows has the times.`;
  return html`<div class="week" role="img" aria-label="${told}"><svg viewBox="0 0 1440 ${7 * rowHeight}" preserveAspectRatio="none">${seen.map(({ kind }) => html`<path class="${kind}" d="${pathOf(days.map((day) => day[kind]))}"/>`)}</svg></div>
<p class="legend">${seen.map(({ kind, meaning }) => html`<span class="${kind}">${seen.length === 1 && kind === 'kept' ? 'open' : meaning}</span>`)}</p>`;
}

function pathOf(days: readonly (readonly Window[])[]): string {
  const top = (day: number) => day * rowHeight + (rowHeight - barHeight) / 2;
  return days
    .flatMap((windows, day) => windows.map(({ start, end }) => `M${start} ${top(day)}H${end}v${barHeight}H${start}z`))
    .join('');
}

function renderTable({ days }: WeekView): Markup {
  const changes = days.some((day) => day.changed);
  const sides = changes
    ? html`<th scope="col">Before</th><th scope="col">After</th><th scope="col">State</th>`
    : html`<th scope="col">Open</th>`;
  return html`<table><thead><tr><th scope="col">Days</th>${sides}</tr></thead><tbody>${runsOf(days).map((run) => renderRun(run, changes))}</tbody></table>`;
}

function renderRun({ label, day }: Run, changes: boolean): Markup {
  const state = html`<td class="state ${day.changed ? 'changed' : ''}">${day.changed ? 'changed' : 'unchanged'}</td>`;
  const cells = changes
    ? html`<td>${renderTimes(day.before)}</td><td>${renderTimes(day.after)}</td>${state}`
    : html`<td>${renderTimes(day.after ?? day.before)}</td>`;
  return html`<tr><th scope="row">${label}</th>${cells}</tr>`;
}

interface Run {
  readonly label: string;
  readonly day: DayView;
}

/** Neighbouring days of the same hours, as people say them: Mon–Fri. */
function runsOf(days: readonly DayView[]): Run[] {
  const hoursOf = ({ before, after }: DayView) => JSON.stringify([before, after]);
  const starts = days.flatMap((day, index) => {
    const previous = days[index - 1];
    return previous && hoursOf(previous) === hoursOf(day) ? [] : [index];
  });
  return starts.flatMap((start, index) => {
    const [first, last] = [days[start], days[(starts[index + 1] ?? days.length) - 1]];
    return first && last ? [{ label: labelOf(first, last), day: first }] : [];
  });
}

function labelOf(first: DayView, last: DayView): string {
  return first === last ? shortDay(first) : `${shortDay(first)}–${shortDay(last)}`;
}

function shortDay({ day }: DayView): string {
  return `${day.charAt(0)}${day.slice(1, 3).toLowerCase()}`;
}

function renderTimes(windows: readonly Window[] | null): Markup {
  if (windows === null) return html`not stated`;
  if (windows.length === 0) return html`closed`;
  return html`${windows.map((window, index) => html`${index === 0 ? null : html`<br>`}${timeText(window)}`)}`;
}

function timeText({ start, end }: Window): string {
  return end - start === 24 * 60 ? 'around the clock' : `${clockTime(start)}–${clockTime(end)}`;
}

import type { NumberReport } from '../../generated/schema-types.ts';
import { type HolidayView, stateText, viewHolidays } from '../shared/holidays.ts';
import type { Sides } from '../shared/sides.ts';
import { html, type Markup } from './markup.ts';
import { renderProtected } from './week-picture.ts';

/** The holidays of a number and what happens to each of them. */
export function renderHolidays(number: NumberReport, sides: Sides): Markup | null {
  const holidays = viewHolidays(number);
  if (holidays.length === 0) return null;
  return html`<section class="holidays"><h3>Holidays</h3>${renderProtected(number)}
<table><thead><tr><th scope="col">Date</th><th scope="col">Day</th><th scope="col">Times</th><th scope="col">State</th></tr></thead>
<tbody>${holidays.map((holiday) => renderHoliday(holiday, sides))}</tbody></table></section>`;
}

function renderHoliday({ date, weekday, before, after, state }: HolidayView, sides: Sides): Markup {
  const kind = state.replace(' ', '-');
  return html`<tr><th scope="row">${date}</th><td class="day">${weekday.slice(0, 3)}</td><td>${renderTimes(before, after)}</td><td class="state ${kind}">${stateText(state, sides)}</td></tr>`;
}

function renderTimes(before: readonly string[], after: readonly string[]): Markup {
  const [was, is] = [before.join(', '), after.join(', ')];
  if (was === is || was === '' || is === '') return html`${is || was}`;
  return html`${was} → ${is}`;
}

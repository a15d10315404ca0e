import type { NumberReport, Report } from '../../generated/schema-types.ts';
import { renderRequestJson } from '../shared/request-json.ts';
import { type Sides, sidesOf } from '../shared/sides.ts';
import { count, countChanges, nameOf, outcomeTitle, spaced } from '../shared/words.ts';
import { renderChanges } from './changes.ts';
import { renderHolidays } from './holiday-table.ts';
import { countMarked, type Mark, marks } from './marks.ts';
import { html, type Markup, preformatted } from './markup.ts';
import { renderWeek } from './week-picture.ts';

/** One number: a line that unfolds into everything the report says about it. */
export function renderNumber(number: NumberReport, report: Report, open: boolean): Markup {
  const { phone_number_id, account, outcome } = number;
  const names = marksOf(number, report).map(({ mark }) => mark);
  return html`<details class="number" id="n${phone_number_id}" data-outcome="${outcome}" data-account="${account ?? ''}" data-marks="${names.join(' ')}"${open ? html` open` : null}>
${renderLine(number, report)}
<div class="body ${isBare(number) ? 'bare' : ''}"><div class="findings">${renderDetails(number, report)}</div>${renderHours(number, sidesOf(report.direction))}${renderRequests(number)}</div>
</details>
`;
}

function renderLine(number: NumberReport, report: Report): Markup {
  const { outcome, phone_number_id, account } = number;
  const marked = marksOf(number, report).map(
    ({ mark, many }) => html` <span class="mark ${mark}">${many} ${mark}</span>`,
  );
  return html`<summary><span class="outcome ${outcome}">${outcomeTitle(outcome, report.command)}</span> <span class="name">${nameOf(number)}</span> <span class="id">${phone_number_id}</span>${account === null ? null : html` <span class="account">${account}</span>`} <span class="gist">${gistOf(number)}</span>${marked}</summary>`;
}

function marksOf(number: NumberReport, report: Report): { mark: Mark; many: number }[] {
  const counted = marks.map(({ mark }) => ({ mark, many: countMarked(mark, number, report) }));
  return counted.filter(({ many }) => many > 0);
}

function gistOf(number: NumberReport): string {
  const counts = countChanges([number]);
  return [
    ...(counts.writable > 0 ? [count(counts.writable, 'change')] : []),
    ...(counts.protected > 0 ? [`${counts.protected} protected`] : []),
  ].join(', ');
}

function renderDetails(number: NumberReport, report: Report): Markup {
  return html`<p class="file">${number.file}</p>${renderFailure(number)}${renderChanges(number, report)}${renderNotes(number)}${isBare(number) ? html`<p>Nothing to change.</p>` : null}`;
}

function isBare({ changes, notes, requests, error }: NumberReport): boolean {
  return changes.length + notes.length + requests.length === 0 && error === null;
}

function renderFailure({ error, outcome }: NumberReport): Markup | null {
  if (error === null) return null;
  const { code, message, hint } = error;
  return html`<section class="failure ${outcome}"><h3>${outcome === 'restricted' ? 'Restricted' : 'Error'}</h3><p>${message} <code>${code}</code></p>${hint === null ? null : html`<p><b>Hint:</b> ${hint}</p>`}</section>`;
}

function renderNotes({ notes }: NumberReport): Markup | null {
  if (notes.length === 0) return null;
  const items = notes.map(({ code, message }) => html`<li><b>${spaced(code)}:</b> ${message}</li>`);
  return html`<section><h3>Notes</h3><ul class="notes">${items}</ul></section>`;
}

function renderRequests({ requests, outcome }: NumberReport): Markup | null {
  if (requests.length === 0) return null;
  const title = outcome === 'applied' ? 'Exact request, as it was sent (JSON)' : 'Exact request (JSON)';
  const bodies = requests.map((body) => html`<pre>${preformatted(renderRequestJson(body))}</pre>`);
  return html`<details class="request"><summary>${title}</summary>${bodies}</details>`;
}

function renderHours(number: NumberReport, sides: Sides): Markup | null {
  if (number.call_hours === null) return null;
  return html`<div class="calendar">${renderWeek(number, sides)}${renderHolidays(number, sides)}</div>`;
}

import type { Report } from '../../generated/schema-types.ts';
import { count, outcomes, outcomeTitle } from '../shared/words.ts';
import { countMarked, marks } from './marks.ts';
import { html, type Markup } from './markup.ts';

/** The fleet at a glance, and the controls that show a part of it. Without script only the counts work. */
export function renderFilter(report: Report): Markup | null {
  if (report.numbers.length === 0) return null;
  return html`<div class="filter" role="search" aria-label="Numbers">
${renderBar(report)}
<div class="glance"><div class="counts" role="group" aria-label="Outcomes">${renderOutcomes(report)}${renderMarks(report)}</div><p id="shown" role="status">${count(report.numbers.length, 'number')}</p></div>
<div class="controls" hidden>
<label class="text"><span>Search</span><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="Name, id, file, path or value" aria-keyshortcuts="/"></label>
${renderAccounts(report)}
<span class="buttons"><button type="button" id="clear">Clear</button><button type="button" id="open">Open all</button><button type="button" id="close">Close all</button></span>
</div>
</div>
`;
}

/** Shares of the outcomes; the counts beside the bar say the same in words. */
function renderBar({ summary, numbers }: Report): Markup {
  const shares = outcomes.map((outcome, index) => {
    const start = outcomes.slice(0, index).reduce((sum, earlier) => sum + summary[earlier], 0);
    return { outcome, start, many: summary[outcome] };
  });
  const parts = shares.filter(({ many }) => many > 0);
  return html`<svg class="bar" viewBox="0 0 ${numbers.length} 1" preserveAspectRatio="none" aria-hidden="true">${parts.map(({ outcome, start, many }) => html`<rect class="${outcome}" x="${start}" width="${many}" height="1"/>`)}</svg>`;
}

function renderOutcomes({ summary, command }: Report): Markup[] {
  return outcomes
    .filter((outcome) => summary[outcome] > 0)
    .map((outcome) => renderToggle('outcome', outcome, outcomeTitle(outcome, command), summary[outcome]));
}

function renderMarks(report: Report): Markup[] {
  return marks.flatMap(({ mark, title }) => {
    const many = report.numbers.filter((number) => countMarked(mark, number, report) > 0).length;
    return many === 0 ? [] : [renderToggle('mark', mark, title, many)];
  });
}

function renderToggle(kind: 'outcome' | 'mark', value: string, title: string, many: number): Markup {
  return html`<button type="button" class="toggle ${kind} ${value}" data-kind="${kind}" data-value="${value}" aria-pressed="false" disabled><span>${title}</span> <b>${many.toLocaleString('en')}</b></button>`;
}

function renderAccounts({ numbers }: Report): Markup | null {
  const accounts = [...new Set(numbers.map(({ account }) => account ?? ''))].sort();
  if (accounts.length < 2) return null;
  const options = accounts.map((account) => html`<option value="${account}">${account || 'no account'}</option>`);
  return html`<label><span>Account</span><select id="account"><option>All accounts</option>${options}</select></label>`;
}

import type { NumberReport, Problem, Report, UnmanagedNumber } from '../../generated/schema-types.ts';
import { firstOf } from '../shared/lists.ts';
import { listRefusals } from '../shared/refusals.ts';
import { count, nameOf } from '../shared/words.ts';
import { countMarked } from './marks.ts';
import { html, type Markup } from './markup.ts';

/** Why the guards refuse: a reviewer must know it before the merge. */
export function renderRefusals(report: Report): Markup | null {
  const refusals = listRefusals(report);
  if (refusals.length === 0) return null;
  return html`<section class="warning refusal"><h2>Guards</h2>${refusals.map(({ lead, text }) => html`<p><b>${lead}:</b> ${text}</p>`)}</section>
`;
}

/** What is wrong with the settings files. */
export function renderProblems({ problems }: Report): Markup | null {
  if (problems.length === 0) return null;
  return html`<section class="problems"><h2>Problems <span class="many">${problems.length}</span></h2><ul>${problems.map(renderProblem)}</ul></section>
`;
}

function renderProblem({ severity, file, line, column, path, message, expected, hint, code }: Problem): Markup {
  const place = `${file}:${line}:${column}`;
  return html`<li><p><b class="severity-${severity}">${severity === 'error' ? 'Error' : 'Warning'}</b> <code class="place">${place}</code></p>
<p>${path === '' ? null : html`<code>${path}</code>: `}${message} <code class="code">${code}</code></p>${renderAdvice('Expected', expected)}${renderAdvice('Hint', hint)}</li>`;
}

function renderAdvice(title: string, advice: string | null): Markup | null {
  return advice === null ? null : html`<p><b>${title}:</b> ${advice}</p>`;
}

/** Most numbers that the warning names; the filter finds the others. */
const mostNamed = 12;

/** Drift comes first: a reviewer must not take it for what this revision asks for. */
export function renderDriftWarning(report: Report): Markup | null {
  const drifted = report.numbers.filter((number) => countMarked('drift', number, report) > 0);
  if (drifted.length === 0) return null;
  const { shown, rest } = firstOf(drifted, mostNamed);
  return html`<section class="warning"><h2>Warning: drift on ${count(drifted.length, 'number')}</h2>
<p>Live moved while the files stood still. These changes are not from this revision.</p>
<ul>${shown.map(renderDriftedNumber)}${rest.map((more) => html`<li>${more}: they are marked “drift”</li>`)}</ul></section>
`;
}

function renderDriftedNumber({ phone_number_id, name, changes }: NumberReport): Markup {
  const many = changes.filter(({ origin }) => origin === 'drift').length;
  return html`<li><a href="#n${phone_number_id}">${name ?? phone_number_id}</a>: ${count(many, 'change')}</li>`;
}

/** Numbers whose settings file is gone. */
export function renderNoLongerManaged({ base }: Report): Markup | null {
  const numbers = base?.no_longer_managed ?? [];
  if (numbers.length === 0) return null;
  return html`<section class="unmanaged"><h2>No longer managed <span class="many">${numbers.length}</span></h2>
<p>The base has a settings file for these numbers and this revision has none. They stay as they are.</p><ul>${numbers.map(renderUnmanaged)}</ul></section>
`;
}

function renderUnmanaged(number: UnmanagedNumber): Markup {
  const { phone_number_id, account, file } = number;
  return html`<li><span class="name">${nameOf(number)}</span> <span class="id">${phone_number_id}</span>${account === null ? null : html` <span class="account">${account}</span>`} <span class="source">${file}</span></li>`;
}

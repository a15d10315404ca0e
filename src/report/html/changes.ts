import type { Change, NumberReport, Report } from '../../generated/schema-types.ts';
import { type Sides, sidesOf } from '../shared/sides.ts';
import { renderValue } from '../shared/value-text.ts';
import { capitalize, protectedRemark } from '../shared/words.ts';
import { showsOrigin } from './marks.ts';
import { html, type Markup } from './markup.ts';

/** The changes of a number. If the report has a base, drift has a separate section, which comes first. */
export function renderChanges({ changes }: NumberReport, report: Report): Markup | null {
  if (changes.length === 0) return null;
  const sides = sidesOf(report.direction);
  if (!showsOrigin(report)) return renderSection('Changes', changes, sides);
  const from = (origin: Change['origin']) => changes.filter((change) => change.origin === origin);
  return html`${renderDrift(from('drift'), sides)}${renderSection('Edits of this revision', from('edit'), sides)}${renderSection('Changes of unknown origin', from(null), sides)}`;
}

function renderDrift(changes: readonly Change[], sides: Sides): Markup | null {
  if (changes.length === 0) return null;
  return html`<section class="drift-note"><h3>Warning: drift</h3><p>Live moved while the files stood still: this is not from this revision.</p>${renderList(changes, sides)}</section>`;
}

function renderSection(title: string, changes: readonly Change[], sides: Sides): Markup | null {
  return changes.length === 0 ? null : html`<section><h3>${title}</h3>${renderList(changes, sides)}</section>`;
}

function renderList(changes: readonly Change[], sides: Sides): Markup {
  return html`<ul class="changes">${changes.map((change) => renderChange(change, sides))}</ul>`;
}

function renderChange(change: Change, sides: Sides): Markup {
  return html`<li><b class="${change.action}">${capitalize(sides.actions[change.action])}</b> <code>${change.path}</code>${renderSource(change)}
<div class="values">${renderValues(change, sides)}</div>${renderMark(change)}</li>`;
}

function renderSource({ file, line }: Change): Markup | null {
  return file === null ? null : html` <span class="source">${line === null ? file : `${file}:${line}`}</span>`;
}

function renderValues({ action, before, after }: Change, sides: Sides): Markup {
  const from = action === 'add' ? html`<i>${sides.missing}</i>` : html`<del>${renderValue(before)}</del>`;
  const to = action === 'remove' ? html`<i>${sides.removed}</i>` : html`<ins>${renderValue(after)}</ins>`;
  return sides.labelled ? html`${sides.before}: ${from}, ${sides.after.toLowerCase()}: ${to}` : html`${from} → ${to}`;
}

/** A protected change is never written, so it is not a risk. */
function renderMark(change: Change): Markup | null {
  if (change.protected) return html`<div class="mark protected">${capitalize(protectedRemark)}</div>`;
  return change.risk === null ? null : html`<div class="mark risky">Risky: ${change.risk}</div>`;
}

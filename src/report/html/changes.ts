import type { Change, NumberReport, Report } from '../../generated/schema-types.ts';
import { commonSides } from '../shared/sides.ts';
import { renderValue } from '../shared/value-text.ts';
import { capitalize, protectedRemark } from '../shared/words.ts';
import { showsOrigin } from './marks.ts';
import { html, type Markup } from './markup.ts';

/** The changes of a number. If the report has a base, drift has a separate section, which comes first. */
export function renderChanges({ changes }: NumberReport, report: Report): Markup | null {
  if (changes.length === 0) return null;
  if (!showsOrigin(report)) return renderSection('Changes', changes);
  const from = (origin: Change['origin']) => changes.filter((change) => change.origin === origin);
  return html`${renderDrift(from('drift'))}${renderSection('Edits of this revision', from('edit'))}${renderSection('Changes of unknown origin', from(null))}`;
}

function renderDrift(changes: readonly Change[]): Markup | null {
  if (changes.length === 0) return null;
  return html`<section class="drift-note"><h3>Warning: drift</h3><p>Live moved while the files stood still: this is not from this revision.</p>${renderList(changes)}</section>`;
}

function renderSection(title: string, changes: readonly Change[]): Markup | null {
  return changes.length === 0 ? null : html`<section><h3>${title}</h3>${renderList(changes)}</section>`;
}

function renderList(changes: readonly Change[]): Markup {
  return html`<ul class="changes">${changes.map(renderChange)}</ul>`;
}

const actions: Record<Change['action'], string> = { add: 'Added', change: 'Changed', remove: 'Removed' };

function renderChange(change: Change): Markup {
  return html`<li><b class="${change.action}">${actions[change.action]}</b> <code>${change.path}</code>${renderSource(change)}
<div class="values">${renderBefore(change)} → ${renderAfter(change)}</div>${renderMark(change)}</li>`;
}

function renderSource({ file, line }: Change): Markup | null {
  return file === null ? null : html` <span class="source">${line === null ? file : `${file}:${line}`}</span>`;
}

function renderBefore({ before }: Change): Markup {
  return before === null ? html`<i>${commonSides.missing}</i>` : html`<del>${renderValue(before)}</del>`;
}

function renderAfter({ action, after }: Change): Markup {
  return action === 'remove' ? html`<i>${commonSides.removed}</i>` : html`<ins>${renderValue(after)}</ins>`;
}

/** A protected change is never written, so it is not a risk. */
function renderMark(change: Change): Markup | null {
  if (change.protected) return html`<div class="mark protected">${capitalize(protectedRemark)}</div>`;
  return change.risk === null ? null : html`<div class="mark risky">Risky: ${change.risk}</div>`;
}

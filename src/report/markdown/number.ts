import type { Change, NumberReport, Report } from '../../generated/schema-types.ts';
import { firstOf, labelled } from '../shared/lists.ts';
import { shownNotes } from '../shared/notes.ts';
import { sidesOf } from '../shared/sides.ts';
import { count, countChanges, nameOf, outcomeWord, spaced } from '../shared/words.ts';
import { type Compared, changeText, renderChanges } from './changes.ts';
import { code, htmlProse, jsonFence, prose } from './escape.ts';
import { renderHours } from './week-table.ts';

type Command = Report['command'];

/** Whether there is more to show than that the number is in sync. */
export function hasDetails(number: NumberReport): boolean {
  return number.outcome !== 'in_sync' || shownNotes(number).length > 0;
}

/** Number, id, outcome, changes and settings, as a row of the table of numbers. */
export function renderNumberRow(number: NumberReport, command: Command): string {
  const settings = [...new Set(number.changes.map(({ setting }) => setting))];
  const cells = [
    prose(nameOf(number)),
    code(number.phone_number_id),
    outcomeWord(number.outcome, command),
    number.changes.length === 0 ? '' : changesText(number.changes, command),
    settings.map(code).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** One change with its number, as an item of a list. */
export function renderChangeItem(number: NumberReport, change: Change, { direction }: Compared): string {
  return `- ${renderNumberName(number)}${exceptionText(number)}: ${changeText(change, direction)}`;
}

/** A number with the first of some changes, as an item of a list. */
export function renderChangesItem(number: NumberReport, changes: readonly Change[], { direction }: Compared): string {
  const { shown, rest } = firstOf(changes, mostListedChanges);
  const texts = shown.map((change) => changeText(change, direction));
  return `- ${renderNumberName(number)}${exceptionText(number)}: ${[...texts, ...rest].join('; ')}`;
}

const mostListedChanges = 3;

/** The outcome of a number whose changes may never be written. */
function exceptionText({ outcome }: NumberReport): string {
  return outcome === 'drifted' || outcome === 'applied' ? '' : `, ${outcome}`;
}

/** What went wrong with a number and how to fix it, as an item of a list. */
export function renderFailureItem(number: NumberReport): string {
  if (number.error === null) return `- ${renderNumberName(number)}`;
  const { code: failure, message, hint } = number.error;
  const text = `- ${renderNumberName(number)}: ${prose(message)} (${code(failure)})`;
  return [text, ...labelled('Hint', hint, prose)].join('<br>');
}

/** Name and id. */
export function renderNumberName(number: Pick<NumberReport, 'name' | 'phone_number_id'>): string {
  return `**${prose(nameOf(number))}** (${code(number.phone_number_id)})`;
}

/** Everything about a number, folded. */
export function renderNumberFold(number: NumberReport, compared: Compared): string {
  const { command, direction } = compared;
  const summary = [
    outcomeWord(number.outcome, command),
    ...(number.changes.length > 0 ? [changesText(number.changes, command)] : []),
  ];
  const parts = [
    `<details>\n<summary><b>${htmlProse(nameOf(number))}</b>: ${summary.join(', ')}</summary>`,
    renderIdentity(number),
    ...renderChanges(number, compared),
    ...renderNotes(number),
    ...renderHours(number, sidesOf(direction)),
    ...renderRequests(number, command),
    '</details>\n',
  ];
  return parts.join('\n\n');
}

function changesText(changes: readonly Change[], command: Command): string {
  const counts = countChanges([{ changes }]);
  const remarks = [
    [command === 'diff' ? 0 : counts.drift, 'drift'] as const,
    [counts.risky, 'risky'] as const,
    [counts.protected, 'protected'] as const,
  ].filter(([many]) => many > 0);
  const text = remarks.map(([many, word]) => `${many} ${word}`).join(', ');
  return `${count(changes.length, 'change')}${text && ` (${text})`}`;
}

function renderIdentity({ phone_number_id, file, account }: NumberReport): string {
  return [
    `ID ${code(phone_number_id)}`,
    `file ${code(file)}`,
    ...(account === null ? [] : [`account ${code(account)}`]),
  ].join(', ');
}

function renderNotes(number: NumberReport): string[] {
  const items = shownNotes(number).map(({ code: note, message }) => `- **${prose(spaced(note))}**: ${prose(message)}`);
  return items.length > 0 ? [items.join('\n')] : [];
}

/** The exact bodies. A drift report has none, because drift sends nothing. */
function renderRequests({ requests, outcome }: NumberReport, command: Command): string[] {
  if (command === 'drift') return [];
  const unsent = command === 'plan' ? 'The request that `apply` would send:' : 'The request, not sent:';
  const title = outcome === 'drifted' ? unsent : 'The request that was sent:';
  return requests.flatMap((request) => [title, jsonFence(request)]);
}

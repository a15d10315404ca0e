import type { Change, NumberReport, Report } from '../../generated/schema-types.ts';
import { renderValue } from '../shared/value-text.ts';
import { count, countChanges, isRisky, notesToTell, outcomeWord } from '../shared/words.ts';
import { code, htmlProse, jsonFence, prose } from './escape.ts';
import { renderHours, type Sides } from './week-table.ts';

type Command = Report['command'];

/** Whether there is anything to tell of a number but its outcome. */
export function isNews(number: NumberReport): boolean {
  return number.outcome !== 'in_sync' || notesToTell(number).length > 0;
}

/** Number, id, outcome, changes and settings, as a row of the table of numbers. */
export function renderNumberRow(number: NumberReport, command: Command): string {
  const settings = [...new Set(number.changes.map(({ setting }) => setting))];
  const cells = [
    prose(number.name ?? 'unnamed'),
    code(number.phone_number_id),
    outcomeWord(number.outcome, command),
    number.changes.length === 0 ? '' : changesText(number.changes, command),
    settings.map(code).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** One change with its number, as an item of a list. */
export function renderChangeItem(number: NumberReport, change: Change, command: Command): string {
  return `- ${renderNumberName(number)}${heldText(number)}: ${changeText(change, command)}`;
}

/** A number with some changes, of which the first are told, as an item of a list. */
export function renderChangesItem(number: NumberReport, changes: readonly Change[], command: Command): string {
  const told = changes.slice(0, mostToldOfNumber).map((change) => changeText(change, command));
  const more = changes.length - told.length;
  const rest = more > 0 ? [`and ${more} more`] : [];
  return `- ${renderNumberName(number)}${heldText(number)}: ${[...told, ...rest].join('; ')}`;
}

const mostToldOfNumber = 3;

/** A change of such a number may not happen. */
function heldText({ outcome }: NumberReport): string {
  return outcome === 'drifted' || outcome === 'applied' ? '' : `, ${outcome}`;
}

function changeText(change: Change, command: Command): string {
  const told = `${code(change.path)}: ${beforeText(change, sidesOf(command))} → ${afterText(change)}`;
  return isRisky(change) ? `${told}, ${remarkText(change)}` : told;
}

/** What went wrong with a number and how to mend it, as an item of a list. */
export function renderFailureItem(number: NumberReport): string {
  if (number.error === null) return `- ${renderNumberName(number)}`;
  const { code: failure, message, hint } = number.error;
  return `- ${renderNumberName(number)}: ${prose(message)} (${code(failure)})${hint ? `<br>Hint: ${prose(hint)}` : ''}`;
}

/** Name and id. */
export function renderNumberName({ name, phone_number_id }: Pick<NumberReport, 'name' | 'phone_number_id'>): string {
  return `**${prose(name ?? 'unnamed')}** (${code(phone_number_id)})`;
}

/** All there is to tell of a number, folded. */
export function renderNumberFold(number: NumberReport, command: Command): string {
  const told = [
    outcomeWord(number.outcome, command),
    ...(number.changes.length > 0 ? [changesText(number.changes, command)] : []),
  ];
  const parts = [
    `<details>\n<summary><b>${htmlProse(number.name ?? 'unnamed')}</b>: ${told.join(', ')}</summary>`,
    renderIdentity(number),
    ...renderChanges(number, command),
    ...renderNotes(number),
    ...renderHours(number, sidesOf(command)),
    ...renderRequests(number, command),
    '</details>\n',
  ];
  return parts.join('\n\n');
}

function changesText(changes: readonly Change[], command: Command): string {
  const { drift, risky, held } = countChanges([{ changes }]);
  const counts = [
    [command === 'diff' ? 0 : drift, 'drift'],
    [risky, 'risky'],
    [held, 'protected'],
  ] as const;
  const told = counts.filter(([many]) => many > 0).map(([many, word]) => `${many} ${word}`);
  return `${count(changes.length, 'change')}${told.length > 0 ? ` (${told.join(', ')})` : ''}`;
}

function sidesOf(command: Command): Sides {
  if (command === 'diff') return { before: 'Before', after: 'After', missing: 'not stated' };
  const [before, after] = command === 'drift' ? ['Live', 'File'] : ['Before', 'After'];
  return { before, after, missing: 'not set' };
}

function renderIdentity({ phone_number_id, file, account }: NumberReport): string {
  return [
    `ID ${code(phone_number_id)}`,
    `file ${code(file)}`,
    ...(account === null ? [] : [`account ${code(account)}`]),
  ].join(', ');
}

/** A table of the changes; where edits and drift are told apart one of each, drift first. */
function renderChanges(number: NumberReport, command: Command): string[] {
  const { changes } = number;
  const tells = command !== 'diff' && changes.some(({ origin }) => origin !== null);
  if (!tells) return renderChangeTable('', changes, number, command);
  const of = (wanted: Change['origin']) => changes.filter(({ origin }) => origin === wanted);
  return [
    ...renderChangeTable('**Drift**: live moved while the files stood still.', of('drift'), number, command),
    ...renderChangeTable('**Edits**: this revision asks for them.', of('edit'), number, command),
    ...renderChangeTable('**Edits or drift**: the base does not tell.', of(null), number, command),
  ];
}

function renderChangeTable(
  title: string,
  changes: readonly Change[],
  { file }: NumberReport,
  command: Command,
): string[] {
  if (changes.length === 0) return [];
  const sides = sidesOf(command);
  const rows = changes.map((change) => {
    const cells = [
      code(change.path),
      beforeText(change, sides),
      afterText(change),
      placeText(change, file),
      remarkText(change),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const table = [
    `| Setting | ${sides.before} | ${sides.after} | Stated in | Remarks |`,
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ];
  return [...(title === '' ? [] : [title]), table.join('\n')];
}

function beforeText({ before }: Change, { missing }: Sides): string {
  return before === null ? missing : code(renderValue(before));
}

function afterText({ action, after }: Change): string {
  return action === 'remove' ? 'removed' : code(renderValue(after));
}

function placeText({ file, line }: Change, ownFile: string): string {
  if (file === null) return '';
  return file === ownFile ? `line ${line}` : code(`${file}:${line}`);
}

function remarkText(change: Change): string {
  if (change.protected) return '**protected, not written**';
  return isRisky(change) ? `**risky:** ${prose(change.risk ?? '')}` : '';
}

function renderNotes(number: NumberReport): string[] {
  const told = notesToTell(number).map(({ code: note, message }) => {
    return `- **${prose(note.replaceAll('_', ' '))}**: ${prose(message)}`;
  });
  return told.length > 0 ? [told.join('\n')] : [];
}

/** The very bodies. A drift report is about what live has: nothing is going to be sent. */
function renderRequests({ requests, outcome }: NumberReport, command: Command): string[] {
  if (command === 'drift') return [];
  const unsent = command === 'plan' ? 'The request that `apply` would send:' : 'The request, not sent:';
  const title = outcome === 'drifted' ? unsent : 'The request that was sent:';
  return requests.flatMap((request) => [title, jsonFence(request)]);
}

import type { Change, NumberReport, Report } from '../../generated/schema-types.ts';
import { cleanText } from '../shared/clean-text.ts';
import { hasLiveMoved } from '../shared/finding-lines.ts';
import { firstOf, labelled } from '../shared/lists.ts';
import { shownNotes } from '../shared/notes.ts';
import { type Place, sidesLine, sidesOf } from '../shared/sides.ts';
import { type Block, foldNumbers, type ToldChange, tellChanges, toldKey } from '../shared/told.ts';
import { renderValue } from '../shared/value-text.ts';
import { isRisky, nameOf, spaced } from '../shared/words.ts';
import type { Page } from './page.ts';

/** What a reader has to know about a number, on lines of their own. */
interface Item {
  /** Equal for items that are told once. */
  readonly key: string;
  /** The first line, then those that belong to it. */
  readonly lines: readonly [string, ...string[]];
}

/** What blocks are made for. */
export interface Telling {
  readonly page: Page;
  readonly direction: Report['direction'];
  /** Whether every number is named, however many share a block. */
  readonly verbose: boolean;
}

/** Blocks of the changes that pass a test. */
export function changeBlocks(
  numbers: readonly NumberReport[],
  test: (change: Change) => boolean,
  telling: Telling,
): string[] {
  const itemsOf = (number: NumberReport) =>
    tellChanges(number.changes.filter(test)).map((told) => changeItem(told, telling));
  return renderBlocks(numbers, itemsOf, telling);
}

/** Blocks of everything about numbers that could not be brought in sync: why, then what was to change. */
export function failureBlocks(numbers: readonly NumberReport[], telling: Telling): string[] {
  const itemsOf = (number: NumberReport) => [
    ...(number.error ? [failureItem(number.error, telling)] : []),
    ...tellChanges(number.changes).map((told) => changeItem(told, telling)),
  ];
  return renderBlocks(numbers, itemsOf, telling);
}

/** Blocks of the notes that people are shown. */
export function noteBlocks(numbers: readonly NumberReport[], telling: Telling): string[] {
  const itemsOf = (number: NumberReport) =>
    notesOf(number).map(({ code, message }): Item => {
      const text = `${telling.page.paint('cyan', spaced(cleanText(code)))}: ${cleanText(message)}`;
      return { key: text, lines: [text] };
    });
  return renderBlocks(numbers, itemsOf, telling);
}

/** Protected changes have their own title, which says the same. */
function notesOf(number: NumberReport): NumberReport['notes'] {
  return shownNotes(number).filter(({ code }) => code !== 'protected');
}

function renderBlocks(
  numbers: readonly NumberReport[],
  itemsOf: (number: NumberReport) => readonly Item[],
  telling: Telling,
): string[] {
  return foldNumbers(numbers, itemsOf, ({ key }) => key).map((block) => renderBlock(block, telling));
}

function renderBlock({ numbers, items }: Block<Item>, telling: Telling): string {
  const { page } = telling;
  const lines = items.flatMap(({ lines: [first, ...others] }) => [
    page.line(4, first),
    ...others.map((line) => page.line(6, line)),
  ]);
  return [renderHead(numbers, telling), ...lines].join('\n');
}

/** Numbers that a block names before it counts the others. */
const mostNamed = 6;

function renderHead(numbers: readonly NumberReport[], { page, verbose }: Telling): string {
  if (verbose || numbers.length === 1) return numbers.map((number) => page.line(2, nameLine(number, page))).join('\n');
  const { shown, rest } = firstOf(numbers, mostNamed);
  const names = [...shown.map(({ name, phone_number_id: id }) => cleanText(name ?? id)), ...rest].join('; ');
  return page.line(2, `${page.paint('bold', `${numbers.length} numbers`)}: ${names}`);
}

/** A number on one line. */
export function nameLine(
  { name, phone_number_id, account, file }: Pick<NumberReport, 'name' | 'phone_number_id' | 'account' | 'file'>,
  { paint }: Page,
): string {
  const parts = [paint('bold', cleanText(nameOf({ name }))), phone_number_id, ...(account ? [cleanText(account)] : [])];
  return [...parts, paint('dim', cleanText(file))].join('  ');
}

const signs = { add: ['green', '+'], change: ['yellow', '~'], remove: ['red', '-'] } as const;

function changeItem(told: ToldChange, { page: { paint }, direction }: Telling): Item {
  const [style, sign] = signs[told.action];
  const { missing, removed } = sidesOf(direction);
  const before = told.action === 'add' ? missing : renderValue(told.before);
  const after = told.action === 'remove' ? removed : renderValue(told.after);
  const source = told.file === null ? '' : `  ${paint('dim', `${cleanText(told.file)}:${told.line}`)}`;
  const first = `${paint(style, sign)} ${cleanText(told.subject)}: ${sidesLine(before, paint('bold', after), direction)}${source}`;
  return { key: toldKey(told), lines: [first, ...remarksOn(told, paint, direction)] };
}

function remarksOn(
  { risk, origin, ...told }: ToldChange,
  paint: Page['paint'],
  direction: Report['direction'],
): string[] {
  // Drift that is not risky has a title of its own.
  const movedAway = origin === 'drift' && direction === 'live_to_file' && risk !== null;
  return [
    ...(risk !== null && !told.protected ? [`${paint(['red', 'bold'], 'risky')}: ${cleanText(risk)}`] : []),
    ...(movedAway ? [`${paint(['yellow', 'bold'], 'drift')}: live moved while the files stood still`] : []),
  ];
}

function failureItem({ code, message, hint }: NonNullable<NumberReport['error']>, { page: { paint } }: Telling): Item {
  const first = `${paint('red', 'error')}: ${cleanText(message)} ${paint('dim', `[${cleanText(code)}]`)}`;
  return { key: first, lines: [first, ...labelled('hint', hint, cleanText)] };
}

/** What a change is, for the order of a report. */
export function kindOf(change: Change, place: Place): 'protected' | 'risky' | 'drift' | 'change' {
  if (change.protected) return 'protected';
  if (isRisky(change)) return 'risky';
  return hasLiveMoved(change, place) ? 'drift' : 'change';
}

import type { Change, NumberReport, Report } from '../../generated/schema-types.ts';
import { type Sides, sidesLine, sidesOf } from '../shared/sides.ts';
import { renderValue } from '../shared/value-text.ts';
import { isRisky } from '../shared/words.ts';
import { code, prose } from './escape.ts';

/** What a report compares. */
export type Compared = Pick<Report, 'command' | 'direction'>;

/** The remark on what is never written. */
export const protectedMark = '**protected, not written**';

/** The changes of a number as a table. If the base separates drift from edits, there is one table for each, drift first. */
export function renderChanges(number: NumberReport, compared: Compared): string[] {
  const { changes } = number;
  const { command, direction } = compared;
  const showsOrigin = command !== 'diff' && changes.some(({ origin }) => origin !== null);
  if (!showsOrigin) return renderChangeTable('', changes, number, direction);
  const from = (wanted: Change['origin']) => changes.filter(({ origin }) => origin === wanted);
  return [
    ...renderChangeTable('**Drift**: live moved while the files stood still.', from('drift'), number, direction),
    ...renderChangeTable('**Edits**: this revision asks for them.', from('edit'), number, direction),
    ...renderChangeTable('**Edits or drift**: the base does not show which.', from(null), number, direction),
  ];
}

/** One change within a sentence. */
export function changeText(change: Change, direction: Compared['direction']): string {
  const sides = sidesOf(direction);
  const text = `${code(change.path)}: ${sidesLine(beforeText(change, sides), afterText(change, sides), direction)}`;
  return isRisky(change) ? `${text}, ${remarkText(change)}` : text;
}

function renderChangeTable(
  title: string,
  changes: readonly Change[],
  { file }: NumberReport,
  direction: Compared['direction'],
): string[] {
  if (changes.length === 0) return [];
  const sides = sidesOf(direction);
  const rows = changes.map((change) => {
    const cells = [
      code(change.path),
      beforeText(change, sides),
      afterText(change, sides),
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

function beforeText({ action, before }: Change, { missing }: Sides): string {
  return action === 'add' ? missing : code(renderValue(before));
}

function afterText({ action, after }: Change, { removed }: Sides): string {
  return action === 'remove' ? removed : code(renderValue(after));
}

function placeText({ file, line }: Change, ownFile: string): string {
  if (file === null) return '';
  return file === ownFile ? `line ${line}` : code(`${file}:${line}`);
}

/** What a reviewer must know about a change; empty for most. */
export function remarkText(change: Change): string {
  if (change.protected) return protectedMark;
  return isRisky(change) ? `**risky:** ${prose(change.risk ?? '')}` : '';
}

import { datePattern } from '../../plan/dates.ts';
import { isTimeOfDay, type WindowShape, week, windowLists } from '../../plan/settings/windows.ts';
import { isNull, itemsAt, joinPath, type MapNode, type Node, nodeAt, textAt } from '../yaml/node.ts';

/** An entry of weekly hours or holidays, with its path. */
export interface WindowEntry {
  readonly node: MapNode;
  readonly path: string;
  readonly key: string;
  readonly shape: WindowShape;
}

/** An entry with two valid times. */
export interface Window extends WindowEntry {
  readonly start: string;
  readonly end: string;
}

/** The entries of both lists that name a valid day or date. */
export function readWindowEntries(root: MapNode): WindowEntry[] {
  return [...windowLists].flatMap(([path, shape]) =>
    itemsAt(root, 'calling', ...path.split('.')).flatMap((node, index) =>
      readEntry(node, joinPath(`calling.${path}`, index), shape),
    ),
  );
}

/** The entries that state a window. Other checks cover those that drop one or are not well formed. */
export function windowsOf(entries: readonly WindowEntry[]): Window[] {
  return entries.flatMap((entry) => {
    const start = textAt(entry.node, entry.shape.start);
    const end = textAt(entry.node, entry.shape.end);
    return start && end && isTimeOfDay(start) && isTimeOfDay(end) ? [{ ...entry, start, end }] : [];
  });
}

/** Whether an entry drops the windows of its day or date: both times are null. */
export function isDrop(entry: Node, { start, end }: WindowShape): boolean {
  return isNull(nodeAt(entry, start)) && isNull(nodeAt(entry, end));
}

function readEntry(node: Node, path: string, shape: WindowShape): WindowEntry[] {
  const key = textAt(node, shape.key);
  const isKey = shape.key === 'date' ? datePattern.test(key ?? '') : week.includes(key ?? '');
  return node.kind === 'map' && key !== undefined && isKey ? [{ node, path, key, shape }] : [];
}

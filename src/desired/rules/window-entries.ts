import { isNull, itemsAt, joinPath, type MapNode, type Node, nodeAt, textAt } from '../yaml/node.ts';

/** How the entries of a list of windows are named and ordered. */
export interface WindowShape {
  readonly key: 'day_of_week' | 'date';
  readonly start: 'open_time' | 'start_time';
  readonly end: 'close_time' | 'end_time';
  /** Orders days through the week, and dates through the calendar. */
  readonly sortText: (key: string) => string;
}

/** The two lists of windows, by path. */
export const windowShapes: ReadonlyMap<string, WindowShape> = new Map<string, WindowShape>([
  [
    'calling.call_hours.weekly_operating_hours',
    {
      key: 'day_of_week',
      start: 'open_time',
      end: 'close_time',
      sortText: (day) => String(week.indexOf(day)).padStart(2),
    },
  ],
  [
    'calling.call_hours.holiday_schedule',
    { key: 'date', start: 'start_time', end: 'end_time', sortText: (date) => date },
  ],
]);

const week = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/** An entry of either list as the file has it, with its path. */
export interface WindowEntry {
  readonly node: MapNode;
  readonly path: string;
  readonly key: string;
  readonly shape: WindowShape;
}

/** An entry whose times are times. */
export interface Window extends WindowEntry {
  readonly start: string;
  readonly end: string;
}

/** The entries of both lists that name a day or date. */
export function readWindowEntries(root: MapNode): WindowEntry[] {
  return [...windowShapes].flatMap(([path, shape]) =>
    itemsAt(root, ...path.split('.')).flatMap((node, index) => readEntry(node, joinPath(path, index), shape)),
  );
}

/** The entries that state a window; those that drop one, or are not well formed, are left to other checks. */
export function windowsOf(entries: readonly WindowEntry[]): Window[] {
  return entries.flatMap((entry) => {
    const start = textAt(entry.node, entry.shape.start);
    const end = textAt(entry.node, entry.shape.end);
    return start && end && isTime(start) && isTime(end) ? [{ ...entry, start, end }] : [];
  });
}

/** Whether an entry drops the windows of its day or date: both its times are null. */
export function isDrop(entry: Node, { start, end }: WindowShape): boolean {
  return isNull(nodeAt(entry, start)) && isNull(nodeAt(entry, end));
}

/** Whether a text is a date that the calendar has. */
export function isDate(text: string): boolean {
  if (!datePattern.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  // Day 0 is the last day of the month before.
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

function readEntry(node: Node, path: string, shape: WindowShape): WindowEntry[] {
  const key = textAt(node, shape.key);
  const isKey = shape.key === 'date' ? datePattern.test(key ?? '') : week.includes(key ?? '');
  return node.kind === 'map' && key !== undefined && isKey ? [{ node, path, key, shape }] : [];
}

function isTime(text: string): boolean {
  return /^([01]\d|2[0-3])[0-5]\d$/.test(text);
}

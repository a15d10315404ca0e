import type { Change, NumberReport } from '../../generated/schema-types.ts';
import { groupByKey } from '../../plan/group-by-key.ts';
import { jsonText } from '../../plan/json-text.ts';
import { week } from '../../plan/settings/windows.ts';
import { compareText } from '../../plan/text-order.ts';
import { capitalize, nameOf } from './words.ts';

/** What people are told of one or several changes that read as one: a setting, a run of days, holidays with the same hours. */
export interface ToldChange extends Omit<Change, 'path' | 'setting'> {
  /** A path under `calling`, the days of a week, or dates. */
  readonly subject: string;
  /** The changes that it tells, each of them once. */
  readonly changes: readonly Change[];
}

/** Something that is told once of all numbers that it is true of. */
export interface Block<Item> {
  /** By name, then by id. */
  readonly numbers: readonly NumberReport[];
  readonly items: readonly Item[];
}

/** The changes of a number as people read them: neighbouring days, and holidays, that change alike are one. */
export function tellChanges(changes: readonly Change[]): ToldChange[] {
  const runs: Change[][] = [];
  for (const change of changes) {
    const run = runs.find((other) => continues(other, change));
    if (run) run.push(change);
    else runs.push([change]);
  }
  return runs.map(tellRun);
}

/**
 * Tells what is true of several numbers once.
 *
 * @param itemsOf What is to be told of a number.
 */
export function foldNumbers<Item>(
  numbers: readonly NumberReport[],
  itemsOf: (number: NumberReport) => readonly Item[],
  keyOf: (item: Item) => string,
): Block<Item>[] {
  const told = sortNumbers(numbers).flatMap((number) => itemsOf(number).map((item) => ({ item, number })));
  const byItem = [...groupByKey(told, ({ item }) => keyOf(item)).values()].map((equal) => ({
    item: equal[0]?.item as Item,
    numbers: [...new Set(equal.map(({ number }) => number))],
  }));
  const byNumbers = groupByKey(byItem, (told) => told.numbers.map(({ phone_number_id: id }) => id).join());
  const blocks = [...byNumbers.values()].map((ofNumbers) => ({
    numbers: ofNumbers[0]?.numbers ?? [],
    items: ofNumbers.map(({ item }) => item),
  }));
  return blocks.sort((a, b) => b.numbers.length - a.numbers.length);
}

/** What makes changes of two numbers the same for a reader. */
export function toldKey({ changes, ...told }: ToldChange): string {
  return jsonText(told);
}

/** Numbers by name, as people look them up, then by id. */
export function sortNumbers<Named extends Pick<NumberReport, 'name' | 'phone_number_id'>>(
  numbers: readonly Named[],
): Named[] {
  return numbers.toSorted(
    (a, b) =>
      compareText(nameOf(a).toLowerCase(), nameOf(b).toLowerCase()) ||
      compareText(a.phone_number_id, b.phone_number_id),
  );
}

/** The lists whose entries are told together, by the part of the path before an entry's name. */
const dayPath = /^call_hours\.weekly_operating_hours\[(\w+)\]$/;
const datePath = /^call_hours\.holiday_schedule\[([^\]]+)\]$/;

function continues(run: readonly Change[], change: Change): boolean {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last || likeness(first) !== likeness(change)) return false;
  if (datePath.test(change.path)) return datePath.test(last.path);
  const [day, before] = [dayOf(change), dayOf(last)];
  return day !== null && before !== null && week.indexOf(day) === week.indexOf(before) + 1;
}

/** All that changes of several days or dates have to share. */
function likeness({ before, after, action, risk, origin, file, ...change }: Change): string {
  return jsonText([before, after, action, risk, origin, change.protected, file]);
}

function dayOf({ path }: Change): string | null {
  const [, day] = dayPath.exec(path) ?? [];
  return day !== undefined && week.includes(day) ? day : null;
}

function tellRun(changes: readonly Change[]): ToldChange {
  const [first] = changes;
  if (!first) throw new Error('a run has at least one change');
  const { path: _path, setting: _setting, ...told } = first;
  const lines = changes.flatMap(({ line }) => (line === null ? [] : [line]));
  return { ...told, subject: subjectOf(changes), line: lines.length > 0 ? Math.min(...lines) : null, changes };
}

function subjectOf(changes: readonly Change[]): string {
  const [first, last] = [changes[0], changes.at(-1)];
  const days = [first, last].map((change) => change && dayOf(change));
  if (days[0] && days[1]) return [...new Set(days.map((day) => capitalize(String(day).toLowerCase())))].join('–');
  const dates = changes.flatMap(({ path }) => datePath.exec(path)?.[1] ?? []);
  return dates.length > 0 ? `${dates.length > 1 ? 'holidays' : 'holiday'} ${dates.join(', ')}` : (first?.path ?? '');
}

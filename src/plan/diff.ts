import { diff as diffJson, type IChange } from 'json-diff-ts';
import { asObject, defined, isObject, type Json, type JsonObject, memberOf } from './json.ts';
import { jsonText } from './json-text.ts';
import { type NamedRow, rows } from './settings/catalogue.ts';
import type { Context, Difference, KeyedList } from './settings/setting-row.ts';
import { compareText } from './text-order.ts';

/**
 * The differences in meaning between live and desired settings, in the order of the catalogue, then of the path. Members
 * that `desired` does not state are unmanaged and never differ.
 *
 * @param live `calling` as GET returned it.
 * @param desired `calling` as the files state it, or as a request posted it.
 */
export function diffSettings(live: JsonObject, desired: JsonObject, context: Context): Difference[] {
  return rows.flatMap((row) => diffSetting(row, live[row.name], desired[row.name], context));
}

/**
 * The differences between what two revisions of the files state. Unlike live, a revision has no defaults: what it leaves
 * out is unmanaged, and an empty list differs from none.
 */
export function diffDesired(base: JsonObject, desired: JsonObject, context: Context): Difference[] {
  return rows.flatMap((row) => {
    const stated = base[row.name];
    const before = stated === undefined ? undefined : row.normalize(stated, context);
    const stating = newlyStatedOf(row, stated, desired[row.name], context);
    const emptied = stating.filter(({ after }) => isEmptyList(after));
    const isNew = ({ path }: Difference) => stating.some((other) => other.path === path);
    const differing = diffNormal(row, before, desired[row.name], context);
    return [...differing.map((found) => (isNew(found) ? { ...found, before: undefined } : found)), ...emptied];
  });
}

/** What `desired` states and `base` does not: settings, and members of maps. */
export function newlyStated(base: JsonObject, desired: JsonObject, context: Context): Difference[] {
  return rows.flatMap((row) => newlyStatedOf(row, base[row.name], desired[row.name], context));
}

function newlyStatedOf(
  row: NamedRow,
  base: Json | undefined,
  desired: Json | undefined,
  context: Context,
): Difference[] {
  if (desired === undefined) return [];
  const normal = base === undefined ? undefined : row.normalize(base, context);
  return unstated(normal, row.normalize(desired, context), row.name).map(({ path, after }) => {
    return { path, setting: row.name, before: undefined, after };
  });
}

function unstated(base: Json | undefined, desired: Json, path: string): { path: string; after: Json }[] {
  if (base === undefined && !isObject(desired)) return [{ path, after: desired }];
  if (!isObject(desired)) return [];
  return Object.entries(desired).flatMap(([key, value]) => unstated(memberOf(base, key), value, `${path}.${key}`));
}

function isEmptyList(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length === 0;
}

function diffSetting(row: NamedRow, live: Json | undefined, desired: Json | undefined, context: Context): Difference[] {
  // Normalizing live takes longest, and most files state few settings.
  if (desired === undefined) return [];
  return diffNormal(row, normalizeLive(row, live, context), desired, context);
}

/** @param normal The side before, in normal form. */
function diffNormal(
  row: NamedRow,
  normal: Json | undefined,
  desired: Json | undefined,
  context: Context,
): Difference[] {
  if (desired === undefined) return [];
  const after = row.normalize(desired, context);
  const before = managedPart(normal, after, row.wholeMaps ?? []);
  // Most settings are in sync, and comparing texts shows that much faster. Texts that differ prove nothing yet.
  if (jsonText(before) === jsonText(after)) return [];
  const sides = { before: defined({ [row.name]: before }), after: { [row.name]: after } };
  const lists = keyedListsOf(row);
  const changes = diffJson(sides.before, sides.after, { embeddedObjKeys: keysOf(lists) });
  const found = changes.flatMap((change) => differencesOf(change, sides, lists, ''));
  // json-diff-ts reports a value of another type twice, as removed and as added.
  const byPath = new Map(found.map((difference) => [difference.path, { ...difference, setting: row.name }]));
  return [...byPath.values()];
}

/** A live setting in normal form, with what its absence means. */
export function normalizeLive(row: NamedRow, live: Json | undefined, context: Context): Json | undefined {
  const normal = live === undefined || live === null ? undefined : row.normalize(live, context);
  return row.fillAbsent ? row.fillAbsent(normal) : normal;
}

/** The keyed lists of a setting, by path under `calling`. */
type KeyedLists = ReadonlyMap<string, KeyedList>;

function keyedListsOf({ name, keyedLists = {} }: NamedRow): KeyedLists {
  return new Map(Object.entries(keyedLists).map(([path, list]) => [`${name}.${path}`, list]));
}

function keysOf(lists: KeyedLists): Record<string, string> {
  return Object.fromEntries([...lists].map(([path, { key }]) => [path, key]));
}

/** The part of live that the desired value manages: the stated members of maps, lists whole, and an empty list where live has none. */
function managedPart(live: Json | undefined, desired: Json, wholeMaps: readonly string[], path = ''): Json | undefined {
  if (Array.isArray(desired)) {
    const items = Array.isArray(live) ? live : [];
    return items.map((item, index) => managedPart(item, desired[index] ?? item, wholeMaps, path) ?? null);
  }
  if (!isObject(desired)) return live === null ? undefined : live;
  const before = asObject(live);
  if (wholeMaps.includes(path)) return before;
  const members = Object.entries(desired).map(([key, value]) => {
    return [key, managedPart(memberOf(before, key), value, wholeMaps, path === '' ? key : `${path}.${key}`)] as const;
  });
  return defined(Object.fromEntries(members));
}

type Found = Omit<Difference, 'setting'>;

interface Sides {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Follows json-diff-ts down to what a report shows: a value, an entry of a keyed list, or a list of plain values. */
function differencesOf(change: IChange, around: Sides, lists: KeyedLists, path: string): Found[] {
  const sides = { before: memberOf(around.before, change.key), after: memberOf(around.after, change.key) };
  const at = path === '' ? change.key : `${path}.${change.key}`;
  const inner = change.changes;
  if (!inner) return [{ path: at, ...sides }];
  if (!Array.isArray(sides.after)) {
    const members = Object.keys({ ...asObject(sides.after), ...asObject(sides.before) });
    const inOrder = inner.toSorted((a, b) => members.indexOf(a.key) - members.indexOf(b.key));
    return inOrder.flatMap((member) => differencesOf(member, sides, lists, at));
  }
  if (!sides.after.concat(sides.before).some(isObject)) return [{ path: at, ...sides }];
  const list = lists.get(at);
  if (list) return entriesThatDiffer(inner, list, sides, at);
  const inOrder = inner.toSorted((a, b) => compareText(a.key, b.key));
  return inOrder.flatMap((item) => differencesOfItem(item, sides, lists, at));
}

function entriesThatDiffer(entries: readonly IChange[], list: KeyedList, sides: Sides, path: string): Found[] {
  const show = (side: Json | undefined, name: string) => {
    const entry = Array.isArray(side) && side.find((item) => String(memberOf(item, list.key)) === name);
    return entry ? list.show(entry) : undefined;
  };
  const names = entries.map(({ key }) => key).sort((a, b) => compareText(list.rank(a), list.rank(b)));
  return names.map((name) => ({
    path: `${path}[${name}]`,
    before: show(sides.before, name),
    after: show(sides.after, name),
  }));
}

function differencesOfItem(item: IChange, around: Sides, lists: KeyedLists, path: string): Found[] {
  const sides = { before: itemAt(around.before, item.key), after: itemAt(around.after, item.key) };
  const at = `${path}[${item.key}]`;
  if (!item.changes) return [{ path: at, ...sides }];
  return item.changes.flatMap((member) => differencesOf(member, sides, lists, at));
}

function itemAt(list: Json | undefined, index: string): Json | undefined {
  return Array.isArray(list) ? list[Number(index)] : undefined;
}

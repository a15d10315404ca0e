import { diff as diffJson, type IChange } from 'json-diff-ts';
import { asObject, defined, isObject, type Json, type JsonObject, memberOf } from './json.ts';
import { catalogue } from './settings/catalogue.ts';
import type { Context, Difference, SettingRow } from './settings/setting-row.ts';
import { rankKey, windowsOfGroup } from './settings/windows.ts';
import { compareText } from './text-order.ts';

/**
 * The differences in meaning between live and desired settings, in the order of the catalogue, then of the path. Members
 * that `desired` does not state are unmanaged and never differ.
 *
 * @param live `calling` as GET returned it.
 * @param desired `calling` as the files state it, or as a request posted it.
 */
export function diffSettings(live: JsonObject, desired: JsonObject, context: Context): Difference[] {
  return catalogue.flatMap((row) => diffSetting(row, live[row.name], desired[row.name], context));
}

/**
 * The differences between what two revisions of the files state. Unlike live, a revision that leaves something out says
 * nothing of it: it has no defaults, and an empty list is something else than none.
 */
export function diffDesired(base: JsonObject, desired: JsonObject, context: Context): Difference[] {
  return catalogue.flatMap((row) => {
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
  return catalogue.flatMap((row) => newlyStatedOf(row, base[row.name], desired[row.name], context));
}

function newlyStatedOf(
  row: SettingRow,
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

function diffSetting(
  row: SettingRow,
  live: Json | undefined,
  desired: Json | undefined,
  context: Context,
): Difference[] {
  // Before live is normalized, which takes longer than all else: most files state few settings.
  if (desired === undefined) return [];
  return diffNormal(row, normalizeLive(row, live, context), desired, context);
}

/** @param normal The side before, in normal form. */
function diffNormal(
  row: SettingRow,
  normal: Json | undefined,
  desired: Json | undefined,
  context: Context,
): Difference[] {
  if (desired === undefined) return [];
  const after = row.normalize(desired, context);
  const before = managedPart(normal, after, row.wholeMaps ?? []);
  // Most settings are in sync, and equal texts tell so in a fraction of the time; texts that differ decide nothing yet.
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const sides = { before: defined({ [row.name]: before }), after: { [row.name]: after } };
  const changes = diffJson(sides.before, sides.after, { embeddedObjKeys: listKeys(row) });
  const found = changes.flatMap((change) => differencesOf(change, sides, ''));
  // A value of another type is told twice by json-diff-ts, as removed and as added.
  const byPath = new Map(found.map((difference) => [difference.path, { ...difference, setting: row.name }]));
  return [...byPath.values()];
}

/** A live setting in normal form, with what its absence means. */
export function normalizeLive(row: SettingRow, live: Json | undefined, context: Context): Json | undefined {
  const normal = live === undefined || live === null ? undefined : row.normalize(live, context);
  return row.fillAbsent ? row.fillAbsent(normal) : normal;
}

function listKeys(row: SettingRow): Record<string, string> {
  return Object.fromEntries(Object.entries(row.keyedLists ?? {}).map(([path, key]) => [`${row.name}.${path}`, key]));
}

/** What of live the desired value speaks of: of maps the stated members, lists whole, and the empty list for a missing one. */
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

interface Sides {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Follows json-diff-ts down to the places worth telling: a value, a day, a date, a list of plain values. */
function differencesOf(change: IChange, around: Sides, path: string): Omit<Difference, 'setting'>[] {
  const sides = { before: memberOf(around.before, change.key), after: memberOf(around.after, change.key) };
  const at = path === '' ? change.key : `${path}.${change.key}`;
  const inner = change.changes;
  if (!inner) return [{ path: at, ...sides }];
  if (!Array.isArray(sides.after)) {
    const members = Object.keys({ ...asObject(sides.after), ...asObject(sides.before) });
    const inOrder = inner.toSorted((a, b) => members.indexOf(a.key) - members.indexOf(b.key));
    return inOrder.flatMap((member) => differencesOf(member, sides, at));
  }
  if (!sides.after.concat(sides.before).some(isObject)) return [{ path: at, ...sides }];
  const inOrder = inner.toSorted((a, b) => compareText(rankKey(a.key), rankKey(b.key)));
  return inOrder.flatMap((item) => differencesOfItem(item, change.embeddedKey, sides, at));
}

function differencesOfItem(
  item: IChange,
  key: IChange['embeddedKey'],
  list: Sides,
  path: string,
): Omit<Difference, 'setting'>[] {
  const find = (side: Json | undefined) => itemOf(side, key, item.key);
  const sides = { before: find(list.before), after: find(list.after) };
  const at = `${path}[${item.key}]`;
  if (key !== '$index') return [{ path: at, before: windowsOf(sides.before), after: windowsOf(sides.after) }];
  if (!item.changes) return [{ path: at, ...sides }];
  return item.changes.flatMap((member) => differencesOf(member, sides, at));
}

function itemOf(list: Json | undefined, key: IChange['embeddedKey'], name: string): Json | undefined {
  if (!Array.isArray(list)) return undefined;
  if (key === '$index') return list[Number(name)];
  return list.find((item) => String(memberOf(item, String(key))) === name);
}

/** The path names the day or date already. */
function windowsOf(entry: Json | undefined): Json | undefined {
  return entry === undefined ? undefined : windowsOfGroup(entry);
}

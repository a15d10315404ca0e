import type { Calling } from '../generated/schema-types.ts';
import type { SettingName } from './desired-number.ts';
import type { Json, JsonObject } from './json.ts';
import { rows } from './settings/catalogue.ts';
import type { Context, Obstacle } from './settings/setting-row.ts';

export interface Restoration {
  /** The settings that bring the number back to what it meant. Holidays that have passed since are left out. */
  readonly calling: Calling;
  /** Settings that had never been set, which Meta cannot undo. */
  readonly lost: readonly SettingName[];
  /** What is left out of the settings that are restored, each as a sentence. */
  readonly lostParts: readonly string[];
  /** Why it is unclear what to restore. */
  readonly obstacles: readonly Obstacle[];
}

/**
 * Builds the way back for the settings that some requests wrote to a number, from what live had before them.
 *
 * @param before `calling` as GET returned it before the first request.
 * @param written `calling` of each request.
 */
export function buildRestoration(before: JsonObject, written: readonly JsonObject[], context: Context): Restoration {
  const touched = rows.filter(({ name }) => written.some((calling) => calling[name] !== undefined));
  const values = touched.map((row) => [row.name, row.restore(before[row.name], written, context)] as const);
  const lost = values.filter(([, value]) => value === undefined).map(([name]) => name);
  const lostToo = touched.filter(
    ({ name, lostWith }) => lostWith && lost.includes(lostWith) && before[name] === undefined,
  );
  lost.push(...lostToo.map(({ name }) => name));
  const kept = values.filter((entry): entry is [SettingName, Json] => !lost.includes(entry[0]));
  return {
    calling: Object.fromEntries(kept) as Calling,
    lost,
    lostParts: touched
      .filter(({ name }) => !lost.includes(name))
      .flatMap((row) => row.lostParts?.(before[row.name], context) ?? []),
    obstacles: touched.flatMap((row) => row.restoreObstacle?.(before[row.name], written, context) ?? []),
  };
}

import { catalogue } from './catalogue.ts';
import type { SettingName } from './desired-number.ts';
import type { Json, JsonObject } from './json.ts';
import type { Calling } from './schema-types.ts';
import type { Context } from './setting-row.ts';

export interface Restoration {
  /** What to desire of a number so that it comes to mean again what it did. Holidays gone by since are left out. */
  readonly calling: Calling;
  /** Settings that had never been set, to which there is no way back. */
  readonly lost: readonly SettingName[];
}

/** Builds the way back for some settings of a number from what live had before they were written. */
export function buildRestoration(before: JsonObject, settings: readonly string[], context: Context): Restoration {
  const rows = catalogue.filter(({ name }) => settings.includes(name));
  const values = rows.map((row) => [row.name, row.restore(before[row.name], context)] as const);
  const kept = values.filter((entry): entry is [SettingName, Json] => entry[1] !== undefined);
  return {
    calling: Object.fromEntries(kept) as Calling,
    lost: values.filter(([, value]) => value === undefined).map(([name]) => name),
  };
}

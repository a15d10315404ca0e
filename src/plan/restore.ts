import { catalogue } from './catalogue.ts';
import type { SettingName } from './desired-number.ts';
import { asObject, type Json, type JsonObject, omit } from './json.ts';
import type { Calling } from './schema-types.ts';
import type { Context, SettingRow } from './setting-row.ts';

export interface Restoration {
  /** What to desire of a number so that it comes to mean again what it did. Holidays gone by since are left out. */
  readonly calling: Calling;
  /** Settings that had never been set, to which there is no way back. */
  readonly lost: readonly SettingName[];
}

/** Builds the way back for the settings that some requests wrote to a number, from what live had before them. */
export function buildRestoration(before: JsonObject, written: readonly JsonObject[], context: Context): Restoration {
  const rows = catalogue.filter(({ name }) => written.some((calling) => calling[name] !== undefined));
  const values = rows.map((row) => [row.name, restoreWritten(row, before, written, context)] as const);
  const kept = values.filter((entry): entry is [SettingName, Json] => entry[1] !== undefined);
  return {
    calling: Object.fromEntries(kept) as Calling,
    lost: values.filter(([, value]) => value === undefined).map(([name]) => name),
  };
}

/** SIP servers stay as they are where a write leaves them out, so that there is nothing of them to bring back. */
function restoreWritten(
  row: SettingRow,
  before: JsonObject,
  written: readonly JsonObject[],
  context: Context,
): Json | undefined {
  const value = row.restore(before[row.name], context);
  const leftServers = row.name === 'sip' && written.every(({ sip }) => asObject(sip).servers === undefined);
  return leftServers ? omit(asObject(value), ['servers']) : value;
}

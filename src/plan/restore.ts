import type { Calling } from '../generated/schema-types.ts';
import type { SettingName } from './desired-number.ts';
import { asObject, type Json, type JsonObject, omit } from './json.ts';
import { catalogue } from './settings/catalogue.ts';
import type { Context, SettingRow } from './settings/setting-row.ts';
import { tellsOurServer } from './settings/sip-server.ts';

export interface Restoration {
  /** What to desire of a number so that it comes to mean again what it did. Holidays gone by since are left out. */
  readonly calling: Calling;
  /** Settings that had never been set, to which there is no way back. */
  readonly lost: readonly SettingName[];
  /** Servers were written, and nothing tells for certain which of those before was ours. */
  readonly isSipAmbiguous: boolean;
}

/**
 * Builds the way back for the settings that some requests wrote to a number, from what live had before them.
 *
 * @param context Its host name is the one that the requests wrote.
 */
export function buildRestoration(before: JsonObject, written: readonly JsonObject[], context: Context): Restoration {
  const rows = catalogue.filter(({ name }) => written.some((calling) => calling[name] !== undefined));
  const values = rows.map((row) => [row.name, restoreWritten(row, before, written, context)] as const);
  const lost = values.filter(([, value]) => value === undefined).map(([name]) => name);
  // Calling stays on where it had never been set: without hours it would ring around the clock, as it never did before.
  if (lost.includes('status') && before.call_hours === undefined && rows.some(({ name }) => name === 'call_hours'))
    lost.push('call_hours');
  const kept = values.filter((entry): entry is [SettingName, Json] => !lost.includes(entry[0]));
  return {
    calling: Object.fromEntries(kept) as Calling,
    lost,
    isSipAmbiguous: writesServers(written) && !tellsOurServer(before.sip, context.app),
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
  return row.name === 'sip' && !writesServers(written) ? omit(asObject(value), ['servers']) : value;
}

function writesServers(written: readonly JsonObject[]): boolean {
  return written.some(({ sip }) => asObject(sip).servers !== undefined);
}

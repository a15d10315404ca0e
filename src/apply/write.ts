import type { NumberReport } from '../generated/schema-types.ts';
import type { SettingName } from '../plan/desired-number.ts';
import { asJson, type DesiredNumber } from '../plan/desired-number.ts';
import { defined, type Json, type JsonObject } from '../plan/json.ts';
import { type NamedRow, rows } from '../plan/settings/catalogue.ts';
import type { Context, Difference } from '../plan/settings/setting-row.ts';

export type Request = NumberReport['requests'][number];

/** One request to a number, and what live should read after it. */
export interface Write {
  readonly request: Request;
  /** Live before the request, as read. */
  readonly before: JsonObject;
  /** What was posted to the number in this run, by its meaning. */
  readonly posted: JsonObject;
  /** What the settings should read that such a write is known to disturb and that were not posted. */
  readonly undisturbed: JsonObject;
}

/** The write of the planned request. */
export function firstWrite(request: Request, before: JsonObject, desired: DesiredNumber, context: Context): Write {
  const posted = meaningOf(request);
  return { request, before, posted, undisturbed: undisturbedBy(posted, before, desired, context) };
}

/** The write that puts back what the first one disturbed. */
export function secondWrite(first: Write, request: Request, before: JsonObject): Write {
  return { ...first, request, before, posted: { ...first.posted, ...meaningOf(request) } };
}

/** The request that puts disturbed settings back; undefined if none is. */
export function repairRequest(
  live: JsonObject,
  { undisturbed }: Write,
  disturbed: readonly Difference[],
  context: Context,
): Request | undefined {
  const entries = rows.flatMap((row): [SettingName, Json][] => {
    const drifted = disturbed.filter(({ setting }) => setting === row.name);
    const value = undisturbed[row.name];
    if (drifted.length === 0 || value === undefined) return [];
    const write = row.write(live[row.name], value, drifted, context);
    return 'value' in write ? [[row.name, write.value]] : [];
  });
  return entries.length > 0 ? { calling: Object.fromEntries(entries) } : undefined;
}

/** The posted settings whose write may change others too. */
export function disturbingSettings(posted: JsonObject): SettingName[] {
  return rows.filter(({ name, sideEffects }) => sideEffects && posted[name] !== undefined).map(({ name }) => name);
}

function meaningOf({ calling }: Request): JsonObject {
  const sent = calling as JsonObject;
  const settings = rows.map(({ name, meaningOfWrite = (value) => value }) => {
    const value = sent[name];
    return [name, value === undefined ? undefined : meaningOfWrite(value)] as const;
  });
  return defined(Object.fromEntries(settings));
}

function undisturbedBy(posted: JsonObject, before: JsonObject, desired: DesiredNumber, context: Context): JsonObject {
  const byRow = new Set(rows.flatMap(({ name, sideEffects = [] }) => (posted[name] === undefined ? [] : sideEffects)));
  const disturbed = rows.filter(({ name }) => byRow.has(name) && posted[name] === undefined);
  return defined(Object.fromEntries(disturbed.map((row) => [row.name, statedOrLive(row, before, desired, context)])));
}

/** A protected setting may differ from the file, and has to stay as it is. */
function statedOrLive(
  row: NamedRow,
  live: JsonObject,
  { calling, protect }: DesiredNumber,
  context: Context,
): Json | undefined {
  const stated = protect.includes(row.name) ? undefined : asJson(calling)[row.name];
  if (stated !== undefined) return stated;
  // Nothing leads back to NOT_SET.
  return live[row.name] === 'NOT_SET' ? undefined : row.restore(live[row.name], [], context);
}

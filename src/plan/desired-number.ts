import type { Calling } from '../generated/schema-types.ts';
import type { JsonObject } from './json.ts';

/** A field of `calling` that can be written. */
export type SettingName = keyof Calling;

/** Where a desired value is written: the file as the user would name it, and the line, counted from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

/** Stated settings as JSON. The schema's types have no index signature, but every value in them is JSON. */
export function asJson(calling: Calling): JsonObject {
  return calling as unknown as JsonObject;
}

/** The desired settings of one number: its settings file with the partials it extends. */
export interface DesiredNumber {
  /** Digits, never a JS number: ids may pass 2^53. */
  readonly phoneNumberId: string;
  readonly name: string | null;
  readonly account: string | null;
  /** Its settings file. */
  readonly file: string;
  /** Settings that may be reported but never written. */
  readonly protect: readonly SettingName[];
  readonly calling: Calling;
  /**
   * Sources of the stated values by path under `calling`: map members by key (`call_hours.status`), weekly hours by day
   * (`call_hours.weekly_operating_hours[MONDAY]`), holidays by date, other list items by index (`sip.servers[0].port`).
   */
  readonly sources: ReadonlyMap<string, Source>;
}

/** Where the value at a path is stated; for a path that no file states, the source of the nearest value around it. */
export function sourceOf(desired: DesiredNumber, path: string): Source | null {
  let around = path;
  while (around !== '') {
    const source = desired.sources.get(around);
    if (source) return source;
    // Names in a path come from live and may hold anything, so each step only has to make the path shorter.
    around = around.slice(0, Math.max(0, around.lastIndexOf('.'), around.lastIndexOf('[')));
  }
  return null;
}

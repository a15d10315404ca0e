import type { SettingName } from '../desired-number.ts';
import type { Json, JsonObject } from '../json.ts';
import type { OurApp } from './sip-server.ts';

/** What the meaning of a setting depends on beside its value. */
export interface Context {
  /** Today in the number's own time zone, YYYY-MM-DD. */
  readonly today: string;
  readonly app: OurApp;
}

/** A difference in one path of the normal form. */
export interface Difference {
  /** Path under `calling`, as in `call_hours.holiday_schedule[2026-12-25]`. */
  readonly path: string;
  readonly setting: SettingName;
  /** Live value; undefined where live has none. */
  readonly before: Json | undefined;
  /** Desired value; undefined where it is removed. */
  readonly after: Json | undefined;
}

/** Why a setting cannot be written, for Meta would refuse it, and what to state instead. */
export interface Obstacle {
  readonly message: string;
  readonly hint: string;
}

/** The value to send for a setting, or what stands in its way. */
export type Write = { readonly value: Json } | { readonly obstacles: readonly Obstacle[] };

/** All that callctl knows about one setting. */
export interface SettingRow {
  readonly name: SettingName;
  /**
   * The form in which equal meanings are deeply equal: sets sorted, times as four digits, windows grouped by day or date,
   * expired holidays gone. Live and desired values both go through it; members left out stay out.
   */
  readonly normalize: (value: Json, context: Context) => Json;
  /** Puts into live's normal form what it means by lacking a member, or the setting. A missing list always means the empty one. */
  readonly fillAbsent?: (live: Json | undefined) => Json;
  /** Lists whose entries have an identity: path in the setting's normal form, and the member that names an entry. */
  readonly keyedLists?: Readonly<Record<string, string>>;
  /** Maps that are managed as a whole once stated, so that a key only live has is drift. */
  readonly wholeMaps?: readonly string[];
  /** Settings that a write of this one may change besides. */
  readonly sideEffects?: readonly SettingName[];
  /** Builds the value to send for a drifted setting, from the live and desired values as they came. */
  readonly write: (live: Json | undefined, desired: Json, drifted: readonly Difference[], context: Context) => Write;
  /**
   * The value to desire so that live comes to mean again what it once did; undefined where there is no way back, as to
   * NOT_SET.
   */
  readonly restore: (live: Json | undefined, context: Context) => Json | undefined;
  /** Paths whose changes the webhook `account_settings_update` reports; all others show by reading alone. */
  readonly webhook: readonly string[];
  /** Why a difference deserves a second look; null where it does not. */
  readonly risk: (difference: Difference) => string | null;
}

/** The value to send, unless a check found an obstacle. */
export function valueOrObstacles(value: JsonObject, checks: readonly (true | Obstacle)[]): Write {
  const obstacles = checks.filter((check): check is Obstacle => check !== true);
  return obstacles.length > 0 ? { obstacles } : { value };
}

/** A member that Meta requires in a write and that neither side has. */
export function missing(path: string, reason: string): Obstacle {
  return { message: `${path} is neither in the file nor live: ${reason}`, hint: `state calling.${path} in the file` };
}

import type { Failure, Note } from '../../generated/schema-types.ts';
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

/** Why a setting cannot be written or restored, and what to do about it. */
export interface Obstacle {
  readonly message: string;
  readonly hint: string;
}

/** The value to send for a setting, or what stands in its way. */
export type Write = { readonly value: Json } | { readonly obstacles: readonly Obstacle[] };

/** A list in a setting's normal form whose entries have an identity. */
export interface KeyedList {
  /** The member that names an entry. */
  readonly key: string;
  /** A text that orders entries, from the name of one. */
  readonly rank: (name: string) => string;
  /** What a difference shows of an entry, whose name is in the path already. */
  readonly show: (entry: Json) => Json | undefined;
}

/** A part of a setting of which nothing can be said to differ. */
export interface Ambiguity {
  /** Path under `calling`. */
  readonly path: string;
  readonly failure: Failure;
}

/** All that callctl knows about one setting. */
export interface SettingRow {
  /**
   * The form in which equal meanings are deeply equal: sets sorted, times as four digits, windows grouped by day or date,
   * expired holidays gone. Live and desired values both go through it; members left out stay out.
   */
  readonly normalize: (value: Json, context: Context) => Json;
  /** Puts into live's normal form what it means by lacking a member, or the setting. A missing list always means the empty one. */
  readonly fillAbsent?: (live: Json | undefined) => Json;
  /** By path in the setting's normal form. */
  readonly keyedLists?: Readonly<Record<string, KeyedList>>;
  /** Maps that are managed as a whole once stated, so that a key only live has is drift. */
  readonly wholeMaps?: readonly string[];
  /** What cannot be compared, because it is unknown which part of live the file speaks of; null where all can be. */
  readonly ambiguity?: (live: Json | undefined, desired: Json, context: Context) => Ambiguity | null;
  /** Settings that a write of this one may change besides. */
  readonly sideEffects?: readonly SettingName[];
  /** Builds the value to send for a drifted setting, from the live and desired values as they came. */
  readonly write: (live: Json | undefined, desired: Json, drifted: readonly Difference[], context: Context) => Write;
  /** What a sent value means where it leaves a member out; without it, that such a member keeps its value. */
  readonly meaningOfWrite?: (sent: Json) => Json;
  /** What a reader should know beyond the changes; `isWritten` where a request holds the setting. */
  readonly notes?: (live: Json | undefined, desired: Json, isWritten: boolean, context: Context) => Note[];
  /**
   * The value to desire so that live comes to mean again what it once did; undefined where there is no way back, as to
   * NOT_SET.
   *
   * @param live The setting before the requests.
   * @param written `calling` of the requests, in the order in which they were sent.
   */
  readonly restore: (live: Json | undefined, written: readonly JsonObject[], context: Context) => Json | undefined;
  /** Why it is not certain what to restore; null where it is. Takes what `restore` takes. */
  readonly restoreObstacle?: (
    live: Json | undefined,
    written: readonly JsonObject[],
    context: Context,
  ) => Obstacle | null;
  /** A setting without which this one, where live lacked it, has no way back either. */
  readonly lostWith?: SettingName;
  /** Paths in the setting whose changes the webhook `account_settings_update` reports, or all; others show by reading alone. */
  readonly webhook: readonly string[] | 'all';
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

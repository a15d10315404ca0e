import type { Failure, Note } from '../../generated/schema-types.ts';
import type { SettingName } from '../desired-number.ts';
import type { Json, JsonObject } from '../json.ts';
import type { OurApp } from './sip-server.ts';

/** What the meaning of a setting depends on besides its value. */
export interface Context {
  /** Today in the number's own time zone, YYYY-MM-DD. */
  readonly today: string;
  readonly app: OurApp;
}

/** A difference at one path of the normal form. */
export interface Difference {
  /** Path under `calling`, as in `call_hours.holiday_schedule[2026-12-25]`. */
  readonly path: string;
  readonly setting: SettingName;
  /** Live value; undefined where live has none. */
  readonly before: Json | undefined;
  /** Desired value; undefined where it is removed. */
  readonly after: Json | undefined;
}

/** `calling` as it is before and after a change, as far as both are known. */
export interface Sides {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** Why a setting cannot be written or restored, and what to do about it. */
export interface Obstacle {
  readonly message: string;
  readonly hint: string;
}

/** The value to send for a setting, or why it cannot be sent. */
export type Write = { readonly value: Json } | { readonly obstacles: readonly Obstacle[] };

/** A list in a setting's normal form whose entries have an identity. */
export interface KeyedList {
  /** The member that names an entry. */
  readonly key: string;
  /** A text that orders entries, from the name of one. */
  readonly rank: (name: string) => string;
  /** The part of an entry that a difference shows; its name is already in the path. */
  readonly show: (entry: Json) => Json | undefined;
}

/** A part of a setting that cannot be compared. */
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
  /** Adds to live's normal form what a missing member, or a missing setting, means. A missing list always means an empty one. */
  readonly fillAbsent?: (live: Json | undefined) => Json;
  /** By path in the setting's normal form. */
  readonly keyedLists?: Readonly<Record<string, KeyedList>>;
  /** Maps that are managed as a whole once stated: a key that only live has is drift. */
  readonly wholeMaps?: readonly string[];
  /** What cannot be compared, because it is unclear which part of live the file means; null where everything can. */
  readonly ambiguity?: (live: Json | undefined, desired: Json, context: Context) => Ambiguity | null;
  /** Other settings that a write of this one may change. */
  readonly sideEffects?: readonly SettingName[];
  /** Builds the value to send for a drifted setting, from the live and desired values as read. */
  readonly write: (live: Json | undefined, desired: Json, drifted: readonly Difference[], context: Context) => Write;
  /** What a sent value means where it leaves a member out; without it, that such a member keeps its value. */
  readonly meaningOfWrite?: (sent: Json) => Json;
  /** What a reader should know beyond the changes. `isWritten` says whether a request holds the setting. */
  readonly notes?: (live: Json | undefined, desired: Json, isWritten: boolean, context: Context) => Note[];
  /**
   * The value that brings live back to what it meant before; undefined where that is impossible, as with NOT_SET.
   *
   * @param live The setting before the requests.
   * @param written `calling` of the requests, in the order in which they were sent.
   */
  readonly restore: (live: Json | undefined, written: readonly JsonObject[], context: Context) => Json | undefined;
  /** Why it is unclear what to restore; null where it is clear. Takes what `restore` takes. */
  readonly restoreObstacle?: (
    live: Json | undefined,
    written: readonly JsonObject[],
    context: Context,
  ) => Obstacle | null;
  /** What `restore` leaves out of the setting, because it is not known how to send it; each as a sentence. */
  readonly lostParts?: (live: Json | undefined, context: Context) => readonly string[];
  /** Another setting: where that one cannot be restored and live lacked this one, this one cannot be restored either. */
  readonly lostWith?: SettingName;
  /** Paths in the setting whose changes the webhook `account_settings_update` reports, or all. Other changes show only when read. */
  readonly webhook: readonly string[] | 'all';
  /**
   * Why a difference deserves a second look: calls that could come through no longer can, or come at other times or to another
   * place. Null where it does not.
   */
  readonly risk: (difference: Difference, sides: Sides) => string | null;
}

/** The value to send, unless a check found an obstacle. */
export function valueOrObstacles(value: JsonObject, checks: readonly (true | Obstacle)[]): Write {
  const obstacles = checks.filter((check): check is Obstacle => check !== true);
  return obstacles.length > 0 ? { obstacles } : { value };
}

/** The obstacle where neither side has a member that Meta requires in a write. */
export function missing(path: string, reason: string): Obstacle {
  return {
    message: `${path} is neither in the file nor in live: ${reason}`,
    hint: `state calling.${path} in the file`,
  };
}

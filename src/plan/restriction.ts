import { asObject, asObjects, type Json, type JsonObject } from './json.ts';

/** A calling restriction Meta has put on a number. */
export interface Restriction {
  readonly type: string;
  readonly reason: string;
  /** When it ends, as ISO 8601 in UTC; null where Meta gives no end. */
  readonly until: string | null;
}

/** The type that pauses calls in both directions, and with them changes of settings (Meta call settings, Dec 2025). */
const pausingType = 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING';

/**
 * Restrictions in force. Responses name the list `restrictions_list`, Meta's prose `restriction_list`, its OpenAPI
 * `restrictions`. All of them count, because missing one means writing to a paused number.
 */
export function activeRestrictions(live: JsonObject, now: Date): Restriction[] {
  const { restrictions_list, restriction_list, restrictions } = asObject(live.restrictions);
  return [live.restrictions, restrictions_list, restriction_list, restrictions].flatMap(asObjects).flatMap((entry) => {
    const end = endOf(entry.expiration);
    if (end !== null && end <= now.getTime()) return [];
    return [
      {
        type: String(entry.type ?? 'unknown').toUpperCase(),
        reason: String(entry.reason ?? 'Meta gives no reason'),
        until: end === null ? null : new Date(end).toISOString(),
      },
    ];
  });
}

export function pausesWrites(restriction: Restriction): boolean {
  return restriction.type === pausingType;
}

/** A larger value counts milliseconds: as seconds it would lie thousands of years ahead. */
const mostSeconds = 100_000_000_000;

/** The end of a restriction in milliseconds, from Unix seconds as documented; null for what is not a time. */
function endOf(expiration: Json | undefined): number | null {
  const time = Number(expiration ?? Number.NaN);
  const end = time > mostSeconds ? time : time * 1000;
  return Number.isNaN(new Date(end).getTime()) ? null : end;
}

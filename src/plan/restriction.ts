import { asObject, asObjects, type JsonObject } from './json.ts';

/** A calling restriction Meta has put on a number. */
export interface Restriction {
  readonly type: string;
  readonly reason: string;
  /** When it ends, as ISO 8601 in UTC; null where Meta gives no end. */
  readonly until: string | null;
}

/** The one type that pauses both directions and so, by Meta's page of Dec 2025, writes of settings too. */
const pausingType = 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING';

/** Restrictions in force. Responses name the list `restrictions_list`, Meta's prose `restriction_list`, its OpenAPI `restrictions`. */
export function activeRestrictions(live: JsonObject, now: Date): Restriction[] {
  const { restrictions_list, restriction_list, restrictions } = asObject(live.restrictions);
  return asObjects(restrictions_list ?? restriction_list ?? restrictions)
    .map(({ type, reason, expiration }) => ({
      type: String(type ?? 'unknown'),
      reason: String(reason ?? 'Meta gives no reason'),
      until: expiration === undefined || expiration === null ? null : isoTime(Number(expiration)),
    }))
    .filter(({ until }) => until === null || until > now.toISOString());
}

export function pausesWrites(restriction: Restriction): boolean {
  return restriction.type === pausingType;
}

/** @param seconds Unix time, UTC. */
function isoTime(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

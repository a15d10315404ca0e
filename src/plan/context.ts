import type { JsonObject } from './json.ts';
import { timeZoneOf } from './settings/call-hours.ts';
import type { Context } from './settings/setting-row.ts';
import { hostnameOf } from './settings/sip-server.ts';
import type { TodayIn } from './time-zone.ts';

/** When a number is judged, and by which app's token it is read. */
export interface Viewpoint {
  readonly now: Date;
  readonly todayIn: TodayIn;
  /** The app the account's token belongs to, where it is known. */
  readonly appId: string | null;
}

/**
 * What "today" is for a number, and which SIP server is ours.
 *
 * @param live `calling` as GET returned it.
 * @param desired `calling` as the files state it.
 */
export function contextOf(live: JsonObject, desired: JsonObject, { now, todayIn, appId }: Viewpoint): Context {
  return {
    today: todayIn(timeZoneOf(desired) ?? timeZoneOf(live), now),
    app: { appId, hostname: hostnameOf(desired) },
  };
}

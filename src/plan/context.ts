import type { JsonObject } from './json.ts';
import { timeZoneOf } from './settings/call-hours.ts';
import type { Context } from './settings/setting-row.ts';
import { hostnameOf } from './settings/sip-server.ts';
import type { TodayIn } from './time-zone.ts';

/** From where a number is judged: the moment, and the app whose token reads it. */
export interface Viewpoint {
  readonly now: Date;
  readonly todayIn: TodayIn;
  /** The app the account's token belongs to, where it is known. */
  readonly appId: string | null;
}

/**
 * What "today" is, and whose SIP server is ours, for a number.
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

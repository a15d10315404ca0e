import { asObject, asObjects, type Json, type JsonObject } from '../json.ts';

/** What distinguishes our app's SIP server from those of other apps. */
export interface OurApp {
  /** The app the token belongs to, where it is known. */
  readonly appId: string | null;
  /** The host name the file states, if any. */
  readonly hostname: string | null;
}

export interface SipServers {
  /** Our app's server; undefined where live has none, or where it is unknown. */
  readonly ours: JsonObject | undefined;
  /** Servers that are known to be other apps'. */
  readonly others: readonly JsonObject[];
  /** Servers of which one may be ours; empty where ours is known. */
  readonly unclear: readonly JsonObject[];
}

/** The host name of the SIP server that a desired or requested `calling` states; null where it states none. */
export function hostnameOf(calling: JsonObject): string | null {
  const hostname = asObjects(asObject(calling.sip).servers)[0]?.hostname;
  return typeof hostname === 'string' ? hostname : null;
}

/**
 * Splits live SIP servers into ours and others'. Servers belong to the app whose token wrote them, and only that app can
 * change or delete them (Meta's SIP guide, Dec 2025). Ours bears the id of our app. The host name identifies it only among
 * servers whose app cannot be compared: because our app is unknown, or because they bear no id.
 */
export function splitSipServers(sip: Json | undefined, app: OurApp): SipServers {
  const servers = asObjects(asObject(sip).servers);
  const ours = servers.find((server) => app.appId !== null && appOf(server) === app.appId);
  const candidates = app.appId === null ? servers : servers.filter((server) => appOf(server) === null);
  const named = candidates.filter((server) => sameHost(server.hostname, app.hostname));
  const found = ours ?? (named.length === 1 ? named[0] : undefined);
  const unclear = found ? [] : candidates;
  return { ours: found, others: servers.filter((server) => server !== found && !unclear.includes(server)), unclear };
}

/** The app that wrote a server; null where the server does not say. */
export function appOf({ app_id }: JsonObject): string | null {
  return app_id === undefined || app_id === null ? null : String(app_id);
}

function sameHost(live: Json | undefined, desired: string | null): boolean {
  return desired !== null && String(live).toLowerCase() === desired.toLowerCase();
}

import { asObject, asObjects, type Json, type JsonObject } from '../json.ts';

/** What distinguishes our app's SIP server from those of other apps. */
export interface OurApp {
  /** The app the token belongs to, where it is known. */
  readonly appId: string | null;
  /** The host name the file states, if any. */
  readonly hostname: string | null;
}

export interface SipServers {
  /** Our app's server; undefined where live has none. */
  readonly ours: JsonObject | undefined;
  readonly others: readonly JsonObject[];
  /** Several apps have servers and it is unknown which one is ours. */
  readonly ambiguous: boolean;
}

/** The host name of the SIP server that a desired or requested `calling` states; null where it states none. */
export function hostnameOf(calling: JsonObject): string | null {
  const hostname = asObjects(asObject(calling.sip).servers)[0]?.hostname;
  return typeof hostname === 'string' ? hostname : null;
}

/**
 * Splits live SIP servers into ours and others'. Servers belong to the app whose token wrote them, and only that app can
 * change or delete them (Meta's SIP guide, Dec 2025). A token does not name its app, hence the guesses, safest first.
 */
export function splitSipServers(sip: Json | undefined, app: OurApp): SipServers {
  const servers = asObjects(asObject(sip).servers);
  const ours = findOurs(servers, app);
  return {
    ours: ours === 'ambiguous' ? undefined : ours,
    others: servers.filter((server) => server !== ours),
    ambiguous: ours === 'ambiguous',
  };
}

/**
 * Whether our server is certain: by app id, by host name, or because there are no servers. A single server may still belong to
 * another app.
 */
export function knowsOurServer(sip: Json | undefined, app: OurApp): boolean {
  const servers = asObjects(asObject(sip).servers);
  return servers.length === 0 || knowsApps(servers, app) || withHost(servers, app).length === 1;
}

function findOurs(servers: readonly JsonObject[], app: OurApp): JsonObject | undefined | 'ambiguous' {
  if (knowsApps(servers, app)) {
    return servers.find((server) => String(server.app_id) === app.appId);
  }
  if (servers.length <= 1) return servers[0];
  const byHost = withHost(servers, app);
  return byHost.length === 1 ? byHost[0] : 'ambiguous';
}

function knowsApps(servers: readonly JsonObject[], { appId }: OurApp): boolean {
  return appId !== null && servers.every((server) => server.app_id !== undefined);
}

function withHost(servers: readonly JsonObject[], { hostname }: OurApp): JsonObject[] {
  return servers.filter((server) => sameHost(server.hostname, hostname));
}

function sameHost(live: Json | undefined, desired: string | null): boolean {
  return desired !== null && String(live).toLowerCase() === desired.toLowerCase();
}

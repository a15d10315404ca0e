import { asObject, asObjects, defined, isObject, type JsonObject, omit, withoutNotSet } from '../json.ts';
import { compareText } from '../text-order.ts';
import { type Difference, missing, type Obstacle, type SettingRow, valueOrObstacles } from './setting-row.ts';
import { splitSipServers } from './sip-server.ts';

/** Members of a response that no write may hold; the password must travel no further at all. */
const readOnlyMembers = ['app_id', 'sip_user_password'];

/**
 * Call signalling over SIP. Only our app's server counts: the endpoint keeps one entry an app and lets nobody else
 * write it (Meta's SIP guide, Dec 2025). The entry goes whole; other apps' entries are never sent.
 */
export const sip: SettingRow = {
  name: 'sip',
  normalize: (value, { app }) => {
    const { status, servers, webhook_delivery } = asObject(value);
    const { ours } = splitSipServers(value, app);
    return defined({
      status,
      servers: servers === undefined ? undefined : ours ? [normalizeServer(ours)] : [],
      webhook_delivery,
    });
  },
  // Both are off, and the port is 5061, unless said otherwise (Meta's SIP guide, Dec 2025).
  fillAbsent: (live) => {
    const { servers, ...rest } = asObject(live);
    return {
      status: 'DISABLED',
      webhook_delivery: 'DISABLED',
      ...rest,
      servers: asObjects(servers).map((server) => ({ port: 5061, request_uri_user_params: {}, ...server })),
    };
  },
  wholeMaps: ['servers.request_uri_user_params'],
  write: (live, desired, drifted, { app }) => {
    const before = splitSipServers(live, app);
    const after = asObject(desired);
    const value: JsonObject = {
      ...withoutNotSet(omit(asObject(live), ['servers', ...readOnlyMembers])),
      ...omit(after, ['servers']),
      ...(drifted.some(({ path }) => path.startsWith('sip.servers')) && {
        servers: asObjects(after.servers).map((server) => ({ ...omit(before.ours ?? {}, readOnlyMembers), ...server })),
      }),
    };
    // A write that leaves the status out might fall back to its documented default, which turns SIP off.
    const status = value.status ?? 'DISABLED';
    const remaining = after.servers === undefined ? before.ours : asObjects(after.servers)[0];
    const isServerless = remaining === undefined && before.others.length === 0;
    return valueOrObstacles({ ...value, status }, [!(status === 'ENABLED' && isServerless) || serverless(after)]);
  },
  restore: (live, { app }) => {
    const { ours } = splitSipServers(live, app);
    // What live did not say meant the default, and only what is stated is brought back.
    const server = ours && { port: 5061, request_uri_user_params: {}, ...omit(ours, readOnlyMembers) };
    return {
      status: 'DISABLED',
      webhook_delivery: 'DISABLED',
      ...withoutNotSet(omit(asObject(live), ['servers', ...readOnlyMembers])),
      servers: server ? [server] : [],
    };
  },
  // Reported of a live number: a write of sip set SRTP back to DTLS.
  sideEffects: ['srtp_key_exchange_protocol'],
  webhook: ['sip.status'],
  risk,
};

function serverless(after: JsonObject): Obstacle {
  if (after.servers === undefined) return missing('sip.servers', 'Meta enables SIP only where a server is set');
  return {
    message:
      'sip.servers is empty in the file while SIP is on: Meta deletes the last server only while SIP is disabled',
    hint: 'state calling.sip.status: DISABLED in the file',
  };
}

function risk({ path, before, after }: Difference): string | null {
  if (path === 'sip.status') {
    if (after === 'ENABLED') return 'SIP is turned on: the Graph calling endpoints and call webhooks stop';
    return before === 'ENABLED' ? 'SIP is turned off: calls no longer reach the SIP server' : null;
  }
  if (path === 'sip.servers[0]')
    return after === undefined ? 'the SIP server is deleted, and its password with it' : null;
  if (path.endsWith('.hostname')) return 'calls go to another SIP server, and Meta may issue a new SIP password';
  return null;
}

function normalizeServer({ hostname, port, request_uri_user_params }: JsonObject): JsonObject {
  return defined({
    hostname: String(hostname ?? '').toLowerCase(),
    port: port === undefined ? undefined : Number(port),
    request_uri_user_params: isObject(request_uri_user_params) ? sortKeys(request_uri_user_params) : undefined,
  });
}

function sortKeys(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => compareText(a, b)));
}

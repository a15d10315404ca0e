import { asObject, asObjects, defined, isObject, type Json, type JsonObject, omit, withoutNotSet } from '../json.ts';
import { isWithin } from '../setting-path.ts';
import { compareText } from '../text-order.ts';
import {
  type Ambiguity,
  type Context,
  type Difference,
  missing,
  type Obstacle,
  type SettingRow,
  valueOrObstacles,
} from './setting-row.ts';
import { hostnameOf, knowsOurServer, type OurApp, splitSipServers } from './sip-server.ts';

/** Members of a response that no write may hold; the password must travel no further at all. */
const readOnlyMembers = ['app_id', 'sip_user_password'];

/**
 * Call signalling over SIP. Only our app's server counts: the endpoint keeps one entry an app and lets nobody else
 * write it (Meta's SIP guide, Dec 2025). The entry goes whole; other apps' entries are never sent.
 */
export const sip: SettingRow = {
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
  // Several servers and no way to know ours matters only where the file states servers.
  ambiguity: (live, desired, { app }) =>
    statesServers(desired) && splitSipServers(live, app).ambiguous ? ambiguousServer : null,
  write: (live, desired, drifted, { app }) => {
    const before = splitSipServers(live, app);
    const after = asObject(desired);
    const value: JsonObject = {
      ...withoutNotSet(omit(asObject(live), ['servers', ...readOnlyMembers])),
      ...omit(after, ['servers']),
      ...(drifted.some(({ path }) => isWithin(path, 'sip.servers')) && {
        servers: asObjects(after.servers).map((server) => ({ ...omit(before.ours ?? {}, readOnlyMembers), ...server })),
      }),
    };
    // A write that leaves the status out might fall back to its documented default, which turns SIP off.
    const status = value.status ?? 'DISABLED';
    const remaining = after.servers === undefined ? before.ours : asObjects(after.servers)[0];
    const isServerless = remaining === undefined && before.others.length === 0;
    return valueOrObstacles({ ...value, status }, [!(status === 'ENABLED' && isServerless) || serverless(after)]);
  },
  notes: (live, _desired, _isWritten, { app }) =>
    splitSipServers(live, app).others.map(({ hostname, app_id }) => ({
      code: 'foreign_sip_server',
      message: `${hostname} belongs to app ${app_id ?? 'unknown'} and is left alone`,
      path: 'sip.servers',
    })),
  restore: (live, written, context) => {
    const { servers: _, ...members } = withoutNotSet(omit(asObject(live), readOnlyMembers));
    // What live did not state meant the default, and only what is stated is restored.
    const value = { status: 'DISABLED', webhook_delivery: 'DISABLED', ...members };
    // A write that leaves servers out leaves them as they are: there is nothing of them to restore.
    if (!writesServers(written)) return value;
    const { ours } = splitSipServers(live, writerOf(written, context));
    return {
      ...value,
      servers: ours ? [{ port: 5061, request_uri_user_params: {}, ...omit(ours, readOnlyMembers) }] : [],
    };
  },
  restoreObstacle: (live, written, context) =>
    writesServers(written) && !knowsOurServer(live, writerOf(written, context)) ? unclearServer : null,
  // Reported of a live number: a write of sip set SRTP back to DTLS.
  sideEffects: ['srtp_key_exchange_protocol'],
  webhook: ['status'],
  risk,
};

const howToKnow =
  'set app_id of the account in settings/callctl.yaml, or WHATSAPP_APP_ID, to the id of the app that the token belongs to';

const ambiguousServer: Ambiguity = {
  path: 'sip.servers',
  failure: {
    code: 'sip_server_ambiguous',
    message: 'several apps have a SIP server on this number, and nothing tells which one is yours',
    hint: howToKnow,
  },
};

const unclearServer: Obstacle = {
  message: 'the run wrote a SIP server next to others, and it is not clear which one was yours before',
  hint: howToKnow,
};

function statesServers(sipValue: Json | undefined): boolean {
  return asObject(sipValue).servers !== undefined;
}

function writesServers(written: readonly JsonObject[]): boolean {
  return written.some((calling) => statesServers(calling.sip));
}

/** Where no app id is known, the host name that the requests wrote identifies our server. */
function writerOf(written: readonly JsonObject[], { app }: Context): OurApp {
  const request = written.find((calling) => statesServers(calling.sip)) ?? {};
  return { ...app, hostname: hostnameOf(request) };
}

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

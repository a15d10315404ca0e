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
import { appOf, hostnameOf, type OurApp, splitSipServers } from './sip-server.ts';

/** Members of a response that no write may contain. The password must not travel any further at all. */
const readOnlyMembers = ['app_id', 'sip_user_password'];

/**
 * Call signalling over SIP. Only our app's server counts: the endpoint keeps one entry per app, and only that app can
 * write it (Meta's SIP guide, Dec 2025). The entry is sent whole; other apps' entries are never sent.
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
  // Defaults: both off, port 5061 (Meta's SIP guide, Dec 2025).
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
  // Not knowing our server matters only where the file states servers.
  ambiguity: (live, desired, { app }) => {
    const { unclear } = splitSipServers(live, app);
    return statesServers(desired) && unclear.length > 0 ? ambiguousServer(unclear) : null;
  },
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
    // A write without the status might fall back to the documented default, which turns SIP off.
    const status = value.status ?? 'DISABLED';
    const remaining = after.servers === undefined ? before.ours : asObjects(after.servers)[0];
    const isServerless = remaining === undefined && before.others.length + before.unclear.length === 0;
    return valueOrObstacles({ ...value, status }, [!(status === 'ENABLED' && isServerless) || serverless(after)]);
  },
  notes: (live, _desired, _isWritten, { app }) =>
    splitSipServers(live, app).others.map((server) => ({
      code: 'foreign_sip_server',
      message: `${server.hostname} belongs to app ${appOf(server) ?? 'unknown'}: callctl leaves it alone`,
      path: 'sip.servers',
    })),
  restore: (live, written, context) => {
    const { servers: _, ...members } = withoutNotSet(omit(asObject(live), readOnlyMembers));
    // Only what is stated is restored, so the defaults that live left out are stated here.
    const value = { status: 'DISABLED', webhook_delivery: 'DISABLED', ...members };
    // A write without servers leaves them as they are, so there is nothing to restore.
    if (!writesServers(written)) return value;
    const { ours } = splitSipServers(live, writerOf(written, context));
    return {
      ...value,
      servers: ours ? [{ port: 5061, request_uri_user_params: {}, ...omit(ours, readOnlyMembers) }] : [],
    };
  },
  restoreObstacle: (live, written, context) =>
    writesServers(written) && splitSipServers(live, writerOf(written, context)).unclear.length > 0
      ? unclearServer
      : null,
  // One report of a live number: writing sip set SRTP back to DTLS.
  sideEffects: ['srtp_key_exchange_protocol'],
  webhook: ['status'],
  risk,
};

const howToKnow =
  'set app_id of the account in settings/callctl.yaml, or WHATSAPP_APP_ID, to the id of the app that the token belongs to';

const howToName = 'state its host name in the file: a server without an app id is recognised by nothing else';

function ambiguousServer(servers: readonly JsonObject[]): Ambiguity {
  const names = servers.map((server) => `${server.hostname} of app ${appOf(server) ?? 'unknown'}`);
  const message = `it is unknown whether a SIP server of this number is yours: ${names.join(', ')}`;
  return {
    path: 'sip.servers',
    failure: {
      code: 'sip_server_ambiguous',
      message,
      hint: servers.every((server) => appOf(server) === null) ? howToName : howToKnow,
    },
  };
}

const unclearServer: Obstacle = {
  message: 'the run wrote a SIP server, and it is unclear which one was yours before',
  hint: howToKnow,
};

function statesServers(sipValue: Json | undefined): boolean {
  return asObject(sipValue).servers !== undefined;
}

function writesServers(written: readonly JsonObject[]): boolean {
  return written.some((calling) => statesServers(calling.sip));
}

/** Without an app id, the host name that the requests wrote identifies our server. */
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
  if (path === 'sip.webhook_delivery')
    return before === 'ENABLED' && after !== 'ENABLED' ? 'webhooks about SIP calls stop' : null;
  if (path.endsWith('.port')) return 'calls go to another port of the SIP server';
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

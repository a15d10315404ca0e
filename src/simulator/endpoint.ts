import type { AuthResult } from './auth.ts';
import { type Fleet, mintPassword, type NumberRecord, type NumberState, replaceNumber } from './fleet.ts';
import {
  type Answer,
  answerError,
  type GraphError,
  invalidParameter,
  unknownField,
  unknownObject,
} from './graph-error.ts';
import { type Json, parseJson, renderJson } from './json.ts';
import { listPhoneNumbers } from './phone-numbers.ts';
import { viewSettings } from './settings-view.ts';
import { applySettings } from './store.ts';

/** A request in its parts. */
export interface Call {
  readonly method: string;
  /** Scheme and host as the client sent them, and the path without the query. */
  readonly address: string;
  readonly edge: string | null;
  readonly id: string | null;
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  readonly body: Body;
}

/** The body of a request. */
export type Body =
  | { readonly kind: 'none' | 'malformed' | 'too_large' }
  | { readonly kind: 'json'; readonly value: Json };

/** What the endpoint serves, and to whom. */
export interface World {
  readonly fleet: Fleet;
  readonly now: () => Date;
  readonly auth: (header: string | undefined, query: URLSearchParams) => AuthResult;
  readonly sipWriteResetsSrtp: boolean | 'always';
  /** Called after every write, before the answer is sent. */
  readonly onWritten: (record: NumberRecord, before: NumberState) => void;
}

/** Answers a request as Meta does: the token first, then the path, the object and the method. */
export function answerCall(world: World, call: Call, authorization: string | undefined): Answer {
  const app = world.auth(authorization, call.query);
  if (!app.ok) return answerError(app.error);
  const { method, edge, id } = call;
  if (id === null || (edge !== null && edge !== 'settings' && edge !== 'phone_numbers')) {
    return answerError({ code: 2500, details: 'The simulator does not serve this path' });
  }
  const allowed = edge === 'settings' ? ['GET', 'POST'] : ['GET'];
  if (!allowed.includes(method)) {
    const refusal: GraphError = { code: 100, status: 405, message: `Unsupported ${method.toLowerCase()} request` };
    return { ...answerError(refusal), headers: { Allow: allowed.join(', ') } };
  }
  if (edge === 'phone_numbers') return answerList(world, call, id);
  const record = world.fleet.numbers.get(id);
  if (edge === null && record !== undefined) return answerNode(record, call.query, app.appId);
  if (record === undefined) return answerError(unknownObject(method, id));
  return method === 'GET'
    ? answerRead(record, call.query)
    : answerWrite(world, record, call.body, call.contentType, app.appId);
}

/** Parses a request's path: `/v25.0/ID/EDGE`, with or without the version; a phone number itself has no edge. */
export function parsePath(path: string): { readonly id: string | null; readonly edge: string | null } {
  const [, id, edge] = /^(?:\/v\d+\.\d+)?\/(\d+)(?:\/([a-z_]+))?\/?$/.exec(path) ?? [];
  return { id: id ?? null, edge: edge ?? null };
}

/** Parses a body; `null` stands for one that was too large to keep. */
export function parseBody(text: string | null): Body {
  if (text === null) return { kind: 'too_large' };
  if (text === '') return { kind: 'none' };
  try {
    return { kind: 'json', value: parseJson(text) };
  } catch {
    return { kind: 'malformed' };
  }
}

function answerList(world: World, call: Call, id: string): Answer {
  const records = world.fleet.wabas.get(id);
  if (records === undefined) return answerError(unknownObject('GET', id));
  const page = listPhoneNumbers(records, call.query, call.address);
  return page.ok ? { status: 200, body: renderJson(page.body), errorCode: null } : answerError(page.error);
}

/** GET of a phone number. Of its fields, the simulator serves `id` and `health_status`. */
function answerNode({ number, wabaId }: NumberRecord, query: URLSearchParams, appId: string): Answer {
  const names = (query.get('fields') ?? 'id').split(',').map((name) => name.trim());
  const unknown = names.find((name) => name !== 'id' && name !== 'health_status');
  if (unknown !== undefined) return answerError(unknownField(unknown));
  const health = names.includes('health_status') ? { health_status: viewHealth(number.id, wabaId, appId) } : {};
  return { status: 200, body: renderJson({ ...health, id: number.id }), errorCode: null };
}

/** Meta docs (health status): one entity each for the number, its account and the app of the token. */
function viewHealth(id: string, wabaId: string, appId: string): Json {
  const entities = [
    { entity_type: 'PHONE_NUMBER', id, can_send_message: 'AVAILABLE' },
    { entity_type: 'WABA', id: wabaId, can_send_message: 'AVAILABLE' },
    { entity_type: 'APP', id: appId, can_send_message: 'AVAILABLE' },
  ];
  return { can_send_message: 'AVAILABLE', entities };
}

/** GET /settings. Passwords show only with include_sip_credentials=true (Meta SIP guide). */
function answerRead(record: NumberRecord, query: URLSearchParams): Answer {
  const fields = query.get('fields');
  const credentials = query.get('include_sip_credentials') === 'true';
  if (record.lag !== null && record.lag.reads > 0 && performance.now() < record.lag.until) {
    record.lag.reads -= 1;
    return renderRead(record.lag.number, fields, credentials);
  }
  const key = `${fields} ${credentials}`;
  if (record.cache?.key === key) return { status: 200, body: record.cache.body, errorCode: null };
  const answer = renderRead(record.number, fields, credentials);
  if (answer.status === 200) record.cache = { key, body: Buffer.from(answer.body) };
  return answer;
}

function renderRead(number: NumberState, fields: string | null, credentials: boolean): Answer {
  const settings = viewSettings(number, credentials);
  if (fields === null || fields === '') return { status: 200, body: renderJson(settings), errorCode: null };
  const names = fields.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !OPTIONAL_FEATURES.has(name) && !Object.hasOwn(settings, name));
  if (unknown !== undefined) {
    return answerError(unknownField(unknown));
  }
  const chosen = Object.fromEntries(names.map((name) => [name, settings[name]]));
  return { status: 200, body: renderJson(chosen), errorCode: null };
}

/** Features that a number may lack; the fields are known all the same. */
const OPTIONAL_FEATURES = new Set(['user_identity_change', 'payload_encryption']);

function answerWrite(
  world: World,
  record: NumberRecord,
  body: Body,
  contentType: string | undefined,
  appId: string,
): Answer {
  if (body.kind === 'too_large') return answerError({ ...invalidParameter('The body is too large'), status: 413 });
  // Assumed: Graph reads any other content type as a form, in which it finds no feature.
  if (contentType !== undefined && !/^application\/json\b/i.test(contentType)) {
    return answerError(invalidParameter('The content type must be application/json'));
  }
  if (body.kind !== 'json') return answerError(invalidParameter('The body must be a JSON object'));
  const { sipWriteResetsSrtp } = world;
  const before = record.number;
  const result = applySettings(before, body.value, { now: world.now(), appId, mintPassword, sipWriteResetsSrtp });
  if (!result.ok) return answerError(result.error);
  replaceNumber(record, result.number);
  world.onWritten(record, before);
  return { status: 200, body: '{"success":true}', errorCode: null };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { answerCall, type Call, parseBody, parsePath, type World } from './endpoint.ts';
import { answerFault, throttled } from './fault-answers.ts';
import { createFaultSet, type Fault } from './faults.ts';
import type { Answer } from './graph-error.ts';
import { maskBody, maskPath, type RequestLogEntry } from './request-log.ts';
import { createUsage, type Usage, usageHeaders } from './usage.ts';

/** How requests and answers are disturbed and logged. */
export interface ExchangeOptions {
  readonly latencyMs?: number;
  readonly faults?: readonly Fault[];
  readonly quota?: number;
  readonly log?: (entry: RequestLogEntry) => void;
}

/** The HTTP side of the simulator: receives requests, applies faults, keeps the log, sends answers. */
export interface Exchange {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  readonly requests: () => readonly RequestLogEntry[];
  readonly clearRequests: () => void;
  readonly setFaults: (faults: readonly Fault[]) => void;
}

/** Serves a world over HTTP. */
export function createExchange(world: World, options: ExchangeOptions): Exchange {
  const { latencyMs = 0, log } = options;
  const usage = createUsage(options.quota ?? Number.POSITIVE_INFINITY);
  let faults = createFaultSet(options.faults ?? []);
  let entries: RequestLogEntry[] = [];
  const lagging: World = {
    ...world,
    onWritten: (record, before) => {
      const lag = faults.lagAfterWrite(record.number.id);
      // The time is real even where the clock of the options stands still.
      record.lag = lag && { number: before, reads: lag.reads, until: performance.now() + lag.ms };
      world.onWritten(record, before);
    },
  };
  return {
    handle: (request, response) => {
      receiveBody(request, (text) => {
        const call = parseCall(request, text);
        const fault = faults.next(call.method, call.id);
        const outcome = decideOutcome(lagging, usage, call, fault, request.headers.authorization);
        const entry = buildLogEntry(request, call, outcome, fault, world.now());
        if (entries.length >= MAX_ENTRIES) entries = entries.slice(MAX_ENTRIES / 2);
        entries.push(entry);
        log?.(entry);
        if (latencyMs === 0) send(response, outcome);
        else setTimeout(send, latencyMs, response, outcome).unref();
      });
    },
    requests: () => entries.slice(),
    clearRequests: () => {
      entries = [];
    },
    setFaults: (next) => {
      faults = createFaultSet(next);
    },
  };
}

type Outcome =
  | { readonly kind: 'answer' | 'truncate'; readonly answer: Answer }
  | { readonly kind: 'drop' | 'hang' }
  | { readonly kind: 'huge' };

/** A longer run forgets its older requests. */
const MAX_ENTRIES = 200_000;
const MAX_BODY_BYTES = 1024 * 1024;
const HUGE_CHUNKS = 800;
const HUGE_CHUNK = Buffer.alloc(64 * 1024, 'x');
const HUGE_START = Buffer.from('{"calling":{"status":"ENABLED"},"padding":"');
const HUGE_END = Buffer.from('"}');

/** Receives a body up to its limit. The rest is received and dropped, so that the client can read the refusal. */
function receiveBody(request: IncomingMessage, done: (text: string | null) => void): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if ((length === undefined || length === '0') && encoding === undefined) {
    done('');
    return;
  }
  let chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks = [];
  });
  request.on('end', () => done(bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString() : null));
}

function parseCall(request: IncomingMessage, text: string | null): Call {
  const { url = '/', method = 'GET', headers } = request;
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  return {
    method,
    address: `http://${headers.host ?? '127.0.0.1'}${path}`,
    ...parsePath(path),
    query: mark < 0 ? NO_QUERY : new URLSearchParams(url.slice(mark + 1)),
    contentType: headers['content-type'],
    body: parseBody(text),
  };
}

/** Shared, because most requests have none; nothing changes it. */
const NO_QUERY = new URLSearchParams();

function decideOutcome(
  world: World,
  usage: Usage,
  call: Call,
  fault: Fault | null,
  authorization: string | undefined,
): Outcome {
  const wabaId = findAccount(world, call.id);
  if (fault?.kind === 'hang') return { kind: 'hang' };
  if (fault?.kind === 'huge') return { kind: 'huge' };
  if (fault?.kind === 'drop_before') return { kind: 'drop' };
  const disturbed = fault === null ? null : answerFault(fault, wabaId);
  if (disturbed !== null) return { kind: 'answer', answer: withHeaders(disturbed, usageHeaders(wabaId, 1, 0)) };
  const { percent, regainMinutes } =
    wabaId === null ? { percent: 1, regainMinutes: 0 } : usage.count(wabaId, world.now());
  const refused = regainMinutes > 0;
  const answer = refused ? throttled(wabaId, regainMinutes) : answerCall(world, call, authorization);
  if (fault?.kind === 'drop_after') return { kind: 'drop' };
  const kind = fault?.kind === 'truncate' ? 'truncate' : 'answer';
  return { kind, answer: withHeaders(answer, usageHeaders(wabaId, percent, regainMinutes)) };
}

function findAccount(world: World, id: string | null): string | null {
  if (id === null) return null;
  return world.fleet.numbers.get(id)?.wabaId ?? (world.fleet.wabas.has(id) ? id : null);
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

function buildLogEntry(
  request: IncomingMessage,
  call: Call,
  outcome: Outcome,
  fault: Fault | null,
  now: Date,
): RequestLogEntry {
  const answered = outcome.kind === 'answer' || outcome.kind === 'truncate';
  return {
    at: now.toISOString(),
    method: call.method,
    path: maskPath(request.url ?? '/'),
    phone_number_id: call.edge === 'settings' ? call.id : null,
    body: call.body.kind === 'json' ? maskBody(call.body.value) : null,
    status: answered ? outcome.answer.status : outcome.kind === 'huge' ? 200 : null,
    error_code: answered ? outcome.answer.errorCode : null,
    fault: fault?.kind ?? null,
  };
}

function send(response: ServerResponse, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'hang':
      return;
    case 'drop':
      response.destroy();
      return;
    case 'huge':
      sendHuge(response);
      return;
    case 'truncate':
      sendHalf(response, outcome.answer);
      return;
    case 'answer':
      sendHead(response, outcome.answer);
      response.end(outcome.answer.body);
  }
}

function sendHead(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    'Content-Type': answer.contentType ?? 'application/json; charset=UTF-8',
    'Content-Length': Buffer.byteLength(answer.body),
    ...answer.headers,
  });
}

function sendHalf(response: ServerResponse, answer: Answer): void {
  sendHead(response, answer);
  const bytes = Buffer.from(answer.body);
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

function sendHuge(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=UTF-8',
    'Content-Length': HUGE_START.length + HUGE_CHUNKS * HUGE_CHUNK.length + HUGE_END.length,
  });
  // The client is expected to give up halfway, which is not an error here.
  pipeline(Readable.from(hugeBody()), response, () => {});
}

function* hugeBody(): Generator<Buffer> {
  yield HUGE_START;
  for (let sent = 0; sent < HUGE_CHUNKS; sent += 1) yield HUGE_CHUNK;
  yield HUGE_END;
}

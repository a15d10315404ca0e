import { EventEmitter } from 'node:events';
import { Agent, type Dispatcher, EnvHttpProxyAgent, errors } from 'undici';
import type { Json } from '../plan/json.ts';
import { jsonText } from '../plan/json-text.ts';
import { parseJsonText } from '../plan/parse-json.ts';
import type { Account } from './account.ts';
import { classifyAnswer } from './classify-answer.ts';
import type { LiveFailure } from './failure.ts';
import { isLoopback } from './graph-url.ts';
import { secretMasker } from './mask-secrets.ts';
import { usageOf } from './usage.ts';

/** How requests are sent. Times are milliseconds, sizes bytes. */
export interface TransportOptions {
  readonly graphUrl: string;
  readonly graphVersion: string;
  /** Connections open at once. */
  readonly connections: number;
  /** How long one request may take in total. */
  readonly timeoutMs: number;
}

const connectTimeoutMs = 10_000;

/** Far larger than the settings of any number. */
const maxBodyBytes = 1_000_000;

/** One answer, or why there is none. `usage` is the share of Meta's limit that the account has used, in percent. */
export type Answer = { readonly usage: number } & (
  | { readonly ok: true; readonly body: Json }
  | { readonly ok: false; readonly failure: LiveFailure }
);

/** Sends one request, once. `path` lacks the version. Never throws for what the network or the server does. */
export type Send = (path: string) => Promise<Answer>;
export type SendBody = (path: string, body: unknown) => Promise<Answer>;

export interface Connection {
  readonly agent: Dispatcher;
  readonly origin: string;
  /** The path that every request begins with, including the version. */
  readonly root: string;
  readonly account: Account;
  readonly options: TransportOptions;
  readonly mask: (text: string) => string;
}

export function openConnection(account: Account, options: TransportOptions): Connection {
  const agent = openAgent(options);
  const { origin, pathname: root } = new URL(`${options.graphUrl}/${options.graphVersion}`);
  return { agent, origin, root, account, options, mask: secretMasker([account.token, account.appSecretProof]) };
}

/** Honours HTTPS_PROXY and NO_PROXY of the environment, but never sends what is meant for this machine through a proxy. */
function openAgent({ connections, graphUrl }: TransportOptions): Dispatcher {
  const connect = { timeout: connectTimeoutMs };
  const common = {
    connections,
    // One request at a time per connection, so that a connection that breaks loses only one POST.
    pipelining: 1,
    connect,
    // Each request has its own timer, from start to end.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxBodyBytes,
  };
  if (isLoopback(new URL(graphUrl).hostname)) return new Agent(common);
  return new EnvHttpProxyAgent({ ...common, requestTls: connect, proxyTls: connect });
}

/** Returns the only function that a reading client holds: it can send nothing but GET. */
export function getFrom(connection: Connection): Send {
  return (path) => send(connection, 'GET', path, undefined);
}

export function postTo(connection: Connection): SendBody {
  return (path, body) => send(connection, 'POST', path, jsonText(body));
}

async function send(
  connection: Connection,
  method: 'GET' | 'POST',
  path: string,
  body: string | undefined,
): Promise<Answer> {
  const { agent, origin, account, options } = connection;
  // undici accepts an emitter as a signal, at half the cost of an AbortController. AbortSignal.timeout would also keep each
  // request in memory until its time is over, long after the answer.
  const signal = new EventEmitter();
  const timer = setTimeout(() => signal.emit('abort'), options.timeoutMs);
  try {
    // undici's request does not follow redirects, so the token goes to no other host.
    const response = await agent.request({
      origin,
      path: pathOf(path, connection),
      method,
      headers: {
        authorization: `Bearer ${account.token}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body ?? null,
      signal,
    });
    const text = await response.body.text();
    return parseAnswer(connection, response, text);
  } catch (error) {
    return { ok: false, usage: 0, failure: networkFailure(error, connection) };
  } finally {
    clearTimeout(timer);
  }
}

function pathOf(path: string, { root, account }: Connection): string {
  const versioned = `${root}${path}`;
  if (!account.appSecretProof) return versioned;
  return `${versioned}${path.includes('?') ? '&' : '?'}appsecret_proof=${account.appSecretProof}`;
}

function parseAnswer(connection: Connection, response: Dispatcher.ResponseData, text: string): Answer {
  const { statusCode: status, headers } = response;
  const body = tryJson(text);
  const usage = usageOf(headers);
  if (status >= 200 && status < 300 && body !== undefined) return { ok: true, usage, body };
  const contentType = String(headers['content-type'] ?? '');
  const failure = classifyAnswer({ status, headers, contentType, body }, connection.account.tokenName);
  return { ok: false, usage, failure: presentable(failure, connection) };
}

const longestMessage = 600;

/** Masks before it cuts: a part of a secret is not masked any more. */
function presentable(failure: LiveFailure, { mask }: Connection): LiveFailure {
  const trace = failure.trace === undefined ? {} : { trace: mask(failure.trace).slice(0, longestTrace) };
  return { ...failure, message: cut(mask(failure.message)), ...trace };
}

const longestTrace = 100;

function cut(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage - 1)}…` : message;
}

function tryJson(text: string): Json | undefined {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
}

function networkFailure(error: unknown, { mask, options }: Connection): LiveFailure {
  const { host } = new URL(options.graphUrl);
  const cause = error instanceof Error ? error : new Error(String(error));
  const base = { retryAfterMs: null, hint: `check the network, and that ${host} is the right host` };
  if (cause instanceof errors.ResponseExceededMaxSizeError) {
    return {
      ...base,
      kind: 'unreadable',
      code: 'response_too_large',
      message: `${host} answered with more than ${maxBodyBytes} bytes`,
      hint: 'check --graph-url: this may not be the Graph API',
    };
  }
  if (certificateErrors.test(codeOf(cause)))
    return {
      ...base,
      kind: 'refused',
      code: 'untrusted_certificate',
      message: `the certificate of ${host} is not trusted: ${codeOf(cause)}`,
      hint: 'if a private CA or a proxy issued it, set NODE_EXTRA_CA_CERTS to the file of that CA’s certificate',
    };
  if (cause.message.startsWith('Proxy response'))
    return {
      ...base,
      kind: 'unreachable',
      code: 'unreachable',
      message: `the proxy does not connect to ${host}: ${cause.message}`,
      hint: 'check HTTPS_PROXY, and whether the proxy lets this host through; NO_PROXY lists hosts to reach without it',
    };
  // Otherwise only the timer aborts requests.
  if (cause instanceof errors.RequestAbortedError)
    return { ...base, kind: 'transient', code: 'timeout', message: `${host} did not answer in time` };
  const detail = mask(codeOf(cause) || cause.message);
  if (neverSent(cause))
    return { ...base, kind: 'unreachable', code: 'unreachable', message: `${host} cannot be reached: ${detail}` };
  return { ...base, kind: 'transient', code: 'connection_lost', message: `the connection to ${host} broke: ${detail}` };
}

/** OpenSSL's reasons to reject a certificate, as Node spells them (Node TLS documentation, X509 certificate error codes). */
const certificateErrors =
  /^(CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|ERROR_IN_C|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|ERR_TLS_CERT_)/;

const connectErrors = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

function neverSent(error: Error): boolean {
  const code = codeOf(error);
  return connectErrors.includes(code) || code.startsWith('ERR_TLS');
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

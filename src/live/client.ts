import { setTimeout as sleep } from 'node:timers/promises';
import { asObject, isObject, type Json, type JsonObject } from '../plan/json.ts';
import { cleanLive } from '../plan/live-settings.ts';
import type { Account } from './account.ts';
import type { LiveFailure } from './failure.ts';
import { createPacer, type Pacer, type PacingOptions } from './pacing.ts';
import { defaultRetry, type RetryOptions, sendWithRetry } from './retry.ts';
import {
  type Answer,
  type Connection,
  getFrom,
  openConnection,
  postTo,
  type Send,
  type TransportOptions,
} from './transport.ts';

export interface ClientOptions extends TransportOptions {
  readonly retry?: Partial<RetryOptions>;
  readonly pacing?: Partial<PacingOptions>;
  /** Runs a request within a limit shared with other accounts; an account that waits takes up none of it. */
  readonly limit?: <Result>(task: () => Promise<Result>) => Promise<Result>;
}

/** What came of reading a number: its `calling` object, or why there is none. */
export type Fetched =
  | { readonly ok: true; readonly calling: JsonObject }
  | { readonly ok: false; readonly failure: LiveFailure };

/** What came of a write. A failure of kind `unanswered` leaves open whether it happened: read to know. */
export type Posted = { readonly ok: true } | { readonly ok: false; readonly failure: LiveFailure };

/** Reads settings. It holds nothing that could send anything but GET: a dry run that writes is impossible by type. */
export interface ReadingClient {
  /** GET /{phone number id}/settings, retried while that may help. SIP passwords are dropped on arrival. */
  readonly fetchSettings: (phoneNumberId: string) => Promise<Fetched>;
  readonly close: () => Promise<void>;
}

export interface WritingClient extends ReadingClient {
  /** POST /{phone number id}/settings. Retried only where the server said that it did not write. */
  readonly postSettings: (phoneNumberId: string, body: object) => Promise<Posted>;
}

export function openReadingClient(account: Account, options: ClientOptions): ReadingClient {
  const connection = openConnection(account, options);
  return readingClient(connection, paced(getFrom(connection), openPacer(options), options), options);
}

export function openWritingClient(account: Account, options: ClientOptions): WritingClient {
  const connection = openConnection(account, options);
  const pacer = openPacer(options);
  const post = postTo(connection);
  const retry = { ...defaultRetry, ...options.retry };
  return {
    ...readingClient(connection, paced(getFrom(connection), pacer, options), options),
    postSettings: async (phoneNumberId, body) => {
      const postPaced = paced((path) => post(path, body), pacer, options);
      const send = async () => readPosted(await postPaced(pathOf(phoneNumberId)));
      const answer = await sendWithRetry(
        send,
        ({ kind, code }) => kind === 'throttled' || code === 'unreachable',
        retry,
      );
      return answer.ok ? { ok: true } : answer;
    },
  };
}

function openPacer({ pacing }: ClientOptions): Pacer {
  return createPacer({
    maxWaitMs: 300_000,
    now: Date.now,
    sleep,
    isInterrupted: () => false,
    onWait: () => {},
    ...pacing,
  });
}

/** Reading and writing share the pace of their account. */
function paced(send: Send, pacer: Pacer, { limit = (task) => task() }: ClientOptions): Send {
  return async (path) => {
    const failure = await pacer.ready();
    if (failure) return { ok: false, usage: 0, failure };
    const answer = await limit(() => send(path));
    pacer.observe(answer);
    return answer;
  };
}

function readingClient(connection: Connection, get: Send, options: ClientOptions): ReadingClient {
  const retry = { ...defaultRetry, ...options.retry };
  return {
    fetchSettings: async (phoneNumberId) => {
      const answer = await sendWithRetry(() => get(pathOf(phoneNumberId)), mayPass, retry);
      return answer.ok ? readSettings(answer.body) : answer;
    },
    close: () => connection.agent.destroy(),
  };
}

function pathOf(phoneNumberId: string): string {
  return `/${encodeURIComponent(phoneNumberId)}/settings`;
}

/** A GET changes nothing, so that it may be sent again however it failed, unless it would fail again. */
function mayPass({ kind }: LiveFailure): boolean {
  return kind === 'throttled' || kind === 'transient' || kind === 'unanswered';
}

function readSettings(body: Json): Fetched {
  const calling = asObject(body).calling;
  if (!isObject(calling)) {
    return { ok: false, failure: strangeAnswer('the answer has no calling object', 'permanent') };
  }
  return { ok: true, calling: cleanLive(calling) };
}

/** A write counts as done on Meta's word alone, and as refused on a refusal alone; anything else leaves it open. */
function readPosted(answer: Answer): Answer {
  if (answer.ok) {
    if (asObject(answer.body).success === true) return answer;
    return { ...answer, ok: false, failure: strangeAnswer('the answer does not say success', 'unanswered') };
  }
  return isRefusal(answer.failure) ? answer : { ...answer, failure: { ...answer.failure, kind: 'unanswered' } };
}

/** A server error, even a transient one by its own word, may come after the write. */
function isRefusal({ kind, code }: LiveFailure): boolean {
  if (kind === 'transient') return code === 'unreachable';
  return kind === 'throttled' || kind === 'account' || code.startsWith('graph_') || code.startsWith('http_4');
}

function strangeAnswer(message: string, kind: LiveFailure['kind']): LiveFailure {
  return {
    kind,
    code: 'unexpected_answer',
    message,
    hint: 'check --graph-url and the Graph version',
    retryAfterMs: null,
  };
}

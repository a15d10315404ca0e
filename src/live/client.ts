import { cleanLive } from '../plan/clean-live.ts';
import { asObject, isObject, type Json, type JsonObject } from '../plan/json.ts';
import type { Account } from './account.ts';
import type { LiveFailure } from './failure.ts';
import { uninterrupted } from './interruptible.ts';
import { createPacer, type PacingOptions, type Turn } from './pacing.ts';
import { defaultRetry, type RetryOptions, sendWithRetry } from './retry.ts';
import { type Answer, type Connection, getFrom, openConnection, postTo, type TransportOptions } from './transport.ts';

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
  /**
   * Reads a number that was posted to. This goes out after an interrupt too, though not again where it fails: it begins
   * nothing, and without it nobody could tell what became of the POST.
   */
  readonly fetchAfterPost: (phoneNumberId: string) => Promise<Fetched>;
}

export function openReadingClient(account: Account, options: ClientOptions): ReadingClient {
  return readingClient(openConnection(account, options), openExchange(options));
}

function readingClient(connection: Connection, exchange: Exchange): ReadingClient {
  const get = getFrom(connection);
  return {
    fetchSettings: async (phoneNumberId) => readFetched(await exchange(() => get(pathOf(phoneNumberId)), mayPass)),
    close: () => connection.agent.destroy(),
  };
}

export function openWritingClient(account: Account, options: ClientOptions): WritingClient {
  const connection = openConnection(account, options);
  const [get, post] = [getFrom(connection), postTo(connection)];
  const { isInterrupted = uninterrupted.isInterrupted } = options.pacing ?? {};
  // Reading and writing share the pace of their account.
  const exchange = openExchange(options);
  return {
    ...readingClient(connection, exchange),
    fetchAfterPost: async (phoneNumberId) => {
      const passes = (failure: LiveFailure) => mayPass(failure) && !isInterrupted();
      return readFetched(await exchange(() => get(pathOf(phoneNumberId)), passes, true));
    },
    postSettings: async (phoneNumberId, body) => {
      const send = async () => readPosted(await post(pathOf(phoneNumberId), body));
      const answer = await exchange(send, wroteNothing);
      return answer.ok ? { ok: true } : answer;
    },
  };
}

/** Sends one request, once. */
type SendOnce = () => Promise<Answer>;

/** Sends at the pace of the account, and again while that may help. */
type Exchange = (send: SendOnce, passes: (failure: LiveFailure) => boolean, finishes?: boolean) => Promise<Answer>;

function openExchange(options: ClientOptions): Exchange {
  const pacer = createPacer({
    ...uninterrupted,
    maxWaitMs: 300_000,
    now: Date.now,
    onWait: () => {},
    ...options.pacing,
  });
  const retry = { ...defaultRetry, ...options.retry };
  const { limit = (task) => task() } = options;
  return (send, passes, finishes = false) => {
    const observed = async () => {
      const answer = await send();
      pacer.observe(answer);
      return answer;
    };
    const turn = pacer.begin(finishes);
    return sendWithRetry(() => sendInTurn(turn, observed, limit), passes, retry);
  };
}

async function sendInTurn(turn: Turn, send: SendOnce, limit: NonNullable<ClientOptions['limit']>): Promise<Answer> {
  const failure = await turn.ready();
  if (failure) return unsent(failure);
  return limit(() => {
    // An interrupt may have come while others were before it in the limit.
    const refusal = turn.refusal();
    return refusal ? Promise.resolve(unsent(refusal)) : send();
  });
}

function unsent(failure: LiveFailure): Answer {
  return { ok: false, usage: 0, failure };
}

function pathOf(phoneNumberId: string): string {
  return `/${encodeURIComponent(phoneNumberId)}/settings`;
}

/** A GET changes nothing, so that it may be sent again however it failed, unless it would fail again. */
function mayPass({ kind }: LiveFailure): boolean {
  return kind === 'throttled' || kind === 'transient' || kind === 'unanswered';
}

/** A POST may be sent again where its failure says that it did nothing. */
function wroteNothing({ kind, code }: LiveFailure): boolean {
  return kind === 'throttled' || code === 'unreachable';
}

function readFetched(answer: Answer): Fetched {
  return answer.ok ? readSettings(answer.body) : answer;
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

import { cleanLive } from '../plan/clean-live.ts';
import { asObject, asObjects, isObject, type Json, type JsonObject } from '../plan/json.ts';
import type { Account } from './account.ts';
import { type LiveFailure, meaningOf } from './failure.ts';
import { createPacer, type Turn } from './pacing.ts';
import { sendWithRetry } from './retry.ts';
import { type Sleep, sleep } from './sleep.ts';
import { type Answer, type Connection, getFrom, openConnection, postTo, type TransportOptions } from './transport.ts';

export interface ClientOptions extends TransportOptions {
  /** The longest that Meta may make one request wait, all its retries together, in milliseconds. */
  readonly maxWaitMs: number;
  /** Aborts when nothing new may be sent. */
  readonly signal?: AbortSignal;
  /** Called with the wait and its reason when a request has to wait. */
  readonly onWait?: (ms: number, reason: string) => void;
  /** Runs a request within a limit shared with other accounts. A waiting account takes up none of it. */
  readonly limit?: <Result>(task: () => Promise<Result>) => Promise<Result>;
  /** How many times a request that keeps failing temporarily is sent, including the first time. */
  readonly attempts?: number;
  /** Replaced in tests. */
  readonly sleep?: Sleep;
  readonly now?: () => number;
  readonly random?: () => number;
}

/** The result of fetching a number: its `calling` object, or why it could not be had. */
export type Fetched =
  | { readonly ok: true; readonly calling: JsonObject }
  | { readonly ok: false; readonly failure: LiveFailure };

/** The result of asking which app the token belongs to; null if the answer does not say. */
export type FetchedAppId =
  | { readonly ok: true; readonly appId: string | null }
  | { readonly ok: false; readonly failure: LiveFailure };

/** The result of a write. A failure that means `unanswered` leaves open whether it happened: fetch to find out. */
export type Posted = { readonly ok: true } | { readonly ok: false; readonly failure: LiveFailure };

/** Fetches settings. It has nothing that could send anything but GET, so its type rules out a dry run that writes. */
export interface ReadingClient {
  /** GET /{phone number id}/settings, retried while that may help. SIP passwords are dropped on arrival. */
  readonly fetchSettings: (phoneNumberId: string) => Promise<Fetched>;
  /** GET /{phone number id}?fields=health_status, whose APP entity is the app of the token (Meta's health status page, 2026). */
  readonly fetchAppId: (phoneNumberId: string) => Promise<FetchedAppId>;
  readonly close: () => Promise<void>;
}

export interface WritingClient extends ReadingClient {
  /** POST /{phone number id}/settings. Retried only if the failure says that nothing was written. */
  readonly postSettings: (phoneNumberId: string, body: object) => Promise<Posted>;
  /**
   * Fetches a number that was posted to. It is sent even after an interrupt, though not retried then: it starts nothing new,
   * and without it the result of the POST would stay unknown.
   */
  readonly fetchAfterPost: (phoneNumberId: string) => Promise<Fetched>;
}

export function openReadingClient(account: Account, options: ClientOptions): ReadingClient {
  return readingClient(openConnection(account, options), openExchange(options));
}

function readingClient(connection: Connection, exchange: Exchange): ReadingClient {
  const get = getFrom(connection);
  return {
    fetchSettings: async (phoneNumberId) =>
      parseFetched(await exchange(phoneNumberId, () => get(pathOf(phoneNumberId)), repeatsGet)),
    fetchAppId: async (phoneNumberId) => {
      const path = `/${encodeURIComponent(phoneNumberId)}?fields=health_status`;
      const answer = await exchange(phoneNumberId, () => get(path), repeatsGet);
      return answer.ok ? { ok: true, appId: parseAppId(answer.body) } : answer;
    },
    close: () => connection.agent.destroy(),
  };
}

export function openWritingClient(account: Account, options: ClientOptions): WritingClient {
  const connection = openConnection(account, options);
  const [get, post] = [getFrom(connection), postTo(connection)];
  // Reading and writing share the pace of their account.
  const exchange = openExchange(options);
  return {
    ...readingClient(connection, exchange),
    fetchAfterPost: async (phoneNumberId) => {
      const mayRepeat = (failure: LiveFailure) => repeatsGet(failure) && !options.signal?.aborted;
      return parseFetched(await exchange(phoneNumberId, () => get(pathOf(phoneNumberId)), mayRepeat, true));
    },
    postSettings: async (phoneNumberId, body) => {
      const send = async () => parsePosted(await post(pathOf(phoneNumberId), body));
      const answer = await exchange(phoneNumberId, send, repeatsPost);
      return answer.ok ? { ok: true } : answer;
    },
  };
}

const defaults = { attempts: 5, sleep, now: Date.now, random: Math.random, onWait: () => {} };

/** Sends one request, once. */
type SendOnce = () => Promise<Answer>;

/** Sends at the pace of the account, and retries while that may help. */
type Exchange = (
  phoneNumberId: string,
  send: SendOnce,
  mayRepeat: (failure: LiveFailure) => boolean,
  finishes?: boolean,
) => Promise<Answer>;

function openExchange({ limit = (task) => task(), ...options }: ClientOptions): Exchange {
  const settled = { ...defaults, ...options };
  const pacer = createPacer(settled);
  return (phoneNumberId, send, mayRepeat, finishes = false) => {
    const turn = pacer.begin(phoneNumberId, finishes);
    return sendWithRetry(() => sendInTurn(turn, send, limit), mayRepeat, settled);
  };
}

async function sendInTurn(turn: Turn, send: SendOnce, limit: NonNullable<ClientOptions['limit']>): Promise<Answer> {
  const observed = async () => {
    const answer = await send();
    turn.observe(answer);
    return answer;
  };
  try {
    for (;;) {
      const failure = await turn.ready();
      if (failure) return failed(failure);
      // An interrupt or a throttle may have come while the request waited for the limit.
      const answer = await limit(async () => {
        const refusal = turn.refusal();
        if (refusal) return failed(refusal);
        return turn.isHeld() ? null : observed();
      });
      if (answer) return answer;
    }
  } finally {
    turn.end();
  }
}

function failed(failure: LiveFailure): Answer {
  return { ok: false, usage: 0, failure };
}

function pathOf(phoneNumberId: string): string {
  return `/${encodeURIComponent(phoneNumberId)}/settings`;
}

const repeatsGet = (failure: LiveFailure) => meaningOf(failure).repeatsGet;
const repeatsPost = (failure: LiveFailure) => meaningOf(failure).repeatsPost;

function parseFetched(answer: Answer): Fetched {
  return answer.ok ? parseCalling(answer.body) : answer;
}

/**
 * A number that was never configured may lack `calling` beside its other features, and some answers come as a list of one
 * (both seen in public).
 */
function parseCalling(body: Json): Fetched {
  const { data } = asObject(body);
  const settings = asObject(Array.isArray(data) && data.length === 1 ? data[0] : body);
  const { calling = otherFeatures.some((name) => isObject(settings[name])) ? {} : null } = settings;
  if (!isObject(calling)) return { ok: false, failure: unexpectedAnswer('the answer has no calling object') };
  return { ok: true, calling: cleanLive(calling) };
}

/** What the settings of a number hold besides `calling` (Meta's OpenAPI file, v23.0). */
const otherFeatures = ['storage_configuration', 'user_identity_change', 'payload_encryption'];

function parseAppId(body: Json): string | null {
  const { entities } = asObject(asObject(body).health_status);
  const app = asObjects(entities).find(({ entity_type }) => entity_type === 'APP');
  const id = String(app?.id ?? '');
  return /^\d+$/.test(id) ? id : null;
}

/** A write counts as done only if Meta says so. */
function parsePosted(answer: Answer): Answer {
  if (!answer.ok || asObject(answer.body).success === true) return answer;
  return { ...answer, ok: false, failure: unexpectedAnswer('the answer does not report success') };
}

function unexpectedAnswer(message: string): LiveFailure {
  return {
    kind: 'unreadable',
    code: 'unexpected_answer',
    message,
    hint: 'check --graph-url and the Graph version',
    retryAfterMs: null,
  };
}

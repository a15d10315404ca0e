import { describe, expect, it } from 'vitest';
import { applyNumber } from '../../src/apply/apply-number.ts';
import type { JournalEntry } from '../../src/apply/journal.ts';
import type { SendOptions } from '../../src/apply/send-request.ts';
import { CallctlError } from '../../src/errors.ts';
import type { Calling } from '../../src/generated/schema-types.ts';
import type { Fetched, Posted } from '../../src/live/client.ts';
import type { FailureKind, LiveFailure } from '../../src/live/failure.ts';
import { buildNumberPlan } from '../../src/plan/plan.ts';
import { aNumber, now, todayIn } from '../plan/builders.ts';

const on = { status: 'ENABLED', callback_permission_status: 'ENABLED' };
const off = { ...on, status: 'DISABLED' };
const desired: Calling = { status: 'DISABLED' };

const failed = (kind: FailureKind, code: string): { readonly ok: false; readonly failure: LiveFailure } => ({
  ok: false,
  failure: { kind, code, message: `it is ${kind}`, hint: 'help', retryAfterMs: null },
});
const read = (calling: object): Fetched => ({ ok: true, calling: calling as never });
const done: Posted = { ok: true };

interface Script {
  /** Live before each write, then what the POSTs answer, then what is read back. */
  readonly before?: readonly Fetched[];
  readonly posts?: readonly Posted[];
  readonly after?: readonly Fetched[];
  readonly wanted?: Calling;
  readonly protect?: readonly 'srtp_key_exchange_protocol'[];
  /** Types of entries that the journal cannot take. */
  readonly unwritable?: readonly JournalEntry['type'][];
}

/** Applies a plan made from `on`, against an endpoint that answers by a script whose last lines repeat. */
async function applyScripted({ before = [read(on)], posts = [done], after = [read(off)], ...more }: Script) {
  const { wanted = desired, protect = [], unwritable = [] } = more;
  const counts = { fetched: 0, posted: 0, readBack: 0 };
  const take = <Answer>(answers: readonly Answer[], nth: number) =>
    answers[Math.min(nth, answers.length - 1)] as Answer;
  const client: SendOptions['client'] = {
    fetchSettings: async () => take(before, counts.fetched++),
    postSettings: async () => take(posts, counts.posted++),
    fetchAfterPost: async () => take(after, counts.readBack++),
  };
  const entries: JournalEntry[] = [];
  const write = (entry: JournalEntry) => {
    if (unwritable.includes(entry.type)) throw new CallctlError('io', `cannot write ${entry.type}`);
    entries.push(entry);
  };
  const number = aNumber(wanted, { protect: [...protect] });
  const digest = (text: string) => `sha256:${text}`;
  const [first] = before;
  const live = first?.ok ? first.calling : (on as never);
  const planned = buildNumberPlan({ live, desired: number, now, todayIn, appId: '1', digest });
  const tools = { client, appId: '1', now: () => now, todayIn, digest, pollMs: [0], journal: { write } };
  const result = await applyNumber(planned, number, tools);
  return { result, planned, entries, counts };
}

const kinds = (entries: readonly JournalEntry[]) =>
  entries.map((entry) => (entry.type === 'after' ? `after ${entry.result} ${entry.code}` : entry.type));

describe('what is journalled of a request', () => {
  it('that was done: what live had, the request, its result, and that it was read back', async () => {
    const { entries, planned, result } = await applyScripted({});
    const phone_number_id = '106540352242922';
    expect(entries).toEqual([
      { type: 'before', phone_number_id, account: null, before: on, request: planned.requests[0] },
      { type: 'after', phone_number_id, result: 'done', code: null },
      { type: 'settled', phone_number_id },
    ]);
    expect(result).toMatchObject({ outcome: 'applied', error: null, requests: planned.requests });
  });

  it('that was refused, and then nothing is read', async () => {
    const { entries, counts } = await applyScripted({ posts: [failed('refused', 'graph_100')] });
    expect(kinds(entries)).toEqual(['before', 'after refused graph_100']);
    expect(counts).toEqual({ fetched: 1, posted: 1, readBack: 0 });
  });

  it('whose answer was lost, and that was sent again', async () => {
    const posts = [failed('transient', 'timeout'), done];
    const { entries, result } = await applyScripted({ posts, after: [read(on), read(off)] });
    expect(kinds(entries)).toEqual([
      'before',
      'after unanswered timeout',
      'settled',
      'before',
      'after done null',
      'settled',
    ]);
    expect(result.outcome).toBe('applied');
  });

  it('that was held back', async () => {
    const { entries, result } = await applyScripted({ posts: [failed('unsent', 'interrupted')] });
    expect(kinds(entries)).toEqual(['before', 'after unsent interrupted']);
    expect(result).toMatchObject({
      outcome: 'skipped',
      requests: [],
      error: { code: 'interrupted', message: 'it is unsent' },
    });
  });

  it('no second line for one that cannot be read back', async () => {
    const { entries, result, planned } = await applyScripted({ after: [failed('transient', 'timeout')] });
    expect(kinds(entries)).toEqual(['before', 'after done null']);
    expect(result).toMatchObject({
      outcome: 'failed',
      requests: planned.requests,
      error: {
        code: 'not_read_back',
        message: 'posted, but live could not be read back: it is transient',
        hint: 'run plan to see what live has now',
      },
    });
  });
});

describe('a request whose answer was lost', () => {
  const lost = failed('transient', 'timeout');

  it('is not sent again where live shows it', async () => {
    const { counts, result } = await applyScripted({ posts: [lost] });
    expect([counts.posted, result.outcome]).toEqual([1, 'applied']);
  });

  it('is not sent again where live now calls for another one', async () => {
    const wanted: Calling = { ...desired, callback_permission_status: 'ENABLED' };
    const moved = { status: 'ENABLED', callback_permission_status: 'DISABLED' };
    const { counts, result } = await applyScripted({ wanted, posts: [lost], after: [read(moved)] });
    expect(counts.posted).toBe(1);
    expect(result.error).toMatchObject({
      code: 'not_verified',
      message: 'posted, but live still differs: status reads "ENABLED"; callback_permission_status reads "DISABLED"',
      hint: 'run plan in a while: reads may lag behind writes, or somebody else may have changed the number; apply again if it still drifts',
    });
  });

  it('three times is a failure that says that live does not show it', async () => {
    const { counts, result, planned } = await applyScripted({ posts: [lost], after: [read(on)] });
    expect(counts.posted).toBe(3);
    expect(result).toMatchObject({
      outcome: 'failed',
      requests: planned.requests,
      error: { code: 'timeout', message: 'it is transient; live does not show the write', hint: 'help' },
    });
  });

  it('and that is then held back counts as failed, because the first may still take effect', async () => {
    const { result } = await applyScripted({ posts: [lost, failed('unsent', 'interrupted')], after: [read(on)] });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'timeout' } });
  });

  it('and that is then refused is refused', async () => {
    const { result } = await applyScripted({ posts: [lost, failed('refused', 'graph_100')], after: [read(on)] });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'graph_100' } });
  });
});

describe('a journal that cannot be written', () => {
  it('before a request fails the number, and nothing is sent', async () => {
    const { counts, result } = await applyScripted({ unwritable: ['before'] });
    expect(counts).toEqual({ fetched: 1, posted: 0, readBack: 0 });
    expect(result).toMatchObject({
      outcome: 'failed',
      requests: [],
      notes: [],
      error: { code: 'io', message: 'cannot write before' },
    });
  });

  it('after a request is noted once, and live is read back all the same', async () => {
    const { result, counts } = await applyScripted({ unwritable: ['after', 'settled'] });
    expect(counts.readBack).toBe(1);
    expect(result).toMatchObject({ outcome: 'applied', error: null });
    expect(result.notes).toEqual([
      { code: 'journal_incomplete', message: 'posted, but cannot write after', path: null },
    ]);
  });
});

describe('a number that cannot be read right before its write', () => {
  it('fails and says when, and nothing is sent', async () => {
    const { result, counts } = await applyScripted({ before: [failed('transient', 'timeout')] });
    expect(counts.posted).toBe(0);
    expect(result).toMatchObject({
      outcome: 'failed',
      requests: [],
      error: { code: 'timeout', message: 'could not be read before the write: it is transient', hint: 'help' },
    });
  });

  it('is skipped where callctl itself held the reading back', async () => {
    const { result } = await applyScripted({ before: [failed('unsent', 'interrupted')] });
    expect(result).toMatchObject({
      outcome: 'skipped',
      requests: [],
      error: { code: 'interrupted', message: 'it is unsent' },
    });
  });
});

describe('a write that disturbs SRTP', () => {
  const sip = (port: number) => ({ status: 'ENABLED', servers: [{ app_id: '1', hostname: 'sip.example.com', port }] });
  const before = { ...on, srtp_key_exchange_protocol: 'SDES', sip: sip(5061) };
  const wanted: Calling = { sip: { servers: [{ hostname: 'sip.example.com', port: 5071 }] } };
  const reset = { ...before, srtp_key_exchange_protocol: 'DTLS', sip: sip(5071) };
  const repaired = { ...reset, srtp_key_exchange_protocol: 'SDES' };
  const repair = { calling: { srtp_key_exchange_protocol: 'SDES' } };

  it.each([
    { what: 'live had, if no file states it', stated: {}, protect: [], target: 'what live had' },
    {
      what: 'the file states',
      stated: { srtp_key_exchange_protocol: 'SDES' as const },
      protect: [],
      target: 'what the file states',
    },
    {
      what: 'live had, if the file protects it',
      stated: { srtp_key_exchange_protocol: 'DTLS' as const },
      protect: ['srtp_key_exchange_protocol' as const],
      target: 'what live had',
    },
  ])('gets a second request back to what $what', async ({ stated, protect, target }) => {
    const script = {
      before: [read(before)],
      after: [read(reset), read(repaired)],
      wanted: { ...wanted, ...stated },
      protect,
    };
    const { result, planned, entries } = await applyScripted(script);
    expect(result.requests).toEqual([...planned.requests, repair]);
    expect(result.outcome).toBe('applied');
    expect(result.notes.at(-1)).toEqual({
      code: 'second_request',
      message: `the write changed srtp_key_exchange_protocol too: a second request put back ${target}`,
      path: null,
    });
    expect(entries.filter(({ type }) => type === 'before')).toMatchObject([
      { before },
      { before: reset, request: repair },
    ]);
  });

  it('says where no second request was sent, and why', async () => {
    const posts = [done, failed('unsent', 'interrupted')];
    const { result } = await applyScripted({ before: [read(before)], after: [read(reset)], posts, wanted });
    expect(result.notes.at(-1)).toEqual({
      code: 'no_second_request',
      message: 'the write changed srtp_key_exchange_protocol too, and no second request was sent: it is unsent',
      path: null,
    });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_verified' } });
  });

  it('gets none before its own change shows', async () => {
    const lagging = { ...before, srtp_key_exchange_protocol: 'DTLS' };
    const { result, planned } = await applyScripted({ before: [read(before)], after: [read(lagging)], wanted });
    expect(result.requests).toEqual(planned.requests);
    expect(result.error?.message).toBe(
      'posted, but live still differs: sip.servers[0].port reads 5061; srtp_key_exchange_protocol reads "DTLS"',
    );
  });

  it('is sent again if its second request is lost, as long as it is still called for', async () => {
    const posts = [done, failed('transient', 'timeout'), done];
    const after = [read(reset), read(reset), read(repaired)];
    const { counts, result } = await applyScripted({ before: [read(before)], after, posts, wanted });
    expect([counts.posted, result.outcome]).toEqual([3, 'applied']);
  });
});

it('a value that live lost after the write reads as not set', async () => {
  const { result } = await applyScripted({ after: [read({ callback_permission_status: 'ENABLED' })] });
  expect(result.error?.message).toBe('posted, but live still differs: status reads as not set');
});

it('a number without a request is left as planned', async () => {
  const { result, planned, counts } = await applyScripted({ before: [read(off)] });
  expect(result).toEqual(planned);
  expect(counts).toEqual({ fetched: 0, posted: 0, readBack: 0 });
});

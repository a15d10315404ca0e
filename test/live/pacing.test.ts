import { describe, expect, it } from 'vitest';
import { createPacer, type PacingOptions } from '../../src/live/pacing.ts';
import type { Answer } from '../../src/live/transport.ts';

const throttled = (retryAfterMs: number | null): Answer => ({
  ok: false,
  usage: 0,
  failure: { kind: 'throttled', code: 'graph_4', message: 'too many', hint: null, retryAfterMs },
});
const calm = (usage: number): Answer => ({ ok: true, usage, body: {} });

/** A pacer with its own clock, which sleeping moves forward. */
function setUp(more: Partial<PacingOptions> = {}) {
  const clock = { time: 0 };
  const reported: number[] = [];
  const pacer = createPacer({
    maxWaitMs: 60_000,
    now: () => clock.time,
    sleep: async (ms) => {
      clock.time += ms;
    },
    onWait: (ms) => reported.push(ms),
    ...more,
  });
  const begin = (finishes = false, phoneNumberId = '1') => pacer.begin(phoneNumberId, finishes);
  return { clock, reported, begin, observe: (answer: Answer) => begin().observe(answer) };
}

describe('the pause of a throttled account', () => {
  it('is reported once for all requests that wait together, and again when it grows', async () => {
    const { clock, reported, observe, begin } = setUp({ sleep: async () => {} });
    const wait = async () => {
      const turn = begin();
      await turn.ready();
      turn.end();
    };
    for (clock.time of [0, 10, 20, 500]) {
      observe(throttled(3000));
      await wait();
    }
    expect(reported).toEqual([3000]);
    clock.time = 600;
    observe(throttled(10_000));
    await Promise.all([wait(), wait()]);
    clock.time = 20_000;
    observe(throttled(500));
    await wait();
    expect(reported).toEqual([3000, 10_000, 500]);
  });

  it('is not reported when nothing waits', async () => {
    const { reported, observe, begin } = setUp({ maxWaitMs: 3000 });
    observe(throttled(4000));
    expect(await begin().ready()).toMatchObject({ code: 'graph_4' });
    expect(reported).toEqual([]);
  });

  it('makes one request wait no longer than allowed in total, however often it is throttled', async () => {
    const { clock, reported, observe, begin } = setUp({ maxWaitMs: 3000 });
    const turn = begin();
    observe(throttled(2000));
    expect(await turn.ready()).toBeNull();
    observe(throttled(2000));
    turn.end();
    const failure = await turn.ready();
    expect(failure?.message).toBe('too many; Meta asks for a longer wait than --max-wait allows for one request (3 s)');
    expect({ time: clock.time, reported }).toEqual({ time: 2000, reported: [2000] });
    // Another request has its own allowance.
    expect(await begin().ready()).toBeNull();
  });
});

/** Sends one request of an account that answers so, in the way of the client. */
async function sendOne({ begin }: ReturnType<typeof setUp>, answer: Answer, phoneNumberId = '1') {
  const turn = begin(false, phoneNumberId);
  const failure = await turn.ready();
  if (!failure) turn.observe(answer);
  turn.end();
  return failure;
}

describe('an account that Meta throttles without a time to wait', () => {
  it('waits twice as long after each probe that is refused: 1, 2, 4 and 8 s', async () => {
    const world = setUp();
    for (let nth = 0; nth < 5; nth += 1) await sendOne(world, throttled(null));
    expect(world.reported).toEqual([1000, 2000, 4000, 8000]);
  });

  it('begins at 1 s again after a request was answered', async () => {
    const world = setUp();
    for (const answer of [throttled(null), throttled(null), calm(0), throttled(null)]) await sendOne(world, answer);
    expect(await sendOne(world, calm(0))).toBeNull();
    expect(world.reported).toEqual([1000, 2000, 1000]);
  });

  it('is not taken to answer again because the probe found no connection', async () => {
    const world = setUp();
    const lost = { kind: 'unreachable', code: 'x', message: 'x', hint: null, retryAfterMs: null } as const;
    for (const answer of [throttled(null), { ok: false, usage: 0, failure: lost } as const, throttled(null)])
      await sendOne(world, answer);
    await sendOne(world, calm(0));
    expect(world.reported).toEqual([1000, 2000]);
  });

  it('counts requests that were refused together as one', async () => {
    const world = setUp();
    const turns = [1, 2, 3].map(() => world.begin());
    for (const turn of turns) expect(await turn.ready()).toBeNull();
    for (const turn of turns) turn.observe(throttled(null));
    await sendOne(world, calm(0));
    expect(world.reported).toEqual([1000]);
  });

  it('lets one request find out whether it still is, and the others wait for that one', async () => {
    const { begin, observe } = setUp();
    observe(throttled(null));
    const [first, second] = [begin(), begin()];
    expect(await first.ready()).toBeNull();
    let isReady = false;
    const waiting = second.ready().then(() => {
      isReady = true;
    });
    await new Promise(setImmediate);
    expect(isReady).toBe(false);
    first.observe(calm(0));
    first.end();
    await waiting;
    expect([isReady, second.isHeld()]).toEqual([true, false]);
  });

  it('fails a request that was never sent once its pauses exceed --max-wait, and says that it lasts', async () => {
    const world = setUp({ maxWaitMs: 6000 });
    for (let nth = 0; nth < 3; nth += 1) await sendOne(world, throttled(null));
    expect(await sendOne(world, throttled(null))).toBeNull();
    const failure = await sendOne(world, throttled(null));
    expect(failure).toMatchObject({ kind: 'overdue', code: 'graph_4' });
    expect(failure?.message).toBe('too many; this lasts longer than --max-wait allows for one request (6 s)');
  });

  it('counts a request as refused once it was sent, however long it then has to wait', async () => {
    const { begin } = setUp({ maxWaitMs: 500 });
    const turn = begin();
    expect(await turn.ready()).toBeNull();
    turn.observe(throttled(null));
    expect(await turn.ready()).toMatchObject({ kind: 'refused', code: 'graph_4' });
  });
});

describe('a pause', () => {
  it('that grew while a request waited for it is waited out too', async () => {
    const { clock, reported, begin, observe } = setUp({
      sleep: async (ms) => {
        clock.time += ms;
        if (clock.time === 2000) observe(throttled(5000));
      },
    });
    observe(throttled(2000));
    expect(await begin().ready()).toBeNull();
    expect({ time: clock.time, reported }).toEqual({ time: 7000, reported: [2000, 5000] });
  });

  it('that begins while a request waits for its turn holds it back', async () => {
    const { begin, observe } = setUp();
    const turn = begin();
    expect(await turn.ready()).toBeNull();
    expect(turn.isHeld()).toBe(false);
    observe(throttled(2000));
    expect(turn.isHeld()).toBe(true);
  });
});

describe('the edges of waiting', () => {
  it('a pause as long as --max-wait is waited out, and one a millisecond longer is not', async () => {
    for (const [ms, isSent] of [
      [6000, true],
      [6001, false],
    ] as const) {
      const { observe, begin } = setUp({ maxWaitMs: 6000 });
      observe(throttled(ms));
      expect((await begin().ready()) === null).toBe(isSent);
    }
  });

  it('a pause that has just ended holds nothing back', async () => {
    const { clock, reported, observe, begin } = setUp();
    observe(throttled(2000));
    clock.time = 2000;
    expect(await begin().ready()).toBeNull();
    expect(reported).toEqual([]);
  });

  it('too long a pause says what Meta said, or that the account is throttled, and how to go on', async () => {
    const { observe, begin } = setUp({ maxWaitMs: 1000 });
    observe(throttled(2000));
    expect(await begin().ready()).toEqual({
      kind: 'overdue',
      code: 'graph_4',
      message: 'too many; Meta asks for a longer wait than --max-wait allows for one request (1 s)',
      hint: 'run it again later, or allow a longer --max-wait',
      retryAfterMs: 2000,
    });
  });

  it.each(['transient', 'unreachable', 'unsent'] as const)(
    'an answer that is %s does not show that a throttle is over',
    async (kind) => {
      const world = setUp();
      const lost: Answer = {
        ok: false,
        usage: 0,
        failure: { kind, code: 'x', message: 'x', hint: null, retryAfterMs: null },
      };
      await sendOne(world, throttled(null));
      await sendOne(world, lost);
      await sendOne(world, throttled(null));
      await sendOne(world, calm(0));
      expect(world.reported).toEqual([1000, 2000]);
    },
  );

  it('a refusal shows that a throttle is over, as any answer does', async () => {
    const world = setUp();
    const refused: Answer = {
      ok: false,
      usage: 0,
      failure: { kind: 'refused', code: 'x', message: 'x', hint: null, retryAfterMs: null },
    };
    for (const answer of [throttled(null), refused, throttled(null), calm(0)]) await sendOne(world, answer);
    expect(world.reported).toEqual([1000, 1000]);
  });

  it('a request that is no probe does not end the probe of another', async () => {
    const { begin, observe } = setUp();
    observe(throttled(null));
    const [probe, other, waiting] = [begin(), begin(true), begin()];
    expect(await probe.ready()).toBeNull();
    other.observe(calm(0));
    other.end();
    let isReady = false;
    void waiting.ready().then(() => {
      isReady = true;
    });
    await new Promise(setImmediate);
    expect(isReady).toBe(false);
    probe.end();
    await new Promise(setImmediate);
    expect(isReady).toBe(true);
  });
});

describe('the gap between requests', () => {
  it.each([
    { usage: 75, gap: 0 },
    { usage: 76, gap: 80 },
    { usage: 87.5, gap: 1000 },
    { usage: 100, gap: 2000 },
    { usage: 140, gap: 2000 },
  ])('is $gap ms at a usage of $usage %', async ({ usage, gap }) => {
    const { clock, begin, observe } = setUp();
    observe(calm(usage));
    const starts: number[] = [];
    for (let nth = 0; nth < 3; nth += 1) {
      expect(await begin().ready()).toBeNull();
      starts.push(clock.time);
    }
    expect(starts).toEqual([0, gap, 2 * gap]);
  });

  it('counts from the last request, not from the first', async () => {
    const { clock, begin, observe } = setUp();
    observe(calm(100));
    expect(await begin().ready()).toBeNull();
    clock.time = 5000;
    expect(await begin().ready()).toBeNull();
    expect(clock.time).toBe(5000);
    expect(await begin().ready()).toBeNull();
    expect(clock.time).toBe(7000);
  });
});

describe('an account whose token is refused', () => {
  const refusedAs = (kind: 'token' | 'account', code = 'graph_190'): Answer => ({
    ok: false,
    usage: 0,
    failure: { kind, code, message: 'no session', hint: 'set it', retryAfterMs: null },
  });
  const stopped = { kind: 'unsent', code: 'account_stopped', hint: 'set it' };

  it('goes on after one number, however often, and stops after a second one', async () => {
    const world = setUp();
    await sendOne(world, refusedAs('token'), '1');
    await sendOne(world, refusedAs('token'), '1');
    expect(await sendOne(world, refusedAs('token', 'graph_0'), '2')).toBeNull();
    expect(await sendOne(world, refusedAs('token'), '3')).toBeNull();
    const failure = await sendOne(world, calm(0), '4');
    expect(failure).toMatchObject(stopped);
    expect(failure?.message).toBe('not tried, because the account failed: no session');
  });

  it('stops at once if the failure says that the token is dead', async () => {
    const world = setUp();
    await sendOne(world, refusedAs('account'));
    expect(await sendOne(world, calm(0), '2')).toMatchObject(stopped);
  });
});

describe('an interrupt', () => {
  const interrupted = { code: 'interrupted', kind: 'unsent' };

  it('refuses requests that begin something and allows those that finish something', async () => {
    const { begin } = setUp({ signal: AbortSignal.abort() });
    expect(await begin().ready()).toMatchObject(interrupted);
    expect(begin().refusal()).toMatchObject(interrupted);
    expect(await begin(true).ready()).toBeNull();
  });

  it('refuses requests that wait for their slot on a slowed account', async () => {
    const { observe, begin } = setUp(whileAsleep());
    observe(calm(99));
    const results = await Promise.all([1, 2, 3].map(() => begin().ready()));
    expect(results).toMatchObject([interrupted, interrupted, interrupted]);
  });

  it('lets no request wait for a throttled account, nor try it', async () => {
    const { observe, begin } = setUp(whileAsleep());
    observe(throttled(30_000));
    const results = await Promise.all([1, 2].map(() => begin(true).ready()));
    expect(results).toMatchObject([interrupted, interrupted]);
  });
});

/** An interrupt that arrives as soon as anything sleeps. */
function whileAsleep(): Pick<PacingOptions, 'signal' | 'sleep'> {
  const controller = new AbortController();
  return { signal: controller.signal, sleep: async () => controller.abort() };
}

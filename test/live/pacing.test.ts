import { describe, expect, it } from 'vitest';
import { createPacer, type PacingOptions } from '../../src/live/pacing.ts';
import type { Answer } from '../../src/live/transport.ts';

const throttled = (retryAfterMs: number): Answer => ({
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
  return { clock, reported, pacer };
}

describe('the pause of a throttled account', () => {
  it('is reported once for all requests that wait together, and again when it grows', async () => {
    const { clock, reported, pacer } = setUp({ sleep: async () => {} });
    const wait = () => pacer.begin(false).ready();
    for (clock.time of [0, 10, 20, 500]) {
      pacer.observe(throttled(3000));
      await wait();
    }
    expect(reported).toEqual([3000]);
    clock.time = 600;
    pacer.observe(throttled(10_000));
    await Promise.all([wait(), wait()]);
    clock.time = 20_000;
    pacer.observe(throttled(500));
    await wait();
    expect(reported).toEqual([3000, 10_000, 500]);
  });

  it('is not reported when nothing waits', async () => {
    const { reported, pacer } = setUp({ maxWaitMs: 3000 });
    pacer.observe(throttled(4000));
    expect(await pacer.begin(false).ready()).toMatchObject({ code: 'graph_4' });
    expect(reported).toEqual([]);
  });

  it('makes one request wait no longer than allowed in total, however often it is throttled', async () => {
    const { clock, reported, pacer } = setUp({ maxWaitMs: 3000 });
    const turn = pacer.begin(false);
    pacer.observe(throttled(2000));
    expect(await turn.ready()).toBeNull();
    pacer.observe(throttled(2000));
    const failure = await turn.ready();
    expect(failure?.message).toBe('too many; Meta asks for a longer wait than --max-wait allows for one request (3 s)');
    expect({ time: clock.time, reported }).toEqual({ time: 2000, reported: [2000] });
    // Another request has its own allowance.
    expect(await pacer.begin(false).ready()).toBeNull();
  });
});

describe('an interrupt', () => {
  const interrupted = { code: 'interrupted', kind: 'unsent' };

  it('refuses requests that begin something and allows those that finish something', async () => {
    const { pacer } = setUp({ signal: AbortSignal.abort() });
    expect(await pacer.begin(false).ready()).toMatchObject(interrupted);
    expect(pacer.begin(false).refusal()).toMatchObject(interrupted);
    expect(await pacer.begin(true).ready()).toBeNull();
  });

  it('refuses requests that wait for their slot on a slowed account', async () => {
    const { pacer } = setUp(whileAsleep());
    pacer.observe(calm(99));
    const results = await Promise.all([1, 2, 3].map(() => pacer.begin(false).ready()));
    expect(results).toMatchObject([interrupted, interrupted, interrupted]);
  });

  it('lets no request wait for a throttled account, nor try it', async () => {
    const { pacer } = setUp(whileAsleep());
    pacer.observe(throttled(30_000));
    const results = await Promise.all([1, 2].map(() => pacer.begin(true).ready()));
    expect(results).toMatchObject([interrupted, interrupted]);
  });
});

/** An interrupt that arrives as soon as anything sleeps. */
function whileAsleep(): Pick<PacingOptions, 'signal' | 'sleep'> {
  const controller = new AbortController();
  return { signal: controller.signal, sleep: async () => controller.abort() };
}

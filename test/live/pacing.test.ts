import { describe, expect, it } from 'vitest';
import { createPacer, type PacingOptions } from '../../src/live/pacing.ts';
import type { Answer } from '../../src/live/transport.ts';

const throttled = (retryAfterMs: number): Answer => ({
  ok: false,
  usage: 0,
  failure: { kind: 'throttled', code: 'graph_4', message: 'too many', hint: null, retryAfterMs },
});
const calm = (usage: number): Answer => ({ ok: true, usage, body: {} });

/** A pacer on a clock of its own, which sleeping moves on. */
function setUp(more: Partial<PacingOptions> = {}) {
  const clock = { time: 0 };
  const told: number[] = [];
  const pacer = createPacer({
    maxWaitMs: 60_000,
    now: () => clock.time,
    sleep: async (ms) => {
      clock.time += ms;
    },
    onWait: (ms) => told.push(ms),
    ...more,
  });
  return { clock, told, pacer };
}

describe('the pause of a throttled account', () => {
  it('is told once for all requests that wait it out together, and again where it grows', async () => {
    const { clock, told, pacer } = setUp({ sleep: async () => {} });
    const wait = () => pacer.begin(false).ready();
    for (clock.time of [0, 10, 20, 500]) {
      pacer.observe(throttled(3000));
      await wait();
    }
    expect(told).toEqual([3000]);
    clock.time = 600;
    pacer.observe(throttled(10_000));
    await Promise.all([wait(), wait()]);
    clock.time = 20_000;
    pacer.observe(throttled(500));
    await wait();
    expect(told).toEqual([3000, 10_000, 500]);
  });

  it('is not told where nothing waits it out', async () => {
    const { told, pacer } = setUp({ maxWaitMs: 3000 });
    pacer.observe(throttled(4000));
    expect(await pacer.begin(false).ready()).toMatchObject({ code: 'graph_4' });
    expect(told).toEqual([]);
  });

  it('is waited out by one request for no longer than allowed in all, however often it is throttled', async () => {
    const { clock, told, pacer } = setUp({ maxWaitMs: 3000 });
    const turn = pacer.begin(false);
    pacer.observe(throttled(2000));
    expect(await turn.ready()).toBeNull();
    pacer.observe(throttled(2000));
    const failure = await turn.ready();
    expect(failure?.message).toBe(
      'too many; Meta asks to wait longer than --max-wait allows (3 s) for one request in all',
    );
    expect({ time: clock.time, told }).toEqual({ time: 2000, told: [2000] });
    // Another request has its own patience.
    expect(await pacer.begin(false).ready()).toBeNull();
  });
});

describe('an interrupt', () => {
  const interrupted = { code: 'interrupted', kind: 'unsent' };

  it('refuses what begins and lets pass what finishes', async () => {
    const { pacer } = setUp({ signal: AbortSignal.abort() });
    expect(await pacer.begin(false).ready()).toMatchObject(interrupted);
    expect(pacer.begin(false).refusal()).toMatchObject(interrupted);
    expect(await pacer.begin(true).ready()).toBeNull();
  });

  it('refuses those that wait for their slot as the account is slowed', async () => {
    const { pacer } = setUp(whileAsleep());
    pacer.observe(calm(99));
    const results = await Promise.all([1, 2, 3].map(() => pacer.begin(false).ready()));
    expect(results).toMatchObject([interrupted, interrupted, interrupted]);
  });

  it('lets nothing wait out a pause, nor try a throttled account', async () => {
    const { pacer } = setUp(whileAsleep());
    pacer.observe(throttled(30_000));
    const results = await Promise.all([1, 2].map(() => pacer.begin(true).ready()));
    expect(results).toMatchObject([interrupted, interrupted]);
  });
});

/** An interrupt that comes as soon as anything sleeps. */
function whileAsleep(): Pick<PacingOptions, 'signal' | 'sleep'> {
  const controller = new AbortController();
  return { signal: controller.signal, sleep: async () => controller.abort() };
}

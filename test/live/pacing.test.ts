import { describe, expect, it } from 'vitest';
import { createPacer } from '../../src/live/pacing.ts';
import type { Answer } from '../../src/live/transport.ts';

const throttled = (retryAfterMs: number): Answer => ({
  ok: false,
  usage: 0,
  failure: { kind: 'throttled', code: 'graph_4', message: 'too many', hint: null, retryAfterMs },
});

describe('the pause of a throttled account', () => {
  it('is told once for all requests that were in flight together, and again where it grows', () => {
    let time = 0;
    const told: number[] = [];
    const { observe } = createPacer({
      maxWaitMs: 60_000,
      now: () => time,
      sleep: async () => {},
      isInterrupted: () => false,
      onWait: (ms) => told.push(ms),
    });
    for (time of [0, 10, 20, 500]) observe(throttled(3000));
    expect(told).toEqual([3000]);
    time = 600;
    observe(throttled(10_000));
    time = 20_000;
    observe(throttled(500));
    expect(told).toEqual([3000, 10_000, 500]);
  });
});

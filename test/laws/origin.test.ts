import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calling, Change } from '../../src/generated/schema-types.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import { buildNumberDiff } from '../../src/plan/number-diff.ts';
import { addOrigins } from '../../src/plan/origin.ts';
import { aNumber, planOf, todayIn } from '../plan/builders.ts';
import { desiredSettings, liveSettings, moments, ourAppId } from './arbitraries.ts';
import { cases } from './runs.ts';

const runs = cases(500);

function changesOf(live: unknown, base: Calling | null, desired: Calling, now: Date): Change[] {
  const plan = planOf(live, desired, { now, appId: ourAppId });
  return addOrigins(plan, live as JsonObject, aNumber(desired), base && aNumber(base), {
    now,
    todayIn,
    appId: ourAppId,
  }).changes;
}

describe('laws of the origin', () => {
  it('files that stood still have no edits, and a file that is new has nothing else', () => {
    let seen = 0;
    fc.assert(
      fc.property(liveSettings, desiredSettings, moments, (live, desired, now) => {
        const still = changesOf(live, desired, desired, now);
        seen += still.length;
        expect(still.every(({ origin }) => origin === 'drift')).toBe(true);
        expect(changesOf(live, null, desired, now).every(({ origin }) => origin === 'edit')).toBe(true);
      }),
      runs,
    );
    expect(seen).toBeGreaterThan(runs.numRuns);
  });

  it('where live is what the base asked for, every change is an edit', () => {
    let seen = 0;
    fc.assert(
      fc.property(desiredSettings, desiredSettings, moments, (base, desired, now) => {
        // Live as a number that was brought in line with the base: ours is the only SIP server.
        const changes = changesOf(base, base, desired, now);
        seen += changes.length;
        expect(changes.filter(({ origin }) => origin !== 'edit')).toEqual([]);
      }),
      runs,
    );
    expect(seen).toBeGreaterThan(runs.numRuns);
  });

  it('a revision does not differ from itself', () => {
    fc.assert(
      fc.property(desiredSettings, moments, (desired, now) => {
        expect(buildNumberDiff(aNumber(desired), aNumber(desired), { now, todayIn })).toMatchObject({
          outcome: 'in_sync',
          changes: [],
        });
      }),
      runs,
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextOf } from '../../src/plan/context.ts';
import { normalizeLive } from '../../src/plan/diff.ts';
import type { JsonObject } from '../../src/plan/json.ts';
import { buildRestoration } from '../../src/plan/restore.ts';
import { rows } from '../../src/plan/settings/catalogue.ts';
import { planOf, todayIn } from '../plan/builders.ts';
import { desiredSettings, liveSettings, moments, ourAppId } from './arbitraries.ts';
import { modelPost } from './endpoint-model.ts';
import { cases } from './runs.ts';

const runs = cases(1000);

type Live = Record<string, unknown>;

function post(live: Live, desired: Parameters<typeof planOf>[1], now: Date): { after: Live; written: JsonObject } {
  const plan = planOf(live, desired, { now, appId: ourAppId });
  const [request] = plan.requests;
  if (!request) return { after: live, written: {} };
  const { today } = contextOf(request.calling as JsonObject, {}, { now, todayIn, appId: ourAppId });
  return {
    after: modelPost(live, request, { today, appId: ourAppId }),
    written: request.calling as JsonObject,
  };
}

describe('laws of the way back', () => {
  it('what was written comes to mean again what it did, but for what had never been set', () => {
    let restored = 0;
    fc.assert(
      fc.property(liveSettings, desiredSettings, moments, (live, desired, now) => {
        const { after, written } = post(live, desired, now);
        const context = contextOf(live as JsonObject, {}, { now, todayIn, appId: ourAppId });
        const { calling, lost } = buildRestoration(live as JsonObject, [written], context);
        const back = post(after, calling, now);
        for (const row of rows.filter(({ name }) => written[name] !== undefined && !lost.includes(name))) {
          restored += 1;
          const meaning = (state: Live) => normalizeLive(row, (state as JsonObject)[row.name], context);
          expect(withoutEmpty(meaning(back.after))).toEqual(withoutEmpty(meaning(live)));
        }
        expect(lost.every((name) => live[name] === 'NOT_SET' || live[name] === undefined)).toBe(true);
      }),
      runs,
    );
    expect(restored).toBeGreaterThan(0.5 * runs.numRuns);
  });
});

/** What a number never had it cannot lose again: it means the same as having it off, or empty. */
function withoutEmpty(value: unknown): unknown {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) return value;
  const { status, ...members } = value as Live;
  if (status === 'DISABLED') return { status };
  return Object.fromEntries(Object.entries({ status, ...members }).filter(([, member]) => !isEmpty(member)));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

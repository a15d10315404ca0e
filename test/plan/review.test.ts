import { describe, expect, it } from 'vitest';
import type { Calling, NumberReport } from '../../src/generated/schema-types.ts';
import { reviewNumbers, unreviewedChanges } from '../../src/plan/review.ts';
import { isStale, staleFailure } from '../../src/plan/stale.ts';
import { hours, planOf, tuesday } from './builders.ts';

const desired: Calling = { status: 'ENABLED', callback_permission_status: 'ENABLED' };
const off = { status: 'DISABLED', callback_permission_status: 'ENABLED' };
const planned = planOf(off, desired);
const review = (now: NumberReport, plan = planned) => reviewNumbers([plan], [now])[0] as NumberReport;

describe('a number of a reviewed plan', () => {
  it('that needs the reviewed request gets it, with the origins that the plan shows', () => {
    const shown = { ...planned, changes: planned.changes.map((change) => ({ ...change, origin: 'edit' as const })) };
    expect(review(planOf(off, desired), shown)).toEqual(shown);
  });

  it('that needs no request any more is as it reads', () => {
    const now = planOf({ status: 'ENABLED', callback_permission_status: 'ENABLED' }, desired);
    expect(review(now)).toEqual(now);
  });

  it('that needs a request now, and needed none then, fails as stale', () => {
    const then = planOf(desired, desired);
    expect(review(planOf(off, desired), then)).toMatchObject({
      outcome: 'failed',
      requests: [],
      error: {
        code: 'stale',
        message: 'the plan has no request for this number, which now needs one: nothing was sent',
        hint: 'plan again and review the change',
      },
    });
    expect(reviewNumbers([], [planOf(off, desired)])).toMatchObject([{ outcome: 'failed', error: { code: 'stale' } }]);
  });

  it('whose live settings moved fails as stale, and says what moved', () => {
    const now = planOf({ status: 'DISABLED', callback_permission_status: 'DISABLED' }, desired);
    expect(review(now)).toMatchObject({
      outcome: 'failed',
      requests: [],
      error: {
        code: 'stale',
        message:
          'live has changed since the plan was made, or a holiday has expired, so nothing was sent: callback_permission_status was in sync and is now "DISABLED"',
        hint: 'plan again and look at what changed',
      },
    });
  });

  it('whose plan hides a change that the request makes fails as stale', () => {
    const hiding = { ...planned, changes: [] };
    expect(review(planOf(off, desired), hiding)).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'stale',
        message: 'the plan does not show the change of status, so nobody reviewed it: nothing was sent',
        hint: 'plan again and review the change',
      },
    });
  });
});

describe('changes that nobody reviewed', () => {
  const risky = planOf({ status: 'ENABLED' }, { status: 'DISABLED' });
  const paths = (plan: readonly NumberReport[]) => unreviewedChanges(plan, [risky])[0]?.changes.map(({ path }) => path);

  it('are those that the plan does not show as they are, risk included', () => {
    expect(paths([risky])).toEqual([]);
    expect(paths([])).toEqual(['status']);
    const harmless = { ...risky, changes: risky.changes.map((change) => ({ ...change, risk: null })) };
    expect(paths([harmless])).toEqual(['status']);
    const other = { ...risky, changes: risky.changes.map((change) => ({ ...change, before: 'NOT_SET' })) };
    expect(paths([other])).toEqual(['status']);
  });
});

describe('a stale plan', () => {
  const live = { call_hours: hours() };
  const closing: Calling = { call_hours: { status: 'DISABLED' } };
  const plan = planOf(live, closing);

  it('is one whose live settings or requests differ', () => {
    expect(isStale(plan, planOf(live, closing))).toBe(false);
    expect(isStale(plan, { ...plan, live_fingerprint: 'sha256:other' })).toBe(true);
    expect(isStale(plan, { ...plan, requests: [] })).toBe(true);
  });

  it.each([
    {
      what: 'a value that is sent back unchanged',
      now: planOf({ call_hours: hours({ weekly_operating_hours: [tuesday] }) }, closing),
      moved: 'a value that would be sent back unchanged has changed',
    },
    {
      what: 'a value that no longer drifts',
      now: planOf({ call_hours: hours({ status: 'DISABLED' }) }, closing),
      moved: 'call_hours.status was "ENABLED" and is now in sync',
    },
    {
      what: 'several values',
      now: planOf({ call_hours: hours({ status: 'NOT_SET' }), status: 'DISABLED' }, { ...closing, status: 'ENABLED' }),
      moved: 'call_hours.status was "ENABLED" and is now "NOT_SET"; status was in sync and is now "DISABLED"',
    },
  ])('says what moved: $what', ({ now, moved }) => {
    expect(staleFailure(plan, now).message).toBe(
      `live has changed since the plan was made, or a holiday has expired, so nothing was sent: ${moved}`,
    );
  });
});

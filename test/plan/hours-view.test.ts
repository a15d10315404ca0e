import { describe, expect, it } from 'vitest';
import type { Calling } from '../../src/generated/schema-types.ts';
import { viewCallHours } from '../../src/plan/hours-view.ts';
import { buildNumberDiff } from '../../src/plan/number-diff.ts';
import { aNumber, christmas, hours, moment, monday, newYear, planOf, tuesday } from './builders.ts';

const today = '2026-11-22';

describe('the hours of a plan, for pictures', () => {
  it('are none where the file does not manage them', () => {
    expect(planOf({ call_hours: hours() }, { status: 'ENABLED' }).call_hours).toBeNull();
  });

  it('are live, and live as a write would leave it', () => {
    const live = { status: 'ENABLED', call_hours: hours({ holiday_schedule: [christmas] }) };
    const desired: Calling = { status: 'DISABLED', call_hours: { weekly_operating_hours: [tuesday] } };
    const side = { status: 'ENABLED', timezone_id: 'Europe/Berlin', holiday_schedule: [christmas] };
    expect(planOf(live, desired).call_hours).toEqual({
      today,
      before: { ...side, calling_status: 'ENABLED', weekly_operating_hours: [monday] },
      after: { ...side, calling_status: 'DISABLED', weekly_operating_hours: [tuesday] },
    });
  });

  it('stay as they are where another setting drifts, and show that calling goes off', () => {
    const live = { status: 'ENABLED', call_hours: hours() };
    const { call_hours } = planOf(live, { status: 'DISABLED', call_hours: { status: 'ENABLED' } });
    expect(call_hours?.after).toEqual({ ...call_hours?.before, calling_status: 'DISABLED' });
  });

  it('of a number without hours are off and empty', () => {
    const { call_hours } = planOf({}, { call_hours: { status: 'DISABLED' } });
    const none = {
      calling_status: null,
      status: 'DISABLED',
      timezone_id: null,
      weekly_operating_hours: [],
      holiday_schedule: [],
    };
    expect(call_hours).toEqual({ today, before: none, after: none });
  });
});

describe('the hours of two revisions', () => {
  it('are null on a side that states none, and null for both if neither does', () => {
    const stated = { call_hours: { holiday_schedule: [newYear] } };
    const side = {
      calling_status: null,
      status: null,
      timezone_id: null,
      weekly_operating_hours: null,
      holiday_schedule: [newYear],
    };
    expect(viewCallHours({}, stated, { today })).toEqual({ today, before: null, after: side });
    expect(viewCallHours(stated, {}, { today })).toEqual({ today, before: side, after: null });
    expect(viewCallHours({ status: 'ENABLED' }, {}, { today })).toBeNull();
  });
});

describe('the diff of a number', () => {
  const desired = aNumber({ status: 'ENABLED' });

  it('without a file in the base is all edits', () => {
    const diff = buildNumberDiff(null, desired, moment);
    expect(diff).toMatchObject({ outcome: 'drifted', notes: [] });
    expect(diff.changes).toMatchObject([{ path: 'status', action: 'add', origin: 'edit' }]);
  });

  it('with a base that cannot be read says so, and leaves the origin open', () => {
    const diff = buildNumberDiff({ unknown: 'the base is a submodule' }, desired, moment);
    expect(diff.changes).toMatchObject([{ path: 'status', origin: null }]);
    expect(diff.notes).toEqual([
      {
        code: 'base_unreadable',
        message: 'the base is a submodule, so every stated setting is shown as added',
        path: null,
      },
    ]);
  });

  it('of a number that changes its handling alone is not in sync', () => {
    const diff = buildNumberDiff({ ...desired, account: 'brazil' }, desired, moment);
    expect(diff).toMatchObject({ outcome: 'drifted', changes: [] });
    expect(diff.notes).toEqual([
      { code: 'account_changed', message: 'the account was brazil and is none', path: null },
    ]);
    expect(buildNumberDiff(desired, desired, moment)).toMatchObject({ outcome: 'in_sync', notes: [] });
  });

  it('names each setting whose protection changed, and none other', () => {
    const before = { ...desired, protect: ['status', 'sip'] as const };
    const after = { ...desired, protect: ['sip', 'audio'] as const };
    const messages = buildNumberDiff(
      { ...before, protect: [...before.protect] },
      { ...after, protect: [...after.protect] },
      moment,
    ).notes;
    expect(messages.map(({ message }) => message)).toEqual([
      'status is no longer protected: callctl writes it from now on',
      'audio is now protected: callctl reports it and no longer writes it',
    ]);
  });

  it('names what the files no longer state', () => {
    const before = aNumber({ status: 'ENABLED', call_hours: { timezone_id: 'Europe/Berlin', status: 'ENABLED' } });
    const after = aNumber({ status: 'ENABLED', call_hours: { status: 'ENABLED' } });
    expect(buildNumberDiff(before, after, moment).notes).toEqual([
      {
        code: 'no_longer_managed',
        message: 'call_hours.timezone_id is no longer in the file: callctl leaves it as it is',
        path: 'call_hours.timezone_id',
      },
    ]);
  });
});

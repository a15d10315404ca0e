import { describe, expect, it } from 'vitest';
import type { Calling } from '../../src/generated/schema-types.ts';
import { directionOf, exchangeSides } from '../../src/plan/direction.ts';
import { changeTexts, christmas, hours, monday, newYear, planOf } from './builders.ts';

describe('drift, seen from the file', () => {
  const off = { status: 'DISABLED', call_icons: { restrict_to_user_countries: ['BR'] } };
  const file: Calling = { status: 'ENABLED', call_icons: { restrict_to_user_countries: [] } };

  it('says what live has in place of what the file states', () => {
    const drift = exchangeSides(planOf(off, file, { judges: 'drift' }));
    expect(changeTexts(drift)).toEqual([
      'status: "ENABLED" -> "DISABLED"',
      'call_icons.restrict_to_user_countries: [] -> ["BR"]',
    ]);
    expect(drift.changes.map(({ risk }) => risk)).toEqual([
      'calling is turned off: people can no longer call',
      'people in some countries lose the call button',
    ]);
  });

  it('says what live lost and gained, in the hours too', () => {
    const live = { call_hours: hours({ holiday_schedule: [christmas] }) };
    const desired = { call_hours: { weekly_operating_hours: [monday], holiday_schedule: [newYear] } };
    const { changes, call_hours } = exchangeSides(planOf(live, desired));
    expect(changes.map(({ path, action }) => [path, action])).toEqual([
      ['call_hours.holiday_schedule[2026-12-25]', 'add'],
      ['call_hours.holiday_schedule[2027-01-01]', 'remove'],
    ]);
    expect(call_hours?.before?.holiday_schedule).toEqual([newYear]);
    expect(call_hours?.after?.holiday_schedule).toEqual([christmas]);
  });
});

it.each([
  ['plan', 'live_to_file'],
  ['apply', 'live_to_file'],
  ['drift', 'file_to_live'],
  ['diff', 'base_to_file'],
  ['restore', 'live_to_earlier'],
  ['validate', null],
] as const)('%s compares %s', (command, direction) => {
  expect(directionOf(command)).toBe(direction);
});

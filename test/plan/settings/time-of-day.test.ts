import { expect, it } from 'vitest';
import { normalizeTimeOfDay } from '../../../src/plan/settings/time-of-day.ts';

it.each([
  ['0900', '0900'],
  ['09:00', '0900'],
  ['9:00', '0900'],
  [900, '0900'],
  [30, '0030'],
  [0, '0000'],
  ['2359', '2359'],
  ['noon', 'noon'],
  ['', ''],
  [undefined, ''],
])('reads %s as %s', (value, time) => {
  expect(normalizeTimeOfDay(value)).toBe(time);
});

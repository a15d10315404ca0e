import { expect, it } from 'vitest';
import { addDays, daysInMonth, isDate } from '../../src/plan/dates.ts';

it.each([
  ['2026-12-25', true],
  ['2027-01-01', true],
  ['2026-12-25T00:00', false],
  ['x2026-12-25', false],
  ['2028-02-29', true],
  ['2026-02-29', false],
  ['2026-04-31', false],
  ['2026-13-01', false],
  ['2026-00-10', false],
  ['2026-01-00', false],
  ['2026-1-1', false],
  ['26-01-01', false],
  ['', false],
])('whether %s is a date: %s', (text, expected) => {
  expect(isDate(text)).toBe(expected);
});

it('counts days over the ends of months and years', () => {
  expect(addDays('2026-12-25', 60)).toBe('2027-02-23');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(daysInMonth(2028, 2)).toBe(29);
});

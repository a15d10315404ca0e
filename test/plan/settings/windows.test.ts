import { describe, expect, it } from 'vitest';
import {
  dayOfWeek,
  groupWindows,
  holidayShape,
  isTimeOfDay,
  minutesOfTime,
  normalizeTimeOfDay,
  readWindows,
  unreadableWindows,
  weeklyShape,
} from '../../../src/plan/settings/windows.ts';
import { monday } from '../builders.ts';

describe('a time of day', () => {
  it.each([
    ['0900', '0900'],
    ['09:00', '0900'],
    ['9:00', '0900'],
    [900, '0900'],
    [30, '0030'],
    [0, '0000'],
    ['2359', '2359'],
    ['noon', 'noon'],
    ['at 0900', 'at 0900'],
    ['0900 sharp', '0900 sharp'],
    ['', ''],
    [undefined, ''],
  ])('reads %s as %s', (value, time) => {
    expect(normalizeTimeOfDay(value)).toBe(time);
  });

  it.each([
    ['0000', true, 0],
    ['2359', true, 1439],
    ['2400', false, 1440],
    ['2401', false, null],
    ['0960', false, 600],
    ['900', false, null],
    ['10900', false, null],
    ['09000', false, null],
    ['noon', false, null],
  ])('%s: a file may state it: %s; minutes from midnight: %s', (text, isTime, minutes) => {
    expect(isTimeOfDay(text)).toBe(isTime);
    expect(minutesOfTime(text)).toBe(minutes);
  });
});

describe('what is not a window', () => {
  const half = { day_of_week: 'MONDAY', open_time: '0900' };

  it.each([
    { list: [half, null, monday, 'x'], unreadable: [half, null, 'x'] },
    { list: [{ ...monday, day_of_week: null }], unreadable: [{ ...monday, day_of_week: null }] },
    { list: 'closed', unreadable: ['closed'] },
    { list: [monday], unreadable: [] },
    { list: [], unreadable: [] },
    { list: null, unreadable: [] },
    { list: undefined, unreadable: [] },
  ])('$list', ({ list, unreadable }) => {
    expect(unreadableWindows(list, weeklyShape)).toEqual(unreadable);
  });
});

describe('a list of windows', () => {
  it('is read with either pair of names, by day through the week, then by start; half an entry is left out', () => {
    const list = [
      { day_of_week: 'SUNDAY', open_time: '0900', close_time: '1200' },
      { day_of_week: 'someday', open_time: '0900', close_time: '1200' },
      { day_of_week: 'monday', start_time: 1300, end_time: '18:00' },
      { day_of_week: 'MONDAY', open_time: '0900', close_time: '1200' },
      { day_of_week: 'TUESDAY', open_time: '0900' },
    ];
    expect(readWindows(list, weeklyShape)).toEqual([
      { day_of_week: 'MONDAY', open_time: '0900', close_time: '1200' },
      { day_of_week: 'MONDAY', open_time: '1300', close_time: '1800' },
      { day_of_week: 'SUNDAY', open_time: '0900', close_time: '1200' },
      { day_of_week: 'SOMEDAY', open_time: '0900', close_time: '1200' },
    ]);
  });

  it('is grouped by day or date', () => {
    const windows = [
      { date: '2026-12-24', start_time: '0900', end_time: '1200' },
      { date: '2026-12-24', start_time: '1300', end_time: '1400' },
      { date: '2026-12-31', start_time: '0900', end_time: '1200' },
    ];
    expect(groupWindows(windows, holidayShape).map(({ date, windows: times }) => [date, times])).toEqual([
      [
        '2026-12-24',
        [
          { start_time: '0900', end_time: '1200' },
          { start_time: '1300', end_time: '1400' },
        ],
      ],
      ['2026-12-31', [{ start_time: '0900', end_time: '1200' }]],
    ]);
  });
});

it.each([
  ['2026-11-22', 'SUNDAY'],
  ['2026-11-23', 'MONDAY'],
  ['2028-02-29', 'TUESDAY'],
  ['2026-02-30', undefined],
  ['2026-1-5', undefined],
  ['', undefined],
])('%s is a %s', (date, day) => {
  expect(dayOfWeek(date)).toBe(day);
});

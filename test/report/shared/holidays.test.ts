import { describe, expect, it } from 'vitest';
import { viewHolidays } from '../../../src/report/shared/holidays.ts';
import { numberWith, side } from './hours-sides.ts';

const day = (date: string, start_time = '0000', end_time = '2359') => ({ date, start_time, end_time });

describe('the holidays', () => {
  it('are listed by date, each with its weekday and what happens to it', () => {
    const before = side({
      holiday_schedule: [day('2026-12-25'), day('2026-11-01'), day('2027-01-06'), day('2026-12-31')],
    });
    const after = side({
      holiday_schedule: [day('2026-12-25', '1000', '1200'), day('2026-12-24'), day('2026-12-31'), day('2026-11-21')],
    });
    expect(viewHolidays(numberWith(before, after)).map(({ date, weekday, state }) => [date, weekday, state])).toEqual([
      ['2026-11-01', 'Sunday', 'expired'],
      ['2026-11-21', 'Saturday', 'expired'],
      ['2026-12-24', 'Thursday', 'added'],
      ['2026-12-25', 'Friday', 'changed'],
      ['2026-12-31', 'Thursday', 'unchanged'],
      ['2027-01-06', 'Wednesday', 'removed'],
    ]);
    expect(viewHolidays(numberWith(before, after))[3]).toMatchObject({
      before: ['00:00–23:59'],
      after: ['10:00–12:00'],
    });
  });

  it('are carried over if only live has them', () => {
    const hours = side({ holiday_schedule: [day('2026-12-25')] });
    const note = { code: 'carried_over', message: '', path: 'call_hours.holiday_schedule' };
    expect(viewHolidays(numberWith(hours, hours, [note]))[0]?.state).toBe('carried over');
  });

  it.each(['soon', '2027-02-30'])('on the impossible date %s have no weekday', (date) => {
    const hours = side({ holiday_schedule: [day(date)] });
    expect(viewHolidays(numberWith(hours, hours))).toMatchObject([{ date, weekday: '' }]);
  });

  it('that a file no longer states are not removed', () => {
    const before = side({ holiday_schedule: [day('2026-12-25')] });
    expect(viewHolidays(numberWith(before, side({ holiday_schedule: null })))).toEqual([]);
    expect(viewHolidays(numberWith(before, null))).toEqual([]);
  });
});

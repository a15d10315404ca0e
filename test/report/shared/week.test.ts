import { describe, expect, it } from 'vitest';
import type { HoursSide } from '../../../src/generated/schema-types.ts';
import { clockTime, groupDays, groupName, overlayDay, timeZones, viewWeek } from '../../../src/report/shared/week.ts';
import { numberWith, side } from './hours-sides.ts';

const monday = (open_time: string, close_time: string) => ({ day_of_week: 'MONDAY', open_time, close_time });

describe('the week', () => {
  it('has seven days, and shows which of them change and by how much', () => {
    const before = side({ weekly_operating_hours: [monday('0900', '1200'), monday('1300', '1800')] });
    const after = side({ weekly_operating_hours: [monday('0930', '1800')] });
    const seen = viewWeek(numberWith(before, after));
    expect(seen?.days.map(({ day }) => day)).toHaveLength(7);
    expect(seen?.days[0]).toEqual({
      day: 'MONDAY',
      before: [
        { start: 540, end: 720 },
        { start: 780, end: 1080 },
      ],
      after: [{ start: 570, end: 1080 }],
      changed: true,
    });
    expect(seen?.days.slice(1).some(({ changed }) => changed)).toBe(false);
    expect(seen).toMatchObject({ before: 480, after: 510 });
  });

  it('is open around the clock if call hours are not enabled', () => {
    const seen = viewWeek(
      numberWith(side({ status: 'DISABLED', weekly_operating_hours: [monday('0900', '1000')] }), null),
    );
    expect(seen).toMatchObject({ before: 7 * 24 * 60, after: null });
    expect(seen?.days[6]?.before).toEqual([{ start: 0, end: 1440 }]);
  });

  it('leaves out hours that a file does not state, and counts hours stated without a status', () => {
    const nine = side({ weekly_operating_hours: [monday('0900', '1000')] });
    const unstated = side({ weekly_operating_hours: null });
    expect(viewWeek(numberWith(nine, unstated))).toMatchObject({ before: 60, after: null });
    expect(viewWeek(numberWith(unstated, nine))).toMatchObject({ before: null, after: 60 });
    expect(viewWeek(numberWith(side({ ...nine, status: null }), nine))).toMatchObject({ before: 60, after: 60 });
  });

  it('ignores impossible times', () => {
    const hours = side({
      weekly_operating_hours: [monday('nine', '1800'), monday('9999', '1800'), monday('0900', '0900')],
    });
    expect(viewWeek(numberWith(hours, hours))).toMatchObject({ before: 0, after: 0 });
  });

  it('continues hours past midnight on the next day, also from Sunday to Monday', () => {
    const hours = side({
      weekly_operating_hours: [monday('1800', '0200'), { ...monday('2200', '0100'), day_of_week: 'SUNDAY' }],
    });
    const seen = viewWeek(numberWith(hours, hours));
    expect(seen?.days.map(({ after }) => after)).toEqual([
      [
        { start: 0, end: 60 },
        { start: 1080, end: 1440 },
      ],
      [{ start: 0, end: 120 }],
      ...[[], [], [], []],
      [{ start: 1320, end: 1440 }],
    ]);
    expect(seen).toMatchObject({ before: 11 * 60, after: 11 * 60 });
  });

  it('is closed on the side on which calling is off, and only there', () => {
    const on = side({ weekly_operating_hours: [monday('0900', '1000')] });
    const [off, unset] = ['DISABLED', 'NOT_SET'].map((calling_status) => ({ ...on, calling_status }));
    expect(viewWeek(numberWith(off as HoursSide, on))).toMatchObject({ before: 0, after: 60, off: 'before' });
    expect(viewWeek(numberWith(unset as HoursSide, on))).toMatchObject({ before: 0, after: 60, off: 'before' });
    expect(viewWeek(numberWith(on, off as HoursSide))).toMatchObject({ before: 60, after: 0, off: 'after' });
    expect(viewWeek(numberWith(off as HoursSide, off as HoursSide))).toMatchObject({
      before: 60,
      after: 60,
      off: 'before and after',
    });
    expect(viewWeek(numberWith(side({ ...on, calling_status: null }), off as HoursSide))).toMatchObject({
      before: 60,
      after: 60,
      off: null,
    });
  });

  it('is unknown if the number could not be read', () => {
    expect(viewWeek({ call_hours: null })).toBeNull();
  });
});

describe('neighbouring days with the same hours', () => {
  it('are one group, with its first and last day', () => {
    const hours = side({
      weekly_operating_hours: [monday('0900', '1000'), { ...monday('0900', '1000'), day_of_week: 'TUESDAY' }],
    });
    const groups = groupDays(viewWeek(numberWith(hours, hours))?.days ?? []);
    expect(groups.map((group) => groupName(group))).toEqual(['Monday–Tuesday', 'Wednesday–Sunday']);
    expect(groups.map((group) => groupName(group, 3))).toEqual(['Mon–Tue', 'Wed–Sun']);
    expect(groups.map(({ days }) => days.length)).toEqual([2, 5]);
  });

  it('are separate if only one side is the same', () => {
    const before = side({ weekly_operating_hours: [{ ...monday('0900', '1000'), day_of_week: 'SUNDAY' }] });
    const groups = groupDays(viewWeek(numberWith(before, side()))?.days ?? []);
    expect(groups.map((group) => groupName(group))).toEqual(['Monday–Saturday', 'Sunday']);
  });
});

it('names a time zone once if both sides have it', () => {
  const [berlin, lisbon] = [side(), side({ timezone_id: 'Europe/Lisbon' })];
  expect(timeZones(numberWith(berlin, berlin))).toEqual(['Europe/Berlin']);
  expect(timeZones(numberWith(berlin, lisbon))).toEqual(['Europe/Berlin', 'Europe/Lisbon']);
  expect(timeZones(numberWith(null, side({ timezone_id: null })))).toEqual([]);
});

it('shows minutes as a clock does', () => {
  expect([0, 545, 1439, 1440].map(clockTime)).toEqual(['00:00', '09:05', '23:59', '24:00']);
});

describe('the two sides of a day', () => {
  const window = (start: number, end: number) => ({ start, end });

  it('show what stays open, what opens and what closes', () => {
    expect(overlayDay({ before: [window(9, 12), window(13, 18)], after: [window(8, 14), window(20, 21)] })).toEqual({
      kept: [window(9, 12), window(13, 14)],
      opened: [window(8, 9), window(12, 13), window(20, 21)],
      closed: [window(14, 18)],
    });
  });

  it('keep touching windows apart', () => {
    expect(overlayDay({ before: [window(1, 2)], after: [window(2, 3)] })).toEqual({
      kept: [],
      opened: [window(2, 3)],
      closed: [window(1, 2)],
    });
  });

  it('are not compared if one is unknown', () => {
    const alone = { kept: [window(1, 2)], opened: [], closed: [] };
    expect(overlayDay({ before: null, after: [window(1, 2)] })).toEqual(alone);
    expect(overlayDay({ before: [window(1, 2)], after: null })).toEqual(alone);
    expect(overlayDay({ before: null, after: null })).toEqual({ kept: [], opened: [], closed: [] });
  });
});

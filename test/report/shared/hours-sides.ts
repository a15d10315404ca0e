import type { HoursSide, HoursView, Note } from '../../../src/generated/schema-types.ts';

/** Call hours of one side, open and stated in full. */
export const side = (hours: Partial<HoursSide> = {}): HoursSide => ({
  calling_status: 'ENABLED',
  status: 'ENABLED',
  timezone_id: 'Europe/Berlin',
  weekly_operating_hours: [],
  holiday_schedule: [],
  ...hours,
});

/** A number with its hours before and after. */
export const numberWith = (before: HoursSide | null, after: HoursSide | null, notes: Note[] = []) => {
  const call_hours: HoursView = { today: '2026-11-22', before, after };
  return { call_hours, notes };
};

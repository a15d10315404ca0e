import type { HoursSide, HoursView } from '../generated/schema-types.ts';
import { asObject, type Json, type JsonObject, withoutNotSet } from './json.ts';
import type { Context, Difference } from './settings/setting-row.ts';
import { holidayShape, readWindows, weeklyShape } from './settings/windows.ts';

/**
 * The call hours as live has them, and as a write would leave them. Null where the file does not manage them.
 *
 * @param differences Of all settings; where none is in the call hours, both sides are the same.
 */
export function viewPlannedHours(
  live: JsonObject,
  desired: JsonObject,
  differences: readonly Difference[],
  context: Context,
): HoursView {
  if (desired.call_hours === undefined) return null;
  const before = { ...absent, ...withoutNotSet(asObject(live.call_hours)) };
  const isDrifted = differences.some(({ setting }) => setting === 'call_hours');
  const after = isDrifted ? { ...before, ...asObject(desired.call_hours) } : before;
  return viewCallHours({ ...live, call_hours: before }, { ...live, ...desired, call_hours: after }, context);
}

/**
 * The complete call hours before and after, so that a reader can see the week; null where neither side has any.
 *
 * @param before `calling` as it was.
 * @param after `calling` as it will be.
 */
export function viewCallHours(before: JsonObject, after: JsonObject, { today }: Pick<Context, 'today'>): HoursView {
  if (before.call_hours === undefined && after.call_hours === undefined) return null;
  const seen = viewHours(before);
  const isSame = after.call_hours === before.call_hours && after.status === before.status;
  return { today, before: seen, after: isSame ? seen : viewHours(after) };
}

/** What a missing member, or missing call hours, means in live. A file that leaves one out does not manage it. */
const absent = { status: 'DISABLED', weekly_operating_hours: [], holiday_schedule: [] };

function viewHours(calling: JsonObject): HoursSide | null {
  if (calling.call_hours === undefined) return null;
  const { status, timezone_id, weekly_operating_hours, holiday_schedule } = asObject(calling.call_hours);
  return {
    calling_status: textOf(calling.status),
    status: textOf(status),
    timezone_id: textOf(timezone_id),
    weekly_operating_hours:
      weekly_operating_hours === undefined
        ? null
        : readWindows(weekly_operating_hours, weeklyShape).map(({ day_of_week, open_time, close_time }) => ({
            day_of_week: String(day_of_week),
            open_time: String(open_time),
            close_time: String(close_time),
          })),
    holiday_schedule:
      holiday_schedule === undefined
        ? null
        : readWindows(holiday_schedule, holidayShape).map(({ date, start_time, end_time }) => ({
            date: String(date),
            start_time: String(start_time),
            end_time: String(end_time),
          })),
  };
}

function textOf(value: Json | undefined): string | null {
  return value === undefined ? null : String(value);
}

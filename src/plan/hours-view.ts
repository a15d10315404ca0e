import { readHolidays, readWeeklyHours } from './call-hours.ts';
import { asObject, type Json, type JsonObject, withoutNotSet } from './json.ts';
import type { HoursSide, HoursView } from './schema-types.ts';
import type { Context } from './setting-row.ts';

/**
 * The call hours of live, and with what the file states of them laid over: as a write would leave them. Null where the file
 * does not manage them.
 *
 * @param isDrifted Whether anything of them differs; where nothing does, both sides are one.
 */
export function viewPlannedHours(
  live: JsonObject,
  desired: Json | undefined,
  isDrifted: boolean,
  context: Context,
): HoursView {
  if (desired === undefined) return null;
  // A number without call hours has them disabled.
  const before = live.call_hours ?? {};
  return viewCallHours(before, isDrifted ? { ...asObject(before), ...asObject(desired) } : before, context);
}

/** Call hours before and after, whole, for a reader who wants to see the week; null where neither side has any. */
export function viewCallHours(
  before: Json | undefined,
  after: Json | undefined,
  { today }: Pick<Context, 'today'>,
): HoursView {
  if (before === undefined && after === undefined) return null;
  const seen = viewHours(before);
  return { today, before: seen, after: after === before ? seen : viewHours(after) };
}

function viewHours(value: Json | undefined): HoursSide | null {
  if (value === undefined) return null;
  const { status, timezone_id, weekly_operating_hours, holiday_schedule } = withoutNotSet(asObject(value));
  return {
    status: String(status ?? 'DISABLED'),
    timezone_id: timezone_id === undefined ? null : String(timezone_id),
    weekly_operating_hours: readWeeklyHours(weekly_operating_hours).map(({ day_of_week, open_time, close_time }) => ({
      day_of_week: String(day_of_week),
      open_time: String(open_time),
      close_time: String(close_time),
    })),
    holiday_schedule: readHolidays(holiday_schedule).map(({ date, start_time, end_time }) => ({
      date: String(date),
      start_time: String(start_time),
      end_time: String(end_time),
    })),
  };
}

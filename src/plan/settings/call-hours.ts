import { asObject, asObjects, defined, type Json, type JsonObject, omit, withoutNotSet } from '../json.ts';
import { compareText } from '../text-order.ts';
import { canonicalTimeZone } from '../time-zone.ts';
import { type Context, missing, type Obstacle, type SettingRow, valueOrObstacles } from './setting-row.ts';
import { normalizeTimeOfDay } from './time-of-day.ts';

/** How the entries of a list of windows are named, in Meta's samples and responses. */
interface WindowShape {
  readonly key: 'day_of_week' | 'date';
  readonly start: string;
  readonly end: string;
}

const weekly: WindowShape = { key: 'day_of_week', start: 'open_time', end: 'close_time' };
const holiday: WindowShape = { key: 'date', start: 'start_time', end: 'end_time' };
/** Days of the week as Meta names and the reports order them. */
export const week: readonly string[] = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

/**
 * Opening hours. The endpoint replaces the whole object on every write and empties a `holiday_schedule` that is not sent
 * along (Meta call settings, Dec 2025), so it goes complete: live, overlaid with what is desired.
 */
export const callHours: SettingRow = {
  name: 'call_hours',
  normalize: (value, context) => {
    const { status, timezone_id, weekly_operating_hours, holiday_schedule, ...unknown } = asObject(value);
    return defined({
      ...unknown,
      status,
      timezone_id: timezone_id === undefined ? undefined : normalizeTimeZone(timezone_id),
      weekly_operating_hours:
        weekly_operating_hours && groupWindows(readWindows(weekly_operating_hours, weekly), weekly),
      holiday_schedule: holiday_schedule && groupWindows(unexpiredHolidays(holiday_schedule, context), holiday),
    });
  },
  // Without hours a number is open around the clock, and that is what DISABLED means (Meta call settings, Dec 2025).
  fillAbsent: (live) => ({ status: 'DISABLED', ...asObject(live) }),
  keyedLists: { weekly_operating_hours: 'day_of_week', holiday_schedule: 'date' },
  write: (live, desired, _drifted, context) => {
    const before = withoutNotSet(asObject(live));
    const merged = { ...before, ...asObject(desired) };
    const weeklyHours = readWindows(merged.weekly_operating_hours, weekly);
    const holidays = unexpiredHolidays(merged.holiday_schedule, context);
    const value = {
      ...omit(merged, ['holiday_schedule']),
      weekly_operating_hours: weeklyHours,
      // Leaving the list out empties it: that is documented, unlike what an empty list does.
      ...(holidays.length > 0 && { holiday_schedule: holidays }),
    };
    const required = 'Meta requires it in every write of call_hours';
    return valueOrObstacles(value, [
      merged.status !== undefined || missing('call_hours.status', required),
      merged.timezone_id !== undefined || missing('call_hours.timezone_id', required),
      weeklyHours.length > 0 || missing('call_hours.weekly_operating_hours', required),
      holidays.length <= mostHolidays || tooManyHolidays(holidays.length),
    ]);
  },
  restore: (live, context) => {
    if (live === undefined) return { status: 'DISABLED' };
    const { status, timezone_id, weekly_operating_hours, holiday_schedule } = withoutNotSet(asObject(live));
    const weeklyHours = readWindows(weekly_operating_hours, weekly);
    return defined({
      status,
      timezone_id,
      weekly_operating_hours: weeklyHours.length > 0 ? weeklyHours : undefined,
      holiday_schedule: unexpiredHolidays(holiday_schedule, context),
    });
  },
  webhook: [],
  risk: ({ path, after }) =>
    path.startsWith('call_hours.holiday_schedule[') && after === undefined ? 'a holiday is lost' : null,
};

/** Weekly windows in the endpoint's own names, by day, then opening time. */
export function readWeeklyHours(list: Json | undefined): JsonObject[] {
  return readWindows(list, weekly);
}

/** Holidays in the endpoint's own names, by date, then start; expired ones too. */
export function readHolidays(list: Json | undefined): JsonObject[] {
  return readWindows(list, holiday);
}

/** Today's holidays and later ones: a write that holds a date gone by is refused whole (Meta call settings, Dec 2025). */
export function unexpiredHolidays(schedule: Json | undefined, { today }: Pick<Context, 'today'>): JsonObject[] {
  return readHolidays(schedule).filter(({ date }) => String(date) >= today);
}

/** Dates of a holiday schedule that lie before today, each once. */
export function expiredDates(schedule: Json | undefined, { today }: Pick<Context, 'today'>): string[] {
  const dates = readHolidays(schedule).map(({ date }) => String(date));
  return [...new Set(dates.filter((date) => date < today))];
}

/** Meta call settings, Dec 2025. The check of files cannot tell for certain: the time zone may be live's. */
const mostHolidays = 20;

function tooManyHolidays(many: number): Obstacle {
  return {
    message: `call_hours.holiday_schedule has ${many} entries from today on, and Meta takes at most ${mostHolidays}`,
    hint: 'leave the last ones out until the first have gone by',
  };
}

function normalizeTimeZone(value: Json): string {
  const name = String(value);
  return canonicalTimeZone(name) ?? name;
}

/** Windows in the endpoint's own names and order. Meta's tables name the times of a holiday as those of a weekday. */
function readWindows(list: Json | undefined, shape: WindowShape): JsonObject[] {
  return (
    asObjects(list)
      .map(({ open_time, close_time, start_time, end_time, ...rest }) => ({
        ...rest,
        [shape.key]: String(rest[shape.key] ?? '').toUpperCase(),
        [shape.start]: normalizeTimeOfDay(open_time ?? start_time),
        [shape.end]: normalizeTimeOfDay(close_time ?? end_time),
      }))
      // Live may hold half an entry; there is nothing in it to compare or to send back.
      .filter((window) => window[shape.key] !== '' && window[shape.start] !== '' && window[shape.end] !== '')
      .sort((a, b) => compareText(sortKey(a, shape), sortKey(b, shape)))
  );
}

function sortKey(window: JsonObject, shape: WindowShape): string {
  const key = String(window[shape.key]);
  return `${shape.key === 'date' ? key : week.indexOf(key)} ${window[shape.start]} ${window[shape.end]}`;
}

/** One entry a day or date, so that a change is told as that day's windows before and after. */
function groupWindows(windows: readonly JsonObject[], shape: WindowShape): JsonObject[] {
  const groups = new Map<string, JsonObject[]>();
  for (const window of windows) {
    const key = String(window[shape.key]);
    const times = defined({ [shape.start]: window[shape.start], [shape.end]: window[shape.end] });
    groups.set(key, [...(groups.get(key) ?? []), times]);
  }
  return [...groups].map(([key, times]) => ({ [shape.key]: key, windows: times }));
}

import { timeZoneNames } from '../generated/time-zone-names.ts';

/** The name that IANA uses today for a time zone; undefined for a name it never used. Case matters. */
export function canonicalTimeZone(name: string): string | undefined {
  const canonical = Object.hasOwn(timeZoneNames, name) ? timeZoneNames[name] : undefined;
  // CLDR's name for an unknown time zone.
  return canonical === 'Etc/Unknown' ? undefined : canonical;
}

/** Whether a time zone has another name today, such as Asia/Calcutta. */
export function isTimeZoneAlias(name: string): boolean {
  const canonical = canonicalTimeZone(name);
  return canonical !== undefined && canonical !== name;
}

/** The date of `now` in a time zone, as YYYY-MM-DD; in UTC where the zone is missing or unknown. */
export type TodayIn = (timeZone: string | undefined, now: Date) => string;

/** Makes one `todayIn` for a whole run. It keeps formatters, which take far longer to make than to use. */
export function createTodayIn(): TodayIn {
  const formats = new Map<string, Intl.DateTimeFormat>();
  // A fleet has few zones and is judged within minutes, and no zone changes its date within a minute.
  const todays = new Map<string, { readonly minute: number; readonly date: string }>();
  return (timeZone = 'UTC', now) => {
    const minute = Math.floor(now.getTime() / 60_000);
    const known = todays.get(timeZone);
    if (known?.minute === minute) return known.date;
    const format = formats.get(timeZone) ?? makeDateFormat(timeZone);
    formats.set(timeZone, format);
    const date = formatDate(format, now);
    todays.set(timeZone, { minute, date });
    return date;
  };
}

function formatDate(format: Intl.DateTimeFormat, now: Date): string {
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day}`;
}

function makeDateFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  } catch {
    // Node knows the zone under an older name, or not at all.
    const canonical = canonicalTimeZone(timeZone);
    return makeDateFormat(canonical === undefined || canonical === timeZone ? 'UTC' : canonical);
  }
}

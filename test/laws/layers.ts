import fc from 'fast-check';

export const week = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];
export const dates = ['2027-01-01', '2027-02-09', '2027-05-01', '2027-12-25'];

/** A day's or date's windows; null drops what came before. */
export type Windows = readonly (readonly [start: string, end: string])[] | null;
export type Keyed = Readonly<Record<string, Windows>>;

/** What one file of the generated ones states: a value, null to drop, undefined to say nothing. */
export interface Layer {
  readonly status?: 'ENABLED' | 'DISABLED' | null;
  readonly timezone?: 'Europe/Berlin' | 'Asia/Kolkata' | null;
  readonly hours?: null;
  readonly countries?: readonly ('BR' | 'PT' | 'IN')[] | null;
  /** The parameters of the SIP server; null where it has none of its own to state. */
  readonly server?: Readonly<Record<string, string>> | null;
  readonly weekly?: Keyed;
  /** Without an entry it states that there is no holiday. */
  readonly holidays?: Keyed;
}

const windows: fc.Arbitrary<Windows> = fc.option(
  fc.constantFrom<Windows>(
    [['0900', '1800']],
    [['0000', '2359']],
    [
      ['0800', '1200'],
      ['1300', '1500'],
    ],
  ),
);
const keyed = (keys: readonly string[], minKeys = 1) =>
  fc.dictionary(fc.constantFrom(...keys), windows, { minKeys, maxKeys: keys.length });
export const layer: fc.Arbitrary<Layer> = fc.record(
  {
    status: fc.constantFrom('ENABLED' as const, 'DISABLED' as const, null),
    timezone: fc.constantFrom('Europe/Berlin' as const, 'Asia/Kolkata' as const, null),
    hours: fc.constant(null),
    countries: fc.option(fc.uniqueArray(fc.constantFrom('BR' as const, 'PT' as const, 'IN' as const))),
    server: fc.option(fc.dictionary(fc.constantFrom('tgrp', 'trunk'), fc.constantFrom('main', 'spare'))),
    weekly: keyed(week),
    holidays: keyed(dates, 0),
  },
  { requiredKeys: [] },
);
export const layers = fc.array(layer, { minLength: 1, maxLength: 5 });

/** The settings that layers come to, worked out by hand: the later layer decides wherever it says something. */
export function modelOf(stated: readonly Layer[]): unknown {
  let calling: Record<string, unknown> = {};
  let hours: Record<string, unknown> = {};
  let weekly: Record<string, Windows> | undefined;
  let holidays: Record<string, Windows> | undefined;
  let statesNone = false;
  for (const each of stated) {
    calling = replace(calling, 'status', each.status);
    calling = replace(calling, 'countries', each.countries);
    // An entry of a list is replaced whole: no parameter of an earlier one is left.
    if (each.server !== undefined) calling.server = each.server;
    if (each.hours === null) {
      hours = {};
      weekly = undefined;
      holidays = undefined;
      statesNone = false;
      continue;
    }
    hours = replace(hours, 'timezone_id', each.timezone);
    if (each.weekly) weekly = { ...weekly, ...each.weekly };
    if (each.holidays) {
      const clears = Object.keys(each.holidays).length === 0;
      holidays = clears ? {} : { ...holidays, ...each.holidays };
      statesNone ||= clears;
    }
  }
  const callHours = {
    ...hours,
    ...(isStated(weekly) && { weekly_operating_hours: listOf(weekly, week, 'day_of_week', 'open_time', 'close_time') }),
    ...((isStated(holidays) || statesNone) && {
      holiday_schedule: listOf(holidays ?? {}, dates, 'date', 'start_time', 'end_time'),
    }),
  };
  const { countries, server, ...rest } = calling;
  return {
    ...rest,
    ...(countries !== undefined && { call_icons: { restrict_to_user_countries: countries } }),
    ...(server !== undefined && {
      sip: { servers: [{ hostname: 'a.example', ...(server !== null && { request_uri_user_params: server }) }] },
    }),
    ...(Object.keys(callHours).length > 0 && { call_hours: callHours }),
  };
}

/** Whether windows are left: dropping the last ones leaves the list unmanaged. */
function isStated(windowsByKey: Keyed | undefined): windowsByKey is Keyed {
  return Object.values(windowsByKey ?? {}).some((each) => each !== null);
}

function replace(members: Record<string, unknown>, key: string, value: unknown): Record<string, unknown> {
  if (value === undefined) return members;
  const { [key]: _, ...others } = members;
  return value === null ? others : { ...others, [key]: value };
}

function listOf(windowsByKey: Keyed, order: readonly string[], key: string, start: string, end: string) {
  return order.flatMap((name) =>
    (windowsByKey[name] ?? []).map(([from, to]) => ({ [key]: name, [start]: from, [end]: to })),
  );
}

/** A layer as YAML, a value a line; `turn` says which of its members and entries comes first. */
export function write({ status, timezone, hours, countries, server, weekly, holidays }: Layer, turn = 0): string {
  const ofHours = [
    timezone !== undefined && `    timezone_id: ${timezone}`,
    weekly && `    weekly_operating_hours:\n${writeWindows(weekly, ['day_of_week', 'open_time', 'close_time'], turn)}`,
    holidays && Object.keys(holidays).length === 0 && '    holiday_schedule: []',
    holidays &&
      Object.keys(holidays).length > 0 &&
      `    holiday_schedule:\n${writeWindows(holidays, ['date', 'start_time', 'end_time'], turn)}`,
  ].filter((member) => typeof member === 'string');
  const members = [
    '  voicemail: {}',
    status !== undefined && `  status: ${status}`,
    countries !== undefined && `  call_icons:\n    restrict_to_user_countries: ${JSON.stringify(countries)}`,
    server !== undefined && `  sip:\n    servers:\n${writeServer(server)}`,
    hours === null && '  call_hours: null',
    hours === undefined && ofHours.length > 0 && `  call_hours:\n${rotate(ofHours, turn).join('\n')}`,
  ].filter((member) => typeof member === 'string');
  return `calling:\n${rotate(members, turn).join('\n')}\n`;
}

function writeServer(params: NonNullable<Layer['server']> | null): string {
  const members = Object.entries(params ?? {}).map(([key, value]) => `          ${key}: ${value}`);
  const lines =
    members.length === 0 ? ['        request_uri_user_params: {}'] : ['        request_uri_user_params:', ...members];
  return ['      - hostname: a.example', ...(params === null ? [] : lines)].join('\n');
}

function writeWindows(windowsByKey: Keyed, [key, start, end]: readonly [string, string, string], turn: number): string {
  const entries = Object.entries(windowsByKey).flatMap(([name, list]) =>
    (list ?? [[null, null] as const]).map(
      ([from, to]) => `      - { ${key}: ${name}, ${start}: ${quote(from)}, ${end}: ${quote(to)} }`,
    ),
  );
  return rotate(entries, turn).join('\n');
}

function rotate<Item>(items: readonly Item[], turn: number): Item[] {
  const start = turn % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function quote(time: string | null): string {
  return time === null ? 'null' : `"${time}"`;
}

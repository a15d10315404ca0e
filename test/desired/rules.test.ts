import { describe, expect, it } from 'vitest';
import { loadFiles } from './support.ts';

const callHours = (holidays: readonly string[]) =>
  `call_hours: { holiday_schedule: [${holidays.map((date) => `{ date: "${date}", start_time: "0900", end_time: "1200" }`).join(', ')}] }`;

const daysOf = (month: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);

const weekOf = (...windows: readonly string[]) =>
  `call_hours: { weekly_operating_hours: [${windows.map((times) => `{ day_of_week: MONDAY, ${times} }`).join(', ')}] }`;

async function problemsOf(calling: string) {
  const { problems } = await loadFiles({ 'a.yaml': `phone_number_id: "1"\ncalling: { ${calling} }\n` });
  return problems;
}

async function check(calling: string) {
  const problems = await problemsOf(calling);
  return problems.map(({ code, message }) => `${code}: ${message}`);
}

describe('a settings file is valid', () => {
  it.each([
    { states: 'SIP off without a server', calling: 'sip: { status: DISABLED, servers: [] }' },
    { states: 'no SIP server and no status', calling: 'sip: { servers: [] }' },
    { states: 'SIP on, with the server left to live', calling: 'sip: { status: ENABLED }' },
    { states: 'voicemail off without a trigger', calling: 'voicemail: { status: DISABLED, triggers: [] }' },
    { states: 'voicemail without a trigger and without a status', calling: 'voicemail: { triggers: [] }' },
    { states: 'voicemail on, with the triggers left to live', calling: 'voicemail: { status: ENABLED }' },
    { states: '20 holidays', calling: callHours(daysOf('2027-12', 20)) },
    { states: '21 holidays, one of them past', calling: callHours(['2026-11-21', ...daysOf('2027-12', 20)]) },
    { states: 'a host name that has digits in it', calling: 'sip: { servers: [{ hostname: sip.3cx.example.com }] }' },
    { states: 'a host name of digits and a domain', calling: 'sip: { servers: [{ hostname: 10.0.0.example }] }' },
    {
      states: 'three windows a day of which two touch',
      calling: `call_hours: { holiday_schedule: [
        { date: 2027-12-24, start_time: "0900", end_time: "1100" },
        { date: 2027-12-24, start_time: "1100", end_time: "1200" },
        { date: 2027-12-24, start_time: "1300", end_time: "1500" }] }`,
    },
  ])('with $states', async ({ calling }) => {
    expect(await check(calling)).toEqual([]);
  });
});

describe('a settings file is refused', () => {
  const yearFirst = 'write year, month, day: the month must be 01 to 12';

  it.each([
    { date: '2027-00-10', hint: yearFirst },
    { date: '2027-13-10', hint: yearFirst },
    { date: '0000-01-32', hint: yearFirst },
    { date: '2027-01-00', hint: '2027-01 has days 01 to 31' },
    { date: '2027-04-31', hint: '2027-04 has days 01 to 30' },
    { date: '2027-12-32', hint: '2027-12 has days 01 to 31' },
  ])('for a date that no calendar has: $date', async ({ date, hint }) => {
    expect(await problemsOf(callHours([date]))).toMatchObject([
      { code: 'impossible_date', message: `there is no ${date}`, hint },
    ]);
  });

  it('for 21 holidays from today on, at the 21st', async () => {
    expect(await check(callHours(['2026-11-22', ...daysOf('2027-12', 20)]))).toEqual([
      'too_many_holidays: 21 holidays are still to come, and this is number 21',
    ]);
  });

  it.each([
    { host: '12345', message: 'hostname cannot be "12345", which is neither a name nor an address' },
    { host: 'sip:10:20', message: 'hostname cannot be "sip:10:20"' },
    { host: '10:20:sip', message: 'hostname cannot be "10:20:sip"' },
  ])('once for a host that is not a name: $host', async ({ host, message }) => {
    expect(await check(`sip: { servers: [{ hostname: "${host}" }] }`)).toEqual([`bad_hostname: ${message}`]);
  });

  it.each([
    {
      mistake: 'a window that ends before it begins inside another',
      windows: ['open_time: "1000", close_time: "1300"', 'open_time: "1200", close_time: "0900"'],
      code: 'closes_before_it_opens',
    },
    {
      mistake: 'an empty window inside another',
      windows: ['open_time: "1000", close_time: "1300"', 'open_time: "1100", close_time: "1100"'],
      code: 'closes_before_it_opens',
    },
    {
      mistake: 'an entry with one null beside a window',
      windows: ['open_time: null, close_time: "1200"', 'open_time: "1300", close_time: "1800"'],
      code: 'half_dropped',
    },
  ])('once for $mistake', async ({ windows, code }) => {
    expect((await problemsOf(weekOf(...windows))).map((problem) => problem.code)).toEqual([code]);
  });
});

describe('a warning about holidays', () => {
  const until = (date: string) =>
    check(`call_hours: { timezone_id: Europe/Berlin, ${callHours([date]).slice(14, -2)} }`);

  it('comes when the last one is less than 60 days ahead', async () => {
    expect(await until('2027-01-20')).toEqual(['holidays_end_soon: 2027-01-20 is the last holiday']);
    expect(await until('2027-01-21')).toEqual([]);
  });

  it('comes when the last one was yesterday, in other words', async () => {
    expect(await until('2026-11-21')).toEqual(['holidays_expired: every holiday is past; the last was 2026-11-21']);
    expect(await until('2026-11-22')).toEqual(['holidays_end_soon: 2026-11-22 is the last holiday']);
  });
});

describe('a warning about two values', () => {
  const sip = 'calling: { sip: { status: ENABLED } }\n';
  const off = 'calling: { status: DISABLED }\n';

  it.each([
    { stated: 'the first in the file', file: sip, partial: off, at: 'a.yaml calling.sip.status', other: '_p.yaml:1' },
    { stated: 'the second in the file', file: off, partial: sip, at: 'a.yaml calling.status', other: '_p.yaml:1' },
    {
      stated: 'both in a partial',
      file: '',
      partial: 'calling: { sip: { status: ENABLED }, status: DISABLED }\n',
      at: '_p.yaml calling.sip.status',
      other: '_p.yaml:1',
    },
    {
      stated: 'both in the file',
      file: 'calling: { sip: { status: ENABLED }, status: DISABLED }\n',
      partial: '',
      at: 'a.yaml calling.sip.status',
      other: 'a.yaml:3',
    },
  ])('is at the one in the settings file, and names the other: $stated', async ({ file, partial, at, other }) => {
    const { problems } = await loadFiles({
      'a.yaml': `phone_number_id: "1"\nextends: [_p.yaml]\n${file}`,
      '_p.yaml': partial || '{}',
    });
    expect(problems.map((problem) => `${problem.file} ${problem.path}`)).toEqual([at]);
    const otherPath = at.endsWith('calling.status') ? 'calling.sip.status' : 'calling.status';
    expect(problems[0]?.message).toContain(`(${otherPath} is stated in ${other})`);
  });
});

describe('what was expected', () => {
  it.each([
    {
      calling: 'call_hours: { timezone_id: Mars/Olympus }',
      expected: 'a name from the IANA time zone database, such as Europe/Berlin',
    },
    { calling: 'sip: { servers: [{ hostname: "1.2.3" }] }', expected: 'a host name' },
    { calling: 'sip: { servers: [{ hostname: "192.0.2.7" }] }', expected: 'a host name' },
    { calling: 'sip: { status: ENABLED, servers: [] }', expected: 'one server' },
    { calling: 'voicemail: { status: ENABLED, triggers: [] }', expected: 'REJECT, TIMEOUT or both' },
    { calling: callHours(['2027-02-30']), expected: 'a date of the calendar' },
    {
      calling: callHours(['2026-11-22', ...daysOf('2027-12', 20)]),
      expected: 'at most 20 entries from today (2026-11-22) on',
    },
    { calling: callHours(['2026-11-23']), expected: 'holidays for at least the next 60 days' },
    { calling: weekOf('open_time: "0900", close_time: "0800"'), expected: 'a time after 0900' },
    { calling: weekOf('open_time: null, close_time: "0800"'), expected: 'two times, or two nulls' },
    {
      calling: weekOf('open_time: "0900", close_time: "1200"', 'open_time: "1100", close_time: "1300"'),
      expected: 'windows that do not overlap',
    },
    {
      calling: weekOf('open_time: "0900", close_time: "1200"', 'open_time: null, close_time: null'),
      expected: 'one or the other',
    },
    {
      calling: weekOf(
        'open_time: "0900", close_time: "1000"',
        'open_time: "1100", close_time: "1200"',
        'open_time: "1300", close_time: "1400"',
      ),
      expected: 'at most two',
    },
  ])('is said: $expected', async ({ calling, expected }) => {
    expect((await problemsOf(calling)).map((problem) => problem.expected)).toEqual([expected]);
  });
});

import { describe, expect, it } from 'vitest';
import { loadFiles } from './support.ts';

const callHours = (holidays: readonly string[]) =>
  `call_hours: { holiday_schedule: [${holidays.map((date) => `{ date: "${date}", start_time: "0900", end_time: "1200" }`).join(', ')}] }`;

const daysOf = (month: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);

async function check(calling: string) {
  const { problems, numbers } = await loadFiles({ 'a.yaml': `phone_number_id: "1"\ncalling: { ${calling} }\n` });
  expect(numbers).toHaveLength(1);
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
  it.each(['2027-00-10', '2027-13-10', '2027-01-00', '2027-01-32', '2027-04-31'])(
    'for a date that no calendar has: %s',
    async (date) => {
      expect(await check(callHours([date]))).toEqual([`impossible_date: there is no ${date}`]);
    },
  );

  it('for 21 holidays from today on, at the 21st', async () => {
    expect(await check(callHours(['2026-11-22', ...daysOf('2027-12', 20)]))).toEqual([
      'too_many_holidays: 21 holidays are still to come, and this is number 21',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Calling } from '../../src/generated/schema-types.ts';
import { ambiguityNote, restrictionNote } from '../../src/plan/notes.ts';
import { activeRestrictions } from '../../src/plan/restriction.ts';
import { christmas, hours, moment, monday, now, planOf, tuesday } from './builders.ts';

const holiday = (day: number) => ({ date: `2027-02-0${day}`, start_time: '0900', end_time: '1200' });
const past = (day: number) => ({ date: `2026-01-0${day}`, start_time: '0900', end_time: '1200' });
const notesOf = (live: object, desired: Parameters<typeof planOf>[1], more = {}) =>
  planOf(live, desired, { more }).notes.map(({ code, message }) => `${code}: ${message}`);

describe('what a reader should know of the hours', () => {
  const statesOthers: Calling = {
    call_hours: { status: 'DISABLED', timezone_id: 'Europe/Berlin', weekly_operating_hours: [monday] },
  };

  it.each([
    {
      holidays: [christmas],
      note: 'carried_over: 1 live holiday that is not in the file would be lost with this write, so callctl sends it back unchanged: 2026-12-25',
    },
    {
      holidays: [holiday(1), { ...holiday(1), start_time: '1300', end_time: '1400' }, holiday(2)],
      note: 'carried_over: 2 live holidays that are not in the file would be lost with this write, so callctl sends them back unchanged: 2027-02-01, 2027-02-02',
    },
    {
      holidays: [1, 2, 3, 4, 5, 6].map(holiday),
      note: 'carried_over: 6 live holidays that are not in the file would be lost with this write, so callctl sends them back unchanged: 2027-02-01, 2027-02-02, 2027-02-03, 2027-02-04, 2027-02-05, 2027-02-06',
    },
    {
      holidays: [1, 2, 3, 4, 5, 6, 7, 8].map(holiday),
      note: 'carried_over: 8 live holidays that are not in the file would be lost with this write, so callctl sends them back unchanged: 2027-02-01, 2027-02-02, 2027-02-03, 2027-02-04, 2027-02-05, 2027-02-06 and 2 more',
    },
  ])('holidays that only live has: $note', ({ holidays, note }) => {
    expect(notesOf({ call_hours: hours({ holiday_schedule: holidays }) }, statesOthers)).toEqual([note]);
  });

  it('nothing where all live holidays are past, but that they are', () => {
    expect(notesOf({ call_hours: hours({ holiday_schedule: [past(1)] }) }, statesOthers)).toEqual([
      'holiday_expired: 2026-01-01 is in the past: ignored and never sent',
    ]);
    expect(notesOf({ call_hours: hours({ holiday_schedule: [past(1), past(2)] }) }, statesOthers)).toEqual([
      'holiday_expired: 2026-01-01, 2026-01-02 are in the past: ignored and never sent',
    ]);
  });

  it('nothing of what is not written', () => {
    expect(
      notesOf({ call_hours: hours({ holiday_schedule: [christmas] }) }, { call_hours: { status: 'ENABLED' } }),
    ).toEqual([]);
  });

  it('that a protected setting is never written, once for all its changes', () => {
    const desired = { call_hours: { status: 'DISABLED', weekly_operating_hours: [tuesday] } } as const;
    expect(
      notesOf(
        { call_hours: hours() },
        { call_hours: { ...desired.call_hours, weekly_operating_hours: [tuesday] } },
        { protect: ['call_hours'] },
      ),
    ).toEqual(['protected: call_hours is protected: callctl reports it and never writes it']);
  });
});

describe('restrictions', () => {
  const end = now.getTime() / 1000 + 60;
  const restrictionsOf = (entry: object) =>
    activeRestrictions({ restrictions: { restrictions_list: [entry as never] } }, moment.now);

  it.each([
    { entry: { type: 'a', reason: 'b', expiration: end }, note: 'A until 2026-11-22T12:01:00.000Z: b' },
    { entry: { type: 'a', reason: 'b' }, note: 'A (no end given): b' },
    { entry: {}, note: 'UNKNOWN (no end given): Meta gives no reason' },
    { entry: { type: 'a', expiration: end * 1000 }, note: 'A until 2026-11-22T12:01:00.000Z: Meta gives no reason' },
    { entry: { type: 'a', expiration: 'soon' }, note: 'A (no end given): Meta gives no reason' },
    { entry: { type: 'a', expiration: String(end) }, note: 'A until 2026-11-22T12:01:00.000Z: Meta gives no reason' },
  ])('are noted: $note', ({ entry, note }) => {
    expect(restrictionsOf(entry).map(restrictionNote)).toEqual([{ code: 'restriction', message: note, path: null }]);
  });

  it('that have ended count for nothing, in seconds and in milliseconds', () => {
    expect(restrictionsOf({ type: 'a', expiration: end - 60 })).toEqual([]);
    expect(restrictionsOf({ type: 'a', expiration: (end - 61) * 1000 })).toEqual([]);
  });
});

it('what could not be compared is noted with its reason', () => {
  const failure = { code: 'x', message: 'it is unclear', hint: 'say it' };
  expect(ambiguityNote({ path: 'sip.servers', failure })).toEqual({
    code: 'x',
    message: 'it is unclear, so it was not compared',
    path: 'sip.servers',
  });
});

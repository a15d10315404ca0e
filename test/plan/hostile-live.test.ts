import { describe, expect, it } from 'vitest';
import type { Calling } from '../../src/generated/schema-types.ts';
import { cleanLive } from '../../src/plan/clean-live.ts';
import { sourceOf } from '../../src/plan/desired-number.ts';
import { aNumber, changeTexts, christmas, hours, monday, now, planOf, tuesday } from './builders.ts';

const server = (params: object) => ({ hostname: 'a.example', request_uri_user_params: params });
const withParams = (params: object) => ({ sip: { status: 'ENABLED', servers: [{ app_id: 1, ...server(params) }] } });
const wantsParams = (params: Record<string, string>): Calling => ({ sip: { servers: [server(params)] } }) as Calling;

describe('names that hold anything', () => {
  it.each(['k.', '.k', 'a]b', '[', ']', '.', 'a[b].c', ' '])(
    'a parameter named %j is compared, and its source found',
    (name) => {
      const plan = planOf(withParams({ x: '1', [name]: 'v' }), wantsParams({ x: '1' }));
      expect(plan.changes.map(({ action, after }) => [action, after])).toEqual([['remove', null]]);
    },
  );

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'a parameter named %s is one like others',
    (name) => {
      const path = `sip.servers[0].request_uri_user_params.${name}`;
      expect(changeTexts(planOf(withParams({}), wantsParams({ [name]: '1' })))).toEqual([`${path}: null -> "1"`]);
      expect(changeTexts(planOf(withParams({ [name]: '1' }), wantsParams({})))).toEqual([`${path}: "1" -> null`]);
    },
  );

  it.each(['X]Y', '.', '', { a: 1 }, 7])('a day named %j is kept apart from the others', (day) => {
    const live = { call_hours: hours({ weekly_operating_hours: [monday, { ...tuesday, day_of_week: day }] }) };
    const plan = planOf(live, { call_hours: { weekly_operating_hours: [monday] } });
    expect(plan.changes.length).toBe(day === '' ? 0 : 1);
  });

  it('the walk to a source always ends', () => {
    for (const path of ['a.', 'a]', '[', ']', '.', 'a[b', 'a..b', '[[', ''])
      expect(sourceOf(aNumber({}), path)).toBeNull();
  });
});

describe('live as it arrives', () => {
  it('has no nulls in members that callctl knows, and no passwords anywhere', () => {
    const live = {
      status: null,
      sip: {
        sip_user_password: 'hunter22',
        servers: [{ hostname: 'a', port: null, credentials: [{ sip_user_password: 'hunter22', user: null }] }],
        new_member: { status: null, list: [null, { sip_user_password: 'hunter22' }] },
      },
    };
    expect(cleanLive(live)).toEqual({
      sip: {
        servers: [{ hostname: 'a', credentials: [{ user: null }] }],
        new_member: { status: null, list: [null, {}] },
      },
    });
  });

  it('sends back no NOT_SET, at any depth', () => {
    const live = {
      call_icons: { restrict_to_user_countries: [], other: 'NOT_SET' },
      call_hours: hours(),
      voicemail: { status: 'ENABLED', triggers: ['REJECT'], audio: { default: { announcement_media_id: 'NOT_SET' } } },
    };
    const plan = planOf(live, {
      call_icons: { restrict_to_user_countries: ['BR'] },
      call_hours: { status: 'DISABLED' },
      voicemail: { triggers: ['REJECT', 'TIMEOUT'] },
    });
    expect(plan.error?.message).toContain('voicemail.audio.default.announcement_media_id is neither');
    const without = planOf(live, {
      call_icons: { restrict_to_user_countries: ['BR'] },
      call_hours: { status: 'DISABLED' },
    });
    expect(JSON.stringify(without.requests)).not.toContain('NOT_SET');
    expect(without.requests).toMatchObject([{ calling: { call_hours: { weekly_operating_hours: [monday] } } }]);
  });

  it.each([
    ['weekly_operating_hours', { day_of_week: 'TUESDAY' }],
    ['weekly_operating_hours', { day_of_week: 'TUESDAY', open_time: '0900' }],
    ['weekly_operating_hours', { open_time: '0900', close_time: '1800' }],
    ['weekly_operating_hours', 'TUESDAY'],
    ['holiday_schedule', { date: '2026-12-25', start_time: null, end_time: null }],
    ['holiday_schedule', { date: '2026-12-25', start_time: '0900' }],
    ['holiday_schedule', { start_time: '0900', end_time: '1800' }],
  ])('of %s %j: the number fails with what was found, because a write would lose it', (member, entry) => {
    const list = member === 'weekly_operating_hours' ? [monday, entry] : [entry];
    const live = { call_hours: hours({ [member]: list }) };
    const { outcome, requests, error } = planOf(live, { call_hours: { status: 'DISABLED' } });
    expect({ outcome, requests, code: error?.code }).toEqual({ outcome: 'failed', requests: [], code: 'cannot_write' });
    expect(error?.message).toContain(JSON.stringify(entry));
    expect(error?.hint).toBe(`state calling.call_hours.${member} in the file`);
  });

  it('of a past date or of a list that the file states is not missed', () => {
    const half = { date: '2026-09-07', start_time: '0900' };
    const live = { call_hours: hours({ holiday_schedule: [half, { date: '2026-12-25' }] }) };
    expect(planOf(live, { call_hours: { status: 'DISABLED', holiday_schedule: [] } }).outcome).toBe('drifted');
    const past = { call_hours: hours({ holiday_schedule: [half] }) };
    expect(planOf(past, { call_hours: { status: 'DISABLED' } }).outcome).toBe('drifted');
  });
});

describe('restrictions in odd shapes', () => {
  const type = 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING';
  const later = now.getTime() / 1000 + 3600;
  it.each([
    { restrictions_list: [{ type, expiration: later * 1000 }] },
    { restrictions_list: [{ type, expiration: String(later) }] },
    { restrictions_list: [{ type, expiration: 99_999_999_999 }] },
    { restrictions_list: [{ type, expiration: 'never' }] },
    { restrictions_list: [{ type: type.toLowerCase(), expiration: later }] },
    { restrictions_list: [], restrictions: [{ type, expiration: later }] },
    [{ type, expiration: later }],
  ])('%j holds a write back', (restrictions) => {
    expect(planOf({ status: 'ENABLED', restrictions }, { status: 'DISABLED' }).outcome).toBe('restricted');
  });
});

describe('too many holidays', () => {
  it('are not sent, though the files alone do not say which time zone applies', () => {
    const days = Array.from({ length: 21 }, (_, day) =>
      new Date(Date.UTC(2026, 10, 22 + day)).toISOString().slice(0, 10),
    );
    const holiday_schedule = days.map((date) => ({ ...christmas, date }));
    const live = { call_hours: hours({ timezone_id: 'America/Los_Angeles' }) };
    const plan = planOf(live, { call_hours: { holiday_schedule } }, { now: new Date('2026-11-23T03:00:00Z') });
    expect(plan).toMatchObject({ outcome: 'failed', requests: [], error: { code: 'cannot_write' } });
    expect(plan.error?.message).toContain('21 entries');
  });
});

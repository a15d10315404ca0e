import { describe, expect, it } from 'vitest';
import type { Calling } from '../../src/generated/schema-types.ts';
import { christmas, hours, monday, newYear, now, pastHoliday, planOf, tuesday } from './builders.ts';

interface Row {
  readonly title: string;
  readonly live: unknown;
  readonly desired: Calling;
  readonly request: unknown;
  readonly appId?: string;
}

const callHours = (more: Record<string, unknown>) => ({ call_hours: more }) as Calling;
const server = { hostname: 'sip.example.com', port: 5061 };

const rows: readonly Row[] = [
  {
    title: 'only drifted settings go',
    live: { status: 'ENABLED', call_icon_visibility: 'DISABLE_ALL', callback_permission_status: 'ENABLED' },
    desired: { status: 'ENABLED', call_icon_visibility: 'DEFAULT' },
    request: { call_icon_visibility: 'DEFAULT' },
  },
  {
    title: 'call_hours goes whole, with the holidays only live has and without past ones',
    live: { call_hours: hours({ holiday_schedule: [pastHoliday, newYear, christmas] }) },
    desired: callHours({ weekly_operating_hours: [monday, tuesday] }),
    request: {
      call_hours: {
        status: 'ENABLED',
        timezone_id: 'Europe/Berlin',
        weekly_operating_hours: [monday, tuesday],
        holiday_schedule: [christmas, newYear],
      },
    },
  },
  {
    title: 'live times go back as four digits, members unknown to us as they are',
    live: {
      call_hours: {
        ...hours({ grace_minutes: 5 }),
        weekly_operating_hours: [{ day_of_week: 'MONDAY', open_time: 900, close_time: '18:00' }],
      },
    },
    desired: callHours({ status: 'DISABLED' }),
    request: {
      call_hours: {
        status: 'DISABLED',
        timezone_id: 'Europe/Berlin',
        weekly_operating_hours: [monday],
        grace_minutes: 5,
      },
    },
  },
  {
    title: 'an emptied schedule is left out, which empties it',
    live: { call_hours: hours({ holiday_schedule: [christmas] }) },
    desired: callHours({ holiday_schedule: [] }),
    request: { call_hours: { status: 'ENABLED', timezone_id: 'Europe/Berlin', weekly_operating_hours: [monday] } },
  },
  {
    title: 'a never configured number gets what is stated',
    live: { status: 'NOT_SET', call_icon_visibility: 'NOT_SET', callback_permission_status: 'NOT_SET' },
    desired: { status: 'ENABLED', ...callHours({ ...hours(), holiday_schedule: [pastHoliday, christmas] }) },
    request: { status: 'ENABLED', call_hours: { ...hours(), holiday_schedule: [christmas] } },
  },
  {
    title: 'our server goes whole, without what only responses hold, and the status with it',
    live: {
      sip: {
        status: 'ENABLED',
        webhook_delivery: 'ENABLED',
        servers: [
          { app_id: 7, hostname: 'other.example.com' },
          {
            app_id: 1,
            hostname: 'sip.example.com',
            port: 5071,
            request_uri_user_params: { a: '1' },
            sip_user_password: 'x',
          },
        ],
      },
    },
    desired: { sip: { servers: [server] } },
    appId: '1',
    request: {
      sip: {
        status: 'ENABLED',
        webhook_delivery: 'ENABLED',
        servers: [{ ...server, request_uri_user_params: { a: '1' } }],
      },
    },
  },
  {
    title: 'the sip status alone leaves the servers out, which keeps them',
    live: { sip: { status: 'DISABLED', servers: [{ app_id: 1, hostname: 'sip.example.com' }] } },
    desired: { sip: { status: 'ENABLED', servers: [server] } },
    request: { sip: { status: 'ENABLED' } },
  },
  {
    title: 'our server is deleted while SIP goes off, as Meta’s sample does',
    live: { sip: { status: 'ENABLED', servers: [{ app_id: 1, hostname: 'sip.example.com' }] } },
    desired: { sip: { status: 'DISABLED', servers: [] } },
    request: { sip: { status: 'DISABLED', servers: [] } },
    appId: '1',
  },
  {
    title: 'voicemail goes whole, the media id as in Meta’s sample',
    live: {
      voicemail: {
        status: 'ENABLED',
        triggers: ['REJECT'],
        audio: { default: { announcement_media_id: '938884519013664' } },
      },
    },
    desired: { voicemail: { triggers: ['REJECT', 'TIMEOUT'], audio: { default: { timeout_seconds: 20 } } } },
    request: {
      voicemail: {
        status: 'ENABLED',
        triggers: ['REJECT', 'TIMEOUT'],
        audio: { default: { announcement_media_id: 938884519013664, timeout_seconds: 20 } },
      },
    },
  },
  {
    title: 'a media id past 2^53 goes as its digits',
    live: {},
    desired: {
      voicemail: {
        status: 'ENABLED',
        triggers: ['REJECT'],
        audio: { default: { announcement_media_id: '9007199254740993' } },
      },
    },
    request: {
      voicemail: {
        status: 'ENABLED',
        triggers: ['REJECT'],
        audio: { default: { announcement_media_id: '9007199254740993' } },
      },
    },
  },
  {
    title: 'lists are cleared with the empty list',
    live: { call_icons: { restrict_to_user_countries: ['BR'] }, audio: { additional_codecs: ['PCMA'] } },
    desired: { call_icons: { restrict_to_user_countries: [] }, audio: { additional_codecs: [] } },
    request: { call_icons: { restrict_to_user_countries: [] }, audio: { additional_codecs: [] } },
  },
];

describe('the request of a drifted number', () => {
  it.each(rows)('$title', ({ live, desired, request, appId }) => {
    const plan = planOf(live, desired, { appId: appId ?? null });
    expect(plan.error).toBeNull();
    expect(plan.outcome).toBe('drifted');
    expect(plan.requests).toEqual([{ calling: request }]);
  });

  it('a number in sync gets none', () => {
    expect(planOf({ status: 'ENABLED' }, { status: 'ENABLED' })).toMatchObject({
      outcome: 'in_sync',
      requests: [],
      changes: [],
    });
  });
});

describe('members that neither side has', () => {
  it.each<{ title: string; live: unknown; desired: Calling; paths: string[]; appId?: string }>([
    {
      title: 'call hours on a number without any',
      live: {},
      desired: { call_hours: { status: 'ENABLED' } },
      paths: ['call_hours.timezone_id', 'call_hours.weekly_operating_hours'],
    },
    {
      title: 'weekly hours without a status',
      live: { call_hours: { status: 'NOT_SET' } },
      desired: callHours({ timezone_id: 'Europe/Berlin', weekly_operating_hours: [monday] }),
      paths: ['call_hours.status'],
    },
    { title: 'SIP on without a server', live: {}, desired: { sip: { status: 'ENABLED' } }, paths: ['sip.servers'] },
    {
      title: 'the last server deleted while SIP stays on',
      live: { sip: { status: 'ENABLED', servers: [{ app_id: 1, hostname: 'a.example.com' }] } },
      desired: { sip: { servers: [] } },
      paths: ['sip.status: DISABLED'],
      appId: '1',
    },
    {
      title: 'voicemail on without triggers and announcement',
      live: {},
      desired: { voicemail: { status: 'ENABLED' } },
      paths: ['voicemail.triggers', 'voicemail.audio.default.announcement_media_id'],
    },
    {
      title: 'a timeout trigger without seconds',
      live: {
        voicemail: { status: 'ENABLED', triggers: ['REJECT'], audio: { default: { announcement_media_id: '1' } } },
      },
      desired: { voicemail: { triggers: ['TIMEOUT'] } },
      paths: ['voicemail.audio.default.timeout_seconds'],
    },
  ])('$title: the number fails and says what to state', ({ live, desired, paths, appId }) => {
    const plan = planOf(live, desired, { appId: appId ?? null });
    expect(plan).toMatchObject({ outcome: 'failed', requests: [], error: { code: 'cannot_write' } });
    expect(plan.error?.hint).toBe(paths.map((path) => `state calling.${path} in the file`).join('; '));
  });
});

it('voicemail triggers stated where neither side has a status are written with voicemail off', () => {
  const plan = planOf({}, { voicemail: { triggers: ['REJECT'] } });
  expect(plan.requests).toEqual([{ calling: { voicemail: { status: 'DISABLED', triggers: ['REJECT'] } } }]);
});

it('windows that touch are one window', () => {
  const parts = [
    { day_of_week: 'MONDAY', open_time: '0900', close_time: '1200' },
    { day_of_week: 'MONDAY', open_time: '1200', close_time: '1800' },
  ] as const;
  expect(planOf({ call_hours: hours() }, callHours({ weekly_operating_hours: [...parts] })).outcome).toBe('in_sync');
  const live = { call_hours: hours({ weekly_operating_hours: parts }) };
  expect(planOf(live, callHours({ weekly_operating_hours: [monday] })).outcome).toBe('in_sync');
});

describe('whose SIP server', () => {
  const two = {
    sip: {
      status: 'ENABLED',
      servers: [
        { app_id: 1, hostname: 'a.example.com' },
        { app_id: 2, hostname: 'b.example.com' },
      ],
    },
  };

  it('is identified by the app id', () => {
    const plan = planOf(two, { sip: { servers: [{ hostname: 'c.example.com' }] } }, { appId: '2' });
    expect(plan.changes).toMatchObject([
      { path: 'sip.servers[0].hostname', before: 'b.example.com', after: 'c.example.com' },
    ]);
    expect(plan.notes).toContainEqual({
      code: 'foreign_sip_server',
      message: 'a.example.com belongs to app 1: callctl leaves it alone',
      path: 'sip.servers',
    });
  });

  it('is identified by the desired host name where no app id is known', () => {
    expect(planOf(two, { sip: { servers: [{ hostname: 'b.example.com' }] } }).outcome).toBe('in_sync');
  });

  it('cannot be identified otherwise, and then nothing is written', () => {
    const plan = planOf(two, { status: 'ENABLED', sip: { servers: [{ hostname: 'c.example.com' }] } });
    expect(plan).toMatchObject({ outcome: 'failed', requests: [], error: { code: 'sip_server_ambiguous' } });
    expect(plan.error?.hint).toContain('set app_id');
    expect(plan.changes.map(({ path }) => path)).toEqual(['status']);
  });

  it('is no failure where the servers are protected: the rest is written', () => {
    const plan = planOf(
      two,
      { status: 'ENABLED', sip: { servers: [{ hostname: 'c.example.com' }] } },
      { more: { protect: ['sip'] } },
    );
    expect(plan).toMatchObject({ outcome: 'drifted', requests: [{ calling: { status: 'ENABLED' } }] });
    expect(plan.notes.map(({ code }) => code)).toContain('sip_server_ambiguous');
  });

  it('does not matter where the file states no servers', () => {
    expect(planOf(two, { sip: { status: 'ENABLED' } }).outcome).toBe('in_sync');
  });
});

describe('restrictions', () => {
  const restricted = (type: string, expiration?: number) => ({
    status: 'ENABLED',
    restrictions: {
      restrictions_list: [{ type, reason: 'bad feedback', ...(expiration !== undefined && { expiration }) }],
    },
  });
  const pausing = 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING';
  const later = now.getTime() / 1000 + 3600;

  it('of the pausing type hold a write back', () => {
    const plan = planOf(restricted(pausing, later), { status: 'DISABLED' });
    expect(plan).toMatchObject({ outcome: 'restricted', requests: [], error: { code: 'restricted' } });
    expect(plan.error?.message).toContain('bad feedback');
    expect(plan.error?.hint).toContain('2026-11-22T13:00:00.000Z');
  });

  it('without an end count as in force', () => {
    expect(planOf(restricted(pausing), { status: 'DISABLED' }).outcome).toBe('restricted');
  });

  it('that have ended count for nothing', () => {
    const plan = planOf(restricted(pausing, later - 3600), { status: 'DISABLED' });
    expect(plan.outcome).toBe('drifted');
    expect(plan.notes).toEqual([]);
  });

  it('of any other type are noted and the write is tried', () => {
    const plan = planOf(restricted('RESTRICTED_USER_INITIATED_CALLING', later), { status: 'DISABLED' });
    expect(plan.outcome).toBe('drifted');
    expect(plan.notes).toMatchObject([{ code: 'restriction' }]);
  });

  it('leave a number in sync in sync, with a note', () => {
    const plan = planOf(restricted(pausing, later), { status: 'ENABLED' });
    expect(plan).toMatchObject({ outcome: 'in_sync', error: null, notes: [{ code: 'restriction' }] });
  });

  it.each(['restriction_list', 'restrictions'])('are found as %s too', (name) => {
    const live = { status: 'ENABLED', restrictions: { [name]: [{ type: pausing, reason: 'x', expiration: later }] } };
    expect(planOf(live, { status: 'DISABLED' }).outcome).toBe('restricted');
  });
});

describe('protected settings', () => {
  const live = { status: 'ENABLED', callback_permission_status: 'ENABLED' };

  it('are reported, never written, and the others are', () => {
    const desired: Calling = { status: 'DISABLED', callback_permission_status: 'DISABLED' };
    const plan = planOf(live, desired, { more: { protect: ['status'] } });
    expect(plan.outcome).toBe('drifted');
    expect(plan.requests).toEqual([{ calling: { callback_permission_status: 'DISABLED' } }]);
    expect(plan.changes.map((change) => change.protected)).toEqual([true, false]);
  });

  it('alone make the number protected', () => {
    const plan = planOf(live, { status: 'DISABLED' }, { more: { protect: ['status'] } });
    expect(plan).toMatchObject({ outcome: 'protected', requests: [], notes: [{ code: 'protected' }] });
  });
});

describe('risks', () => {
  it.each<{ live: unknown; desired: Calling; risk: string | null }>([
    {
      live: { status: 'ENABLED' },
      desired: { status: 'DISABLED' },
      risk: 'calling is turned off: people can no longer call',
    },
    { live: { status: 'NOT_SET' }, desired: { status: 'DISABLED' }, risk: null },
    {
      live: { callback_permission_status: 'NOT_SET' },
      desired: { callback_permission_status: 'DISABLED' },
      risk: null,
    },
    {
      live: { callback_permission_status: 'DISABLED' },
      desired: { callback_permission_status: 'ENABLED' },
      risk: null,
    },
    { live: { sip: { webhook_delivery: 'DISABLED' } }, desired: { sip: { webhook_delivery: 'ENABLED' } }, risk: null },
    { live: { sip: { status: 'NOT_SET' } }, desired: { sip: { status: 'DISABLED' } }, risk: null },
    { live: { voicemail: { status: 'NOT_SET' } }, desired: { voicemail: { status: 'DISABLED' } }, risk: null },
    {
      live: { voicemail: { status: 'ENABLED', triggers: ['REJECT', 'TIMEOUT'] } },
      desired: { voicemail: { triggers: ['REJECT'] } },
      risk: null,
    },
    {
      live: { call_hours: { status: 'NOT_SET', timezone_id: 'Europe/Berlin', weekly_operating_hours: [monday] } },
      desired: callHours({ timezone_id: 'Asia/Tokyo' }),
      risk: null,
    },
    { live: { call_hours: hours({ status: 'NOT_SET' }) }, desired: callHours({ status: 'DISABLED' }), risk: null },
    {
      live: { call_hours: hours({ x_plan: 'a' }) },
      desired: callHours({
        status: 'ENABLED',
        timezone_id: 'Europe/Berlin',
        weekly_operating_hours: [{ ...monday, close_time: '1900' }],
      }),
      risk: null,
    },
    {
      live: { sip: { servers: [{ app_id: 1, hostname: 'a.example.com', request_uri_user_params: { t: '1' } }] } },
      desired: { sip: { servers: [{ hostname: 'a.example.com', request_uri_user_params: { t: '2' } }] } },
      risk: null,
    },
    { live: { status: 'DISABLED' }, desired: { status: 'ENABLED' }, risk: null },
    {
      live: { call_icon_visibility: 'NOT_SET' },
      desired: { call_icon_visibility: 'DISABLE_ALL' },
      risk: 'the call button is hidden',
    },
    {
      live: { call_icon_visibility: 'DISABLE_ALL' },
      desired: { call_icon_visibility: 'DEFAULT' },
      risk: 'the call button is shown again',
    },
    { live: { call_icon_visibility: 'NOT_SET' }, desired: { call_icon_visibility: 'DEFAULT' }, risk: null },
    {
      live: {},
      desired: { call_icons: { restrict_to_user_countries: ['BR'] } },
      risk: 'people in some countries lose the call button',
    },
    {
      live: { call_icons: { restrict_to_user_countries: ['BR'] } },
      desired: { call_icons: { restrict_to_user_countries: ['BR', 'PT'] } },
      risk: null,
    },
    {
      live: { call_icons: { restrict_to_user_countries: ['BR'] } },
      desired: { call_icons: { restrict_to_user_countries: [] } },
      risk: null,
    },
    {
      live: { call_hours: hours({ holiday_schedule: [christmas] }) },
      desired: callHours({ holiday_schedule: [] }),
      risk: 'a holiday is lost',
    },
    {
      live: { sip: { status: 'ENABLED', servers: [{ hostname: 'a.example.com' }] } },
      desired: { sip: { status: 'DISABLED' } },
      risk: 'SIP is turned off: calls no longer reach the SIP server',
    },
    {
      live: { sip: { status: 'DISABLED', servers: [{ hostname: 'a.example.com' }] } },
      desired: { sip: { status: 'ENABLED' } },
      risk: 'SIP is turned on: the Graph calling endpoints and call webhooks stop',
    },
    {
      live: { sip: { servers: [{ app_id: 1, hostname: 'a.example.com' }] } },
      desired: { sip: { servers: [{ hostname: 'b.example.com' }] } },
      risk: 'calls go to another SIP server, and Meta may issue a new SIP password',
    },
    {
      live: { sip: { servers: [{ app_id: 1, hostname: 'a.example.com' }] } },
      desired: { sip: { servers: [] } },
      risk: 'the SIP server is deleted, and its password with it',
    },
  ])('$desired: $risk', ({ live, desired, risk }) => {
    expect(planOf(live, desired, { appId: '1' }).changes.map((change) => change.risk)).toEqual([risk]);
  });

  const friday = { day_of_week: 'FRIDAY', open_time: '0900', close_time: '1800' } as const;
  const day = (open_time: string, close_time: string) => [{ ...monday, open_time, close_time }, friday];
  const week = { call_hours: hours({ weekly_operating_hours: [monday, friday] }) };
  const onSip = { sip: { status: 'ENABLED', webhook_delivery: 'ENABLED', servers: [{ hostname: 'a.example.com' }] } };
  const callers = 'calls come at other times: the hours apply in another time zone';

  it.each<{ title: string; live: unknown; desired: Calling; risks: (string | null)[] }>([
    {
      title: 'hours turned on',
      live: { call_hours: hours({ status: 'DISABLED' }) },
      desired: callHours({ status: 'ENABLED' }),
      risks: ['call hours are turned on: people can no longer call outside them'],
    },
    {
      title: 'hours turned off',
      live: { call_hours: hours() },
      desired: callHours({ status: 'DISABLED' }),
      risks: ['call hours are turned off: calls come at any time'],
    },
    {
      title: 'another time zone',
      live: { call_hours: hours() },
      desired: callHours({ timezone_id: 'Asia/Tokyo' }),
      risks: [callers],
    },
    {
      title: 'another time zone of hours that are off',
      live: { call_hours: hours({ status: 'DISABLED' }) },
      desired: callHours({ timezone_id: 'Asia/Tokyo' }),
      risks: [null],
    },
    {
      title: 'one minute a week',
      live: week,
      desired: callHours({ weekly_operating_hours: [{ ...monday, open_time: '0900', close_time: '0901' }] }),
      risks: ['weekly opening time falls by more than a quarter', 'a weekday is left without hours'],
    },
    {
      title: 'a day that lost exactly half, a quarter of the week',
      live: week,
      desired: callHours({ weekly_operating_hours: day('0900', '1330') }),
      risks: [null],
    },
    {
      title: 'a day that lost a minute more',
      live: week,
      desired: callHours({ weekly_operating_hours: day('0900', '1329') }),
      risks: ['weekly opening time falls by more than a quarter'],
    },
    {
      title: 'longer hours',
      live: week,
      desired: callHours({ weekly_operating_hours: day('0800', '2000') }),
      risks: [null],
    },
    {
      title: 'a holiday cut to a minute',
      live: { call_hours: hours({ holiday_schedule: [christmas] }) },
      desired: callHours({ holiday_schedule: [{ ...christmas, start_time: '0000', end_time: '0001' }] }),
      risks: ['the hours of a holiday fall by more than half'],
    },
    {
      title: 'a holiday cut by exactly half',
      live: { call_hours: hours({ holiday_schedule: [{ ...christmas, start_time: '0900', end_time: '1700' }] }) },
      desired: callHours({ holiday_schedule: [{ ...christmas, start_time: '0900', end_time: '1300' }] }),
      risks: [null],
    },
    {
      title: 'a day of the same length at other hours, in a week that gets shorter elsewhere',
      live: { call_hours: hours({ weekly_operating_hours: [monday, friday] }) },
      desired: callHours({
        weekly_operating_hours: [
          { ...monday, open_time: '1000', close_time: '1900' },
          { ...friday, close_time: '1000' },
        ],
      }),
      risks: [null, 'weekly opening time falls by more than a quarter'],
    },
    {
      title: 'a holiday cut by less than half',
      live: { call_hours: hours({ holiday_schedule: [christmas] }) },
      desired: callHours({ holiday_schedule: [{ ...christmas, start_time: '0000', end_time: '1200' }] }),
      risks: [null],
    },
    {
      title: 'another SIP port',
      live: onSip,
      desired: { sip: { servers: [{ hostname: 'a.example.com', port: 5070 }] } },
      risks: ['calls go to another port of the SIP server'],
    },
    {
      title: 'webhooks of SIP calls off',
      live: onSip,
      desired: { sip: { webhook_delivery: 'DISABLED' } },
      risks: ['webhooks about SIP calls stop'],
    },
    {
      title: 'a SIP server where there was none',
      live: { sip: { status: 'DISABLED' } },
      desired: { sip: { servers: [{ hostname: 'a.example.com' }] } },
      risks: [null],
    },
    {
      title: 'another key exchange while SIP is on',
      live: { ...onSip, srtp_key_exchange_protocol: 'SDES' },
      desired: { srtp_key_exchange_protocol: 'DTLS' },
      risks: ['SIP calls fail if the server does not expect this key exchange'],
    },
    {
      title: 'another key exchange while SIP is off',
      live: { srtp_key_exchange_protocol: 'SDES' },
      desired: { srtp_key_exchange_protocol: 'DTLS' },
      risks: [null],
    },
    {
      title: 'codecs gone while SIP is on',
      live: { ...onSip, audio: { additional_codecs: ['PCMA'] } },
      desired: { audio: { additional_codecs: [] } },
      risks: ['SIP calls are negotiated with other codecs'],
    },
    {
      title: 'voicemail off',
      live: { voicemail: { status: 'ENABLED', triggers: ['REJECT'] } },
      desired: { voicemail: { status: 'DISABLED' } },
      risks: ['voicemail is turned off: people can no longer leave a message'],
    },
    {
      title: 'callback permission off',
      live: { callback_permission_status: 'ENABLED' },
      desired: { callback_permission_status: 'DISABLED' },
      risks: ['people can no longer allow the business to call them back'],
    },
    {
      title: 'one of two countries taken away',
      live: { call_icons: { restrict_to_user_countries: ['BR', 'PT'] } },
      desired: { call_icons: { restrict_to_user_countries: ['PT'] } },
      risks: ['people in some countries lose the call button'],
    },
  ])('$title', ({ live, desired, risks }) => {
    expect(planOf(live, desired).changes.map((change) => change.risk)).toEqual(risks);
  });

  it('of drift are those of what became of the number', () => {
    const risksOf = (live: string, file: 'ENABLED' | 'DISABLED') =>
      planOf({ status: live }, { status: file }, { judges: 'drift' }).changes.map(({ risk }) => risk);
    expect(risksOf('DISABLED', 'ENABLED')).toEqual(['calling is turned off: people can no longer call']);
    expect(risksOf('ENABLED', 'DISABLED')).toEqual([null]);
  });
});

describe('notes', () => {
  it('tell which members are carried over', () => {
    const live = { call_hours: hours({ holiday_schedule: [christmas, pastHoliday] }) };
    const plan = planOf(live, callHours({ weekly_operating_hours: [tuesday] }));
    expect(plan.notes).toEqual([
      {
        code: 'holiday_expired',
        message: '2026-09-07 is in the past: ignored and never sent',
        path: 'call_hours.holiday_schedule',
      },
      {
        code: 'carried_over',
        message: 'status is not in the file: the live value is sent back unchanged',
        path: 'call_hours.status',
      },
      {
        code: 'carried_over',
        message: 'timezone_id is not in the file: the live value is sent back unchanged',
        path: 'call_hours.timezone_id',
      },
      {
        code: 'carried_over',
        message:
          '1 live holiday that is not in the file would be lost with this write, so callctl sends it back unchanged: 2026-12-25',
        path: 'call_hours.holiday_schedule',
      },
    ]);
  });
});

describe('where a change comes from', () => {
  const sources = new Map([
    ['call_hours.weekly_operating_hours', { file: 'settings/_week.yaml', line: 3 }],
    ['call_hours.weekly_operating_hours[MONDAY]', { file: 'settings/support.yaml', line: 9 }],
  ]);
  it('is the line that states the value, or for what is removed the line around it', () => {
    const live = { call_hours: hours({ weekly_operating_hours: [tuesday] }) };
    const plan = planOf(live, callHours({ weekly_operating_hours: [monday] }), { more: { sources } });
    expect(plan.changes.map(({ path, file, line }) => ({ path, file, line }))).toEqual([
      { path: 'call_hours.weekly_operating_hours[MONDAY]', file: 'settings/support.yaml', line: 9 },
      { path: 'call_hours.weekly_operating_hours[TUESDAY]', file: 'settings/_week.yaml', line: 3 },
    ]);
  });
});

describe('the fingerprint', () => {
  it('moves with what is managed, and with nothing else', () => {
    const of = (live: unknown) =>
      planOf(live, { status: 'ENABLED', ...callHours({ status: 'ENABLED' }) }).live_fingerprint;
    const base = of({ status: 'ENABLED', call_hours: hours({ holiday_schedule: [christmas] }) });
    expect(
      of({ status: 'ENABLED', call_hours: hours({ holiday_schedule: [pastHoliday, christmas] }), audio: {} }),
    ).toBe(base);
    expect(of({ status: 'ENABLED', call_hours: hours({ holiday_schedule: [newYear] }) })).not.toBe(base);
    expect(of({ status: 'DISABLED', call_hours: hours({ holiday_schedule: [christmas] }) })).not.toBe(base);
  });
});

import { describe, expect, it } from 'vitest';
import type { Calling } from '../../src/generated/schema-types.ts';
import { hours, monday, planOf } from './builders.ts';

const holidays = (many: number) =>
  Array.from({ length: many }, (_, day) => ({
    date: `2099-01-${String(day + 1).padStart(2, '0')}`,
    start_time: '0900',
    end_time: '1200',
  }));
const ours = { app_id: 1, hostname: 'ours.example.com' };
const theirs = { app_id: 2, hostname: 'theirs.example.com' };
const audio = (more: object) => ({ default: more }) as NonNullable<Calling['voicemail']>['audio'] & object;
const state = (path: string) => `state calling.${path} in the file`;

describe('a number that cannot be written says why, and what to state', () => {
  it.each<{ live: object; desired: Calling; message: string; hint: string }>([
    {
      live: {},
      desired: { call_hours: { status: 'ENABLED', weekly_operating_hours: [monday] } },
      message:
        'call_hours.timezone_id is neither in the file nor in live: Meta requires it in every write of call_hours',
      hint: state('call_hours.timezone_id'),
    },
    {
      live: { call_hours: hours({ holiday_schedule: holidays(21) }) },
      desired: { call_hours: { status: 'DISABLED' } },
      message: 'call_hours.holiday_schedule has 21 entries from today on, and Meta takes at most 20',
      hint: 'leave the last ones out until the first have passed',
    },
    {
      live: {},
      desired: { sip: { status: 'ENABLED' } },
      message: 'sip.servers is neither in the file nor in live: Meta enables SIP only where a server is set',
      hint: state('sip.servers'),
    },
    {
      live: { sip: { status: 'ENABLED', servers: [ours] } },
      desired: { sip: { servers: [] } },
      message:
        'sip.servers is empty in the file while SIP is on: Meta deletes the last server only while SIP is disabled',
      hint: state('sip.status: DISABLED'),
    },
    {
      live: {},
      desired: { voicemail: { status: 'ENABLED' } },
      message:
        'voicemail.triggers is neither in the file nor in live: Meta enables voicemail only with a trigger; ' +
        'voicemail.audio.default.announcement_media_id is neither in the file nor in live: Meta enables voicemail only with an announcement',
      hint: `${state('voicemail.triggers')}; ${state('voicemail.audio.default.announcement_media_id')}`,
    },
    {
      live: { voicemail: { status: 'ENABLED', triggers: ['REJECT'], audio: audio({ announcement_media_id: '1' }) } },
      desired: { voicemail: { triggers: ['TIMEOUT'] } },
      message:
        'voicemail.audio.default.timeout_seconds is neither in the file nor in live: the TIMEOUT trigger needs it',
      hint: state('voicemail.audio.default.timeout_seconds'),
    },
  ])('$message', ({ live, desired, message, hint }) => {
    const plan = planOf(live, desired, { appId: '1' });
    expect(plan).toMatchObject({ outcome: 'failed', requests: [], error: { code: 'cannot_write', message, hint } });
  });

  it('and a restriction without an end says so', () => {
    const restrictions = {
      restrictions_list: [{ type: 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING', reason: 'bad feedback' }],
    };
    expect(planOf({ status: 'ENABLED', restrictions }, { status: 'DISABLED' }).error?.hint).toBe(
      'Meta blocks changes and does not say until when',
    );
  });
});

describe('what no obstacle is', () => {
  const requestOf = (live: object, desired: Calling) => {
    const plan = planOf(live, desired, { appId: '1' });
    expect(plan.error).toBeNull();
    return plan.requests.map(({ calling }) => calling);
  };

  it('twenty holidays still to come, beside any that are past', () => {
    const past = { date: '2026-11-21', start_time: '0900', end_time: '1200' };
    const live = { call_hours: hours({ holiday_schedule: [past, ...holidays(20)] }) };
    expect(requestOf(live, { call_hours: { status: 'DISABLED' } })).toEqual([
      { call_hours: { ...hours({ status: 'DISABLED' }), holiday_schedule: holidays(20) } },
    ]);
  });

  it('half an entry of a date that is past; one of today would be lost', () => {
    const half = (date: string) => ({ call_hours: hours({ holiday_schedule: [{ date, start_time: '0900' }] }) });
    expect(requestOf(half('2026-11-21'), { call_hours: { status: 'DISABLED' } })).toHaveLength(1);
    for (const date of ['2026-11-22', 'some day', '2026-02-30']) {
      const { error } = planOf(half(date), { call_hours: { status: 'DISABLED' } });
      expect(error?.message).toBe(
        `live call_hours.holiday_schedule has an entry that cannot be sent back as it is: {"date":"${date}","start_time":"0900"}`,
      );
    }
  });

  it('SIP on, where our server or another app’s is live', () => {
    for (const server of [ours, theirs])
      expect(requestOf({ sip: { status: 'DISABLED', servers: [server] } }, { sip: { status: 'ENABLED' } })).toEqual([
        { sip: { status: 'ENABLED' } },
      ]);
  });

  it('our last server deleted while another app’s stays', () => {
    const live = { sip: { status: 'ENABLED', servers: [ours, theirs] } };
    expect(requestOf(live, { sip: { servers: [] } })).toEqual([{ sip: { status: 'ENABLED', servers: [] } }]);
  });

  it('a SIP write without a status is sent as off, so that Meta need not fall back to anything', () => {
    expect(
      requestOf({ sip: { status: 'NOT_SET', servers: [ours] } }, { sip: { webhook_delivery: 'ENABLED' } }),
    ).toEqual([{ sip: { status: 'DISABLED', webhook_delivery: 'ENABLED' } }]);
  });

  it('a media id: it is sent as a number where a number holds it, else as the file states it', () => {
    const voicemailOf = (id: string) => ({
      voicemail: { status: 'DISABLED' as const, audio: audio({ announcement_media_id: id }) },
    });
    const sent = (id: string) => requestOf({}, voicemailOf(id) as Calling)[0];
    expect(sent('938884519013664')).toMatchObject({
      voicemail: { audio: { default: { announcement_media_id: 938884519013664 } } },
    });
    for (const id of ['9007199254740993', '9007199254740992'])
      expect(sent(id)).toMatchObject({ voicemail: { audio: { default: { announcement_media_id: id } } } });
  });

  it('a timeout alone: it is compared, and the announcement of live goes back', () => {
    const live = {
      voicemail: {
        status: 'DISABLED',
        triggers: ['TIMEOUT'],
        audio: audio({ announcement_media_id: 5, timeout_seconds: 20 }),
      },
    };
    const desired: Calling = { voicemail: { audio: { default: { timeout_seconds: 25 } } } };
    expect(planOf(live, desired).changes.map(({ path, before, after }) => [path, before, after])).toEqual([
      ['voicemail.audio.default.timeout_seconds', 20, 25],
    ]);
    expect(requestOf(live, desired)).toEqual([
      { voicemail: { ...live.voicemail, audio: audio({ announcement_media_id: 5, timeout_seconds: 25 }) } },
    ]);
  });
});

describe('a SIP server that may be ours', () => {
  it('is named with its app, or as one of an unknown app; only where all lack an id does the hint ask for a host name', () => {
    const nameless = { hostname: 'some.example.com' };
    const failure = (...servers: object[]) =>
      planOf({ sip: { servers } }, { sip: { servers: [{ hostname: 'new.example.com' }] } }).error;
    expect(failure(nameless, theirs)?.message).toBe(
      'it is unknown whether a SIP server of this number is yours: some.example.com of app unknown, theirs.example.com of app 2',
    );
    expect(failure(nameless, theirs)?.hint).toContain('set app_id of the account');
    expect(failure(nameless)?.hint).toContain('state its host name');
    expect(failure({ ...nameless, app_id: null })).toEqual(failure(nameless));
  });

  it('is noted with its app, or as one of an unknown app', () => {
    const noteOf = (server: object) =>
      planOf({ sip: { status: 'ENABLED', servers: [ours, server] } }, { sip: { status: 'ENABLED' } }, { appId: '1' })
        .notes;
    expect(noteOf(theirs).map(({ message }) => message)).toEqual([
      'theirs.example.com belongs to app 2: callctl leaves it alone',
    ]);
    const named = planOf(
      { sip: { status: 'ENABLED', servers: [{ hostname: 'a.example.com' }, { hostname: 'b.example.com' }] } },
      { sip: { servers: [{ hostname: 'a.example.com' }] } },
    );
    expect(named.notes.map(({ message }) => message)).toEqual([
      'b.example.com belongs to app unknown: callctl leaves it alone',
    ]);
  });
});

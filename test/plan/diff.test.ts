import { describe, expect, it } from 'vitest';
import type { Calling } from '../../src/generated/schema-types.ts';
import { changeTexts, christmas, hours, monday, newYear, pastHoliday, planOf, tuesday } from './builders.ts';

interface Row {
  readonly title: string;
  readonly live: unknown;
  readonly desired: Calling;
  readonly changes: readonly string[];
  readonly appId?: string;
}

const callHours = (more: Record<string, unknown>) => ({ call_hours: more }) as Calling;

const rows: readonly Row[] = [
  { title: 'equal words are equal', live: { status: 'ENABLED' }, desired: { status: 'ENABLED' }, changes: [] },
  {
    title: 'words that differ drift',
    live: { status: 'ENABLED' },
    desired: { status: 'DISABLED' },
    changes: ['status: "ENABLED" -> "DISABLED"'],
  },
  {
    title: 'NOT_SET is drift for a stated value',
    live: { status: 'NOT_SET', call_icon_visibility: 'NOT_SET' },
    desired: { status: 'DISABLED', call_icon_visibility: 'DEFAULT' },
    changes: ['status: "NOT_SET" -> "DISABLED"', 'call_icon_visibility: "NOT_SET" -> "DEFAULT"'],
  },
  { title: 'what is not stated is unmanaged', live: { status: 'ENABLED' }, desired: {}, changes: [] },
  {
    title: 'settings Meta may add, addresses and restrictions count for nothing',
    live: { status: 'ENABLED', ip_addresses: { default: ['203.0.113.1'] }, video: { status: 'ENABLED' } },
    desired: { status: 'ENABLED' },
    changes: [],
  },
  {
    title: 'a value of another type is one change',
    live: { status: 5 },
    desired: { status: 'ENABLED' },
    changes: ['status: 5 -> "ENABLED"'],
  },
  { title: 'no srtp means DTLS', live: {}, desired: { srtp_key_exchange_protocol: 'DTLS' }, changes: [] },
  {
    title: 'no srtp is not SDES',
    live: {},
    desired: { srtp_key_exchange_protocol: 'SDES' },
    changes: ['srtp_key_exchange_protocol: "DTLS" -> "SDES"'],
  },
  { title: 'no call_hours means disabled', live: {}, desired: { call_hours: { status: 'DISABLED' } }, changes: [] },
  {
    title: 'no sip means disabled without servers',
    live: {},
    desired: { sip: { status: 'DISABLED', servers: [] } },
    changes: [],
  },
  { title: 'no voicemail means disabled', live: {}, desired: { voicemail: { status: 'DISABLED' } }, changes: [] },
  {
    title: 'no countries and no codecs mean the empty lists',
    live: {},
    desired: { call_icons: { restrict_to_user_countries: [] }, audio: { additional_codecs: [] } },
    changes: [],
  },
  {
    title: 'countries and codecs are sets',
    live: { call_icons: { restrict_to_user_countries: ['US', 'BR'] }, audio: { additional_codecs: ['PCMU', 'PCMA'] } },
    desired: {
      call_icons: { restrict_to_user_countries: ['BR', 'US'] },
      audio: { additional_codecs: ['PCMA', 'PCMU'] },
    },
    changes: [],
  },
  {
    title: 'a list of countries changes as a whole',
    live: { call_icons: { restrict_to_user_countries: ['US', 'BR'] } },
    desired: { call_icons: { restrict_to_user_countries: ['PT', 'BR'] } },
    changes: ['call_icons.restrict_to_user_countries: ["BR","US"] -> ["BR","PT"]'],
  },
  {
    title: 'live times read the same in any spelling',
    live: {
      call_hours: hours({ weekly_operating_hours: [{ day_of_week: 'MONDAY', open_time: 900, close_time: '18:00' }] }),
    },
    desired: callHours({ weekly_operating_hours: [monday] }),
    changes: [],
  },
  {
    title: 'a zone under another of its names is the same zone',
    live: { call_hours: hours({ timezone_id: 'Asia/Calcutta' }) },
    desired: callHours({ timezone_id: 'Asia/Kolkata' }),
    changes: [],
  },
  {
    title: 'zones of the same clock are still two zones',
    live: { call_hours: hours({ timezone_id: 'Africa/Abidjan' }) },
    desired: callHours({ timezone_id: 'Africa/Accra' }),
    changes: ['call_hours.timezone_id: "Africa/Abidjan" -> "Africa/Accra"'],
  },
  {
    title: 'a stated week is managed whole: days are added, changed and removed',
    live: { call_hours: hours({ weekly_operating_hours: [{ ...monday, day_of_week: 'SATURDAY' }, tuesday] }) },
    desired: callHours({ weekly_operating_hours: [{ ...tuesday, close_time: '1700' }, monday] }),
    changes: [
      'call_hours.weekly_operating_hours[MONDAY]: null -> [{"open_time":"0900","close_time":"1800"}]',
      'call_hours.weekly_operating_hours[TUESDAY]: [{"open_time":"0900","close_time":"1800"}] -> [{"open_time":"0900","close_time":"1700"}]',
      'call_hours.weekly_operating_hours[SATURDAY]: [{"open_time":"0900","close_time":"1800"}] -> null',
    ],
  },
  {
    title: 'the order of windows and of days is nothing',
    live: {
      call_hours: hours({
        weekly_operating_hours: [
          tuesday,
          { day_of_week: 'MONDAY', open_time: '1300', close_time: '1700' },
          { day_of_week: 'MONDAY', open_time: '0800', close_time: '1200' },
        ],
      }),
    },
    desired: callHours({
      weekly_operating_hours: [
        { day_of_week: 'MONDAY', open_time: '0800', close_time: '1200' },
        { day_of_week: 'MONDAY', open_time: '1300', close_time: '1700' },
        tuesday,
      ],
    }),
    changes: [],
  },
  {
    title: 'expired holidays count on neither side',
    live: { call_hours: hours({ holiday_schedule: [pastHoliday, christmas] }) },
    desired: callHours({ holiday_schedule: [christmas, { ...pastHoliday, date: '2026-11-21' }] }),
    changes: [],
  },
  {
    title: "today's holiday still counts",
    live: { call_hours: hours({ holiday_schedule: [] }) },
    desired: callHours({ holiday_schedule: [{ ...christmas, date: '2026-11-22' }] }),
    changes: ['call_hours.holiday_schedule[2026-11-22]: null -> [{"start_time":"0000","end_time":"2359"}]'],
  },
  {
    title: 'a stated schedule is managed whole, the empty one too',
    live: { call_hours: hours({ holiday_schedule: [christmas, newYear] }) },
    desired: callHours({ holiday_schedule: [] }),
    changes: [
      'call_hours.holiday_schedule[2026-12-25]: [{"start_time":"0000","end_time":"2359"}] -> null',
      'call_hours.holiday_schedule[2027-01-01]: [{"start_time":"0000","end_time":"2359"}] -> null',
    ],
  },
  {
    title: 'holidays that only live has are unmanaged',
    live: { call_hours: hours({ holiday_schedule: [christmas] }) },
    desired: callHours({ status: 'ENABLED' }),
    changes: [],
  },
  {
    title: 'a live holiday with the names of the tables is read',
    live: { call_hours: hours({ holiday_schedule: [{ date: '2026-12-25', open_time: '0000', close_time: '2359' }] }) },
    desired: callHours({ holiday_schedule: [christmas] }),
    changes: [],
  },
  {
    title: 'a live server without a port listens on 5061',
    live: { sip: { status: 'ENABLED', servers: [{ app_id: 1, hostname: 'sip.example.com' }] } },
    desired: { sip: { servers: [{ hostname: 'SIP.example.com', port: 5061 }] } },
    changes: [],
  },
  {
    title: 'a port that the file leaves out is unmanaged',
    live: { sip: { status: 'ENABLED', servers: [{ app_id: 1, hostname: 'sip.example.com', port: 5071 }] } },
    desired: { sip: { servers: [{ hostname: 'sip.example.com' }] } },
    changes: [],
  },
  {
    title: 'members of our server change by themselves; stated parameters are managed whole',
    live: {
      sip: { servers: [{ app_id: 1, hostname: 'old.example.com', request_uri_user_params: { b: '1', gone: 'x' } }] },
    },
    desired: {
      sip: { servers: [{ hostname: 'new.example.com', port: 5062, request_uri_user_params: { a: '1', b: '1' } }] },
    },
    changes: [
      'sip.servers[0].hostname: "old.example.com" -> "new.example.com"',
      'sip.servers[0].port: 5061 -> 5062',
      'sip.servers[0].request_uri_user_params.a: null -> "1"',
      'sip.servers[0].request_uri_user_params.gone: "x" -> null',
    ],
    appId: '1',
  },
  {
    title: 'a server is added, others are left alone',
    live: { sip: { status: 'ENABLED', servers: [{ app_id: 2, hostname: 'other.example.com' }] } },
    desired: { sip: { servers: [{ hostname: 'sip.example.com' }] } },
    appId: '1',
    changes: ['sip.servers[0]: null -> {"hostname":"sip.example.com"}'],
  },
  {
    title: 'an app id past 2^53 is compared by its digits',
    live: {
      sip: {
        servers: [
          { app_id: '9007199254740993', hostname: 'a.example.com' },
          { app_id: '9007199254740992', hostname: 'b.example.com' },
        ],
      },
    },
    desired: { sip: { servers: [{ hostname: 'a.example.com' }] } },
    appId: '9007199254740993',
    changes: [],
  },
  {
    title: 'an announcement is known by its digits',
    live: {
      voicemail: {
        status: 'ENABLED',
        triggers: ['TIMEOUT', 'REJECT'],
        audio: { default: { announcement_media_id: 938884519013664, timeout_seconds: 20 } },
      },
    },
    desired: {
      voicemail: { triggers: ['REJECT', 'TIMEOUT'], audio: { default: { announcement_media_id: '938884519013664' } } },
    },
    changes: [],
  },
  {
    title: 'members of voicemail that live lacks are added',
    live: { voicemail: { status: 'DISABLED' } },
    desired: {
      voicemail: { status: 'ENABLED', triggers: ['REJECT'], audio: { default: { announcement_media_id: '1' } } },
    },
    changes: [
      'voicemail.status: "DISABLED" -> "ENABLED"',
      'voicemail.triggers: [] -> ["REJECT"]',
      'voicemail.audio.default.announcement_media_id: null -> "1"',
    ],
  },
];

describe('diff of meanings', () => {
  it.each(rows)('$title', ({ live, desired, changes, appId }) => {
    expect(changeTexts(planOf(live, desired, { appId: appId ?? null }))).toEqual(changes);
  });
});

describe('today in the number’s own zone', () => {
  const holiday = (zone: string) =>
    callHours({ timezone_id: zone, holiday_schedule: [{ ...christmas, date: '2026-11-22' }] });
  it.each([
    { zone: 'Pacific/Kiritimati', at: '2026-11-22T09:59:59Z', counts: true },
    { zone: 'Pacific/Kiritimati', at: '2026-11-22T10:00:00Z', counts: false },
    { zone: 'Pacific/Pago_Pago', at: '2026-11-23T10:59:59Z', counts: true },
    { zone: 'Pacific/Pago_Pago', at: '2026-11-23T11:00:00Z', counts: false },
  ])('$zone at $at: 22 November counts: $counts', ({ zone, at, counts }) => {
    const live = { call_hours: hours({ timezone_id: zone }) };
    const plan = planOf(live, holiday(zone), { now: new Date(at) });
    expect(plan.changes.length).toBe(counts ? 1 : 0);
    expect(plan.notes.some(({ code }) => code === 'holiday_expired')).toBe(!counts);
  });

  it('takes live’s zone where the file states none', () => {
    const live = { call_hours: hours({ timezone_id: 'Pacific/Kiritimati' }) };
    const desired = callHours({ holiday_schedule: [{ ...christmas, date: '2026-11-22' }] });
    expect(planOf(live, desired, { now: new Date('2026-11-22T10:00:00Z') }).outcome).toBe('in_sync');
  });
});

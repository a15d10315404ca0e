import { describe, expect, it } from 'vitest';
import { checkCalling } from '../../src/simulator/check-calling.ts';
import type { Json, JsonObject } from '../../src/simulator/json.ts';
import { hours, NOW, withSimulator } from './support.ts';

const MEDIA = { announcement_media_id: '938884519013664' };

function voicemail(change: JsonObject = {}, announcement: JsonObject = MEDIA): JsonObject {
  return { voicemail: { status: 'ENABLED', triggers: ['REJECT'], audio: { default: announcement }, ...change } };
}

function server(change: JsonObject): JsonObject {
  return { sip: { servers: [{ hostname: 'sip.example.com', ...change }] } };
}

describe('checkCalling', () => {
  it.each<[string, JsonObject]>([
    ['nothing', {}],
    [
      'the switches',
      { status: 'DISABLED', call_icon_visibility: 'DISABLE_ALL', callback_permission_status: 'DISABLED' },
    ],
    ['either protocol', { srtp_key_exchange_protocol: 'DTLS' }],
    ['both codecs', { audio: { additional_codecs: ['PCMU', 'PCMA'] } }],
    ['no restriction', { call_icons: { restrict_to_user_countries: [] } }],
    ['an IP address as SIP host', server({ hostname: '203.0.113.10' })],
    ['parameters of 128 characters', server({ request_uri_user_params: { ['k'.repeat(128)]: 'v'.repeat(128) } })],
    ['voicemail on rejection', voicemail()],
    ['voicemail on timeout', voicemail({ triggers: ['TIMEOUT'] }, { ...MEDIA, timeout_seconds: 0 })],
    ['a media id as a number', voicemail({}, { announcement_media_id: 938884519013664 })],
    ['voicemail that is off', { voicemail: { status: 'DISABLED' } }],
  ])('accepts %s', (_name, calling) => {
    expect(checkCalling(calling, NOW)).toBeNull();
  });

  it.each<[JsonObject, string]>([
    [{ status: 'NOT_SET' }, 'Invalid status'],
    [{ status: 'enabled' }, 'Invalid status'],
    [{ status: null }, 'Invalid status'],
    [{ call_icon_visibility: 'DISABLE ALL' }, 'Invalid call_icon_visibility'],
    [{ call_icon_visibility: 'NOT_SET' }, 'Invalid call_icon_visibility'],
    [{ callback_permission_status: true }, 'Invalid callback_permission_status'],
    [{ srtp_key_exchange_protocol: 'DTLS-SRTP' }, 'Invalid srtp_key_exchange_protocol'],
    [{ restrictions: {} }, 'Unexpected field restrictions in calling'],
    [{ ip_addresses: {} }, 'Unexpected field ip_addresses in calling'],
    [{ video: { status: 'ENABLED' } }, 'Unexpected field video in calling'],
    [{ restrict_to_user_countries: ['US'] }, 'Unexpected field restrict_to_user_countries in calling'],
    [JSON.parse('{"__proto__": {}}'), 'Unexpected field __proto__ in calling'],
    [{ call_icons: { restrict_to_user_countries: ['br'] } }, 'Invalid country code in restrict_to_user_countries'],
    [{ call_icons: { restrict_to_user_countries: ['BRA'] } }, 'Invalid country code in restrict_to_user_countries'],
    [{ call_icons: { restrict_to_user_countries: 'BR' } }, 'Invalid country code in restrict_to_user_countries'],
    [{ call_icons: { countries: [] } }, 'Unexpected field countries in call_icons'],
    [{ call_icons: ['BR'] }, 'call_icons must be an object'],
    [{ audio: { additional_codecs: ['OPUS'] } }, 'Invalid additional_codecs'],
    [{ audio: { additional_codecs: null } }, 'Invalid additional_codecs'],
    [{ call_hours: null }, 'call_hours must be an object'],
    [{ sip: { status: 'NOT_SET' } }, 'Invalid sip.status'],
    [{ sip: { webhook_delivery: 'ON' } }, 'Invalid sip.webhook_delivery'],
    [{ sip: { servers: { hostname: 'a.example' } } }, 'servers in sip must be a list'],
    [
      { sip: { servers: [{ hostname: 'a.example' }, { hostname: 'b.example' }] } },
      'Only one server per app is allowed in sip',
    ],
    [{ sip: { servers: [{}] } }, 'hostname is required in sip.servers'],
    [server({ app_id: 42 }), 'Unexpected field app_id in sip.servers'],
    [server({ sip_user_password: 'x' }), 'Unexpected field sip_user_password in sip.servers'],
    [server({ hostname: 'sip:sip.example.com' }), 'Invalid hostname in sip.servers'],
    [server({ hostname: '' }), 'Invalid hostname in sip.servers'],
    [server({ port: 65536 }), 'Invalid port in sip.servers'],
    [server({ port: 0 }), 'Invalid port in sip.servers'],
    [server({ port: 50.5 }), 'Invalid port in sip.servers'],
    [server({ request_uri_user_params: { k: 1 } }), 'Invalid request_uri_user_params in sip.servers'],
    [server({ request_uri_user_params: { k: 'v'.repeat(129) } }), 'Invalid request_uri_user_params in sip.servers'],
    [voicemail({ triggers: [] }), 'voicemail needs at least one trigger'],
    [voicemail({ triggers: ['BUSY'] }), 'Invalid voicemail.triggers'],
    [{ voicemail: { status: 'ENABLED', triggers: ['REJECT'] } }, 'audio is required in voicemail'],
    [{ voicemail: { triggers: ['REJECT'] } }, 'status is required in voicemail'],
    [voicemail({}, {}), 'announcement_media_id is required in voicemail.audio.default'],
    [voicemail({}, { announcement_media_id: 'abc' }), 'Invalid announcement_media_id in voicemail'],
    [voicemail({ triggers: ['TIMEOUT'] }), 'timeout_seconds is required in voicemail.audio.default'],
    [voicemail({}, { ...MEDIA, timeout_seconds: 31 }), 'timeout_seconds in voicemail must be between 0 and 30'],
    [voicemail({}, { ...MEDIA, timeout_seconds: '20' }), 'timeout_seconds in voicemail must be between 0 and 30'],
  ])('refuses %j', (calling, problem) => {
    expect(checkCalling(calling, NOW)).toBe(problem);
  });
});

describe('call_hours', () => {
  const week = (...windows: [string, Json, Json][]): JsonObject => ({
    weekly_operating_hours: windows.map(([day_of_week, open_time, close_time]) => ({
      day_of_week,
      open_time,
      close_time,
    })),
  });
  const days = (...windows: [string, Json, Json][]): JsonObject => ({
    holiday_schedule: windows.map(([date, start_time, end_time]) => ({ date, start_time, end_time })),
  });
  const INVALID = 'Invalid schedule for call_hours';
  const OVERLAP = 'Overlapping schedule in call_hours is not allowed';
  const BAD_DATE = 'Date format in holiday_schedule for call_hours is invalid';
  const PAST = 'Holiday given in call_hours is a past date';
  const many = (count: number): JsonObject =>
    days(
      ...Array.from({ length: count }, (_, day): [string, Json, Json] => [
        `2027-01-${String(day + 1).padStart(2, '0')}`,
        '0000',
        '2359',
      ]),
    );

  it.each<[string, JsonObject]>([
    ['touching windows', week(['MONDAY', '0800', '1200'], ['MONDAY', '1200', '1700'])],
    ['windows in any order', week(['MONDAY', '1300', '1700'], ['MONDAY', '0800', '1200'])],
    ['the whole day', week(['SUNDAY', '0000', '2359'])],
    ['an alias of a zone', { timezone_id: 'Asia/Calcutta' }],
    ['an empty schedule', { holiday_schedule: [] }],
    ['a holiday today', days(['2026-11-22', '0000', '2359'])],
    ['two windows on one date', days(['2026-12-24', '0900', '1200'], ['2026-12-24', '1300', '1500'])],
    ['20 holidays', many(20)],
    ['a leap day', days(['2028-02-29', '0000', '2359'])],
  ])('may contain %s', (_name, change) => {
    expect(checkCalling({ call_hours: hours(change) }, NOW)).toBeNull();
  });

  it.each<[string, JsonObject, string]>([
    ['no such status', { status: 'NOT_SET' }, 'Invalid status in call_hours'],
    ['no such zone', { timezone_id: 'Mars/Olympus' }, 'Timezone is invalid in call_hours'],
    ['an offset as zone', { timezone_id: '+05:30' }, 'Timezone is invalid in call_hours'],
    ['a zone in lower case', { timezone_id: 'europe/berlin' }, 'Timezone is invalid in call_hours'],
    ['no windows', week(), 'weekly_operating_hours in call_hours cannot be empty'],
    [
      'no windows, though disabled',
      { status: 'DISABLED', ...week() },
      'weekly_operating_hours in call_hours cannot be empty',
    ],
    ['no such day', week(['Monday', '0900', '1800']), INVALID],
    ['a time as a number', week(['MONDAY', 900, 1800]), INVALID],
    ['a time with a colon', week(['MONDAY', '09:00', '18:00']), INVALID],
    ['2400', week(['MONDAY', '0900', '2400']), INVALID],
    ['minute 60', week(['MONDAY', '0960', '1800']), INVALID],
    ['a window of no length', week(['MONDAY', '0900', '0900']), INVALID],
    ['a window across midnight', week(['MONDAY', '2200', '0600']), INVALID],
    [
      'three windows',
      week(['MONDAY', '0100', '0200'], ['MONDAY', '0300', '0400'], ['MONDAY', '0500', '0600']),
      'More than 2 entries not allowed in weekly_operating_hours schedule in call_hours',
    ],
    ['an overlap', week(['MONDAY', '0800', '1201'], ['MONDAY', '1200', '1700']), OVERLAP],
    ['the same window twice', week(['MONDAY', '0800', '1200'], ['MONDAY', '0800', '1200']), OVERLAP],
    ['a past holiday', days(['2026-11-21', '0000', '2359']), PAST],
    ['31 February', days(['2027-02-31', '0000', '2359']), BAD_DATE],
    ['29 February of a common year', days(['2027-02-29', '0000', '2359']), BAD_DATE],
    ['a date the other way round', days(['25-12-2026', '0000', '2359']), BAD_DATE],
    ['an overlap on a date', days(['2026-12-24', '0900', '1200'], ['2026-12-24', '1100', '1500']), OVERLAP],
    ['a holiday that ends before it starts', days(['2026-12-24', '1200', '0900']), INVALID],
    ['21 holidays', many(21), 'More than 20 entries not allowed in holiday_schedule in call_hours'],
    [
      'the names of the table',
      { holiday_schedule: [{ date: '2026-12-24', open_time: '0900', close_time: '1200' }] },
      'start_time is required in holiday_schedule',
    ],
    ['an unknown member', { closed: true }, 'Unexpected field closed in call_hours'],
  ])('cannot contain %s', (_name, change, problem) => {
    expect(checkCalling({ call_hours: hours(change) }, NOW)).toBe(problem);
  });

  it.each(['status', 'timezone_id', 'weekly_operating_hours'])('needs %s', (name) => {
    const { [name]: _, ...rest } = hours();
    expect(checkCalling({ call_hours: rest }, NOW)).toBe(`${name} is required in call_hours`);
  });

  it('judges today in the zone of the body', () => {
    // 02:00 UTC on the 22nd is still the 21st in São Paulo, and well into the 22nd in Mumbai.
    const now = new Date('2026-11-22T02:00:00Z');
    const holiday = days(['2026-11-21', '0000', '2359']);
    expect(checkCalling({ call_hours: hours(holiday) }, now)).toBeNull();
    expect(checkCalling({ call_hours: hours({ ...holiday, timezone_id: 'Asia/Kolkata' }) }, now)).toBe(PAST);
  });

  it('is refused over HTTP with code 100 and these details', async () => {
    await withSimulator({}, async (_, client) => {
      const { status, json } = await client.post({ call_hours: hours(days(['2026-11-21', '0000', '2359'])) });
      expect(status).toBe(400);
      expect(json.error).toMatchObject({ code: 100, type: 'OAuthException', error_data: { details: PAST } });
    });
  });
});

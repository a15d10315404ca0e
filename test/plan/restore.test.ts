import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/plan/json.ts';
import { buildRestoration } from '../../src/plan/restore.ts';
import { hours, monday } from './builders.ts';

const context = { today: '2026-11-22', app: { appId: '1', hostname: null } };
const restorationOf = (before: object, ...written: object[]) =>
  buildRestoration(before as JsonObject, written as JsonObject[], context);

const ours = { app_id: 1, hostname: 'ours.example.com', sip_user_password: 'x' };
const theirs = { app_id: 2, hostname: 'theirs.example.com' };
const announcement = (id: unknown) => ({ default: { announcement_media_id: id, timeout_seconds: 20 } });

describe('the way back of a number', () => {
  it.each<{ what: string; before: object; written: object[]; calling: object; lost?: string[] }>([
    {
      what: 'only the settings that a request wrote come back',
      before: { status: 'ENABLED', call_icon_visibility: 'DEFAULT', callback_permission_status: 'ENABLED' },
      written: [{ status: 'DISABLED' }, { callback_permission_status: 'DISABLED' }],
      calling: { status: 'ENABLED', callback_permission_status: 'ENABLED' },
    },
    {
      what: 'what had never been set cannot come back',
      before: { status: 'NOT_SET', call_icon_visibility: 'DEFAULT' },
      written: [{ status: 'ENABLED', call_icon_visibility: 'DISABLE_ALL' }],
      calling: { call_icon_visibility: 'DEFAULT' },
      lost: ['status'],
    },
    {
      what: 'hours that were missing stay, if calling can no longer be unset',
      before: {},
      written: [{ status: 'ENABLED', call_hours: hours() }],
      calling: {},
      lost: ['status', 'call_hours'],
    },
    {
      what: 'hours that were missing go off, if calling can be restored',
      before: { status: 'DISABLED' },
      written: [{ status: 'ENABLED', call_hours: hours() }],
      calling: { status: 'DISABLED', call_hours: { status: 'DISABLED' } },
    },
    {
      what: 'hours that were there come back, even if calling cannot',
      before: { status: 'NOT_SET', call_hours: hours() },
      written: [{ status: 'ENABLED', call_hours: hours({ status: 'DISABLED' }) }],
      calling: { call_hours: { ...hours(), holiday_schedule: [] } },
      lost: ['status'],
    },
    {
      what: 'past holidays do not come back, and no empty week is sent',
      before: {
        call_hours: {
          status: 'DISABLED',
          timezone_id: 'Europe/Berlin',
          holiday_schedule: [
            { date: '2026-11-21', start_time: '0900', end_time: '1200' },
            { date: '2026-11-22', start_time: '0900', end_time: '1200' },
          ],
        },
      },
      written: [{ call_hours: hours() }],
      calling: {
        call_hours: {
          status: 'DISABLED',
          timezone_id: 'Europe/Berlin',
          holiday_schedule: [{ date: '2026-11-22', start_time: '0900', end_time: '1200' }],
        },
      },
    },
    {
      what: 'codecs and countries come back in normal form, none for what was missing',
      before: { call_icons: { restrict_to_user_countries: ['de', 'BR', 'DE'] } },
      written: [{ call_icons: { restrict_to_user_countries: [] }, audio: { additional_codecs: ['PCMA'] } }],
      calling: { call_icons: { restrict_to_user_countries: ['BR', 'DE'] }, audio: { additional_codecs: [] } },
    },
    {
      what: 'the key exchange goes back to its default where it was missing',
      before: {},
      written: [{ srtp_key_exchange_protocol: 'SDES' }],
      calling: { srtp_key_exchange_protocol: 'DTLS' },
    },
    {
      what: 'our SIP server comes back with its defaults, without what only responses have',
      before: { sip: { status: 'ENABLED', servers: [theirs, ours] } },
      written: [{ sip: { status: 'ENABLED', servers: [{ hostname: 'new.example.com' }] } }],
      calling: {
        sip: {
          status: 'ENABLED',
          webhook_delivery: 'DISABLED',
          servers: [{ port: 5061, request_uri_user_params: {}, hostname: 'ours.example.com' }],
        },
      },
    },
    {
      what: 'a SIP server that was added is deleted again',
      before: { sip: { servers: [theirs] } },
      written: [{ sip: { servers: [{ hostname: 'new.example.com' }] } }],
      calling: { sip: { status: 'DISABLED', webhook_delivery: 'DISABLED', servers: [] } },
    },
    {
      what: 'servers stay as they are where no request wrote them',
      before: { sip: { status: 'ENABLED', servers: [ours] } },
      written: [{ sip: { status: 'DISABLED' } }],
      calling: { sip: { status: 'ENABLED', webhook_delivery: 'DISABLED' } },
    },
    {
      what: 'voicemail comes back with the id of its announcement as digits',
      before: { voicemail: { status: 'ENABLED', triggers: ['REJECT'], audio: { ...announcement(123), other: 1 } } },
      written: [{ voicemail: { status: 'DISABLED' } }],
      calling: {
        voicemail: { status: 'ENABLED', triggers: ['REJECT'], audio: { ...announcement('123'), other: 1 } },
      },
    },
    {
      what: 'voicemail that was missing goes off',
      before: {},
      written: [{ voicemail: { status: 'ENABLED' } }],
      calling: { voicemail: { status: 'DISABLED' } },
    },
    {
      what: 'voicemail without a status was off',
      before: { voicemail: { triggers: ['REJECT'], audio: announcement('7') } },
      written: [{ voicemail: { status: 'ENABLED' } }],
      calling: { voicemail: { status: 'DISABLED', triggers: ['REJECT'], audio: announcement('7') } },
    },
  ])('$what', ({ before, written, calling, lost = [] }) => {
    expect(restorationOf(before, ...written)).toEqual({ calling, lost, lostParts: [], obstacles: [] });
  });

  it('says which entries of the hours are left out, unless they are past or the hours are lost', () => {
    const half = { date: '2099-12-26', start_time: '0900' };
    const past = { date: '2020-12-26', start_time: '0900' };
    const before = {
      status: 'ENABLED',
      call_hours: hours({ weekly_operating_hours: [monday, null], holiday_schedule: [half, past] }),
    };
    const { calling, lostParts } = restorationOf(before, { call_hours: hours() });
    expect(lostParts).toEqual([
      'call_hours.weekly_operating_hours had an entry that cannot be sent back: null',
      'call_hours.holiday_schedule had an entry that cannot be sent back: {"date":"2099-12-26","start_time":"0900"}',
    ]);
    expect(calling).toEqual({ call_hours: { ...hours(), holiday_schedule: [] } });
    expect(restorationOf(before, { status: 'DISABLED' }).lostParts).toEqual([]);
  });

  it('is unclear where our server cannot be told from others', () => {
    const unknown = { ...context, app: { appId: null, hostname: null } };
    const written = [{ status: 'ENABLED' }, { sip: { servers: [{ hostname: 'new.example.com' }] } }] as JsonObject[];
    const unclear = buildRestoration({ sip: { servers: [theirs] } }, written, unknown).obstacles;
    expect(unclear.map(({ message }) => message)).toEqual([
      'the run wrote a SIP server, and it is unclear which one was yours before',
    ]);
    // The host name that the run wrote settles it, and so does a number without servers.
    const named = [{ status: 'ENABLED' }, { sip: { servers: [{ hostname: 'theirs.example.com' }] } }] as JsonObject[];
    expect(buildRestoration({ sip: { servers: [theirs] } }, named, unknown).obstacles).toEqual([]);
    expect(buildRestoration({ sip: { servers: [] } }, written, unknown).obstacles).toEqual([]);
    expect(
      buildRestoration({ sip: { servers: [theirs] } }, [{ sip: { status: 'ENABLED' } }], unknown).obstacles,
    ).toEqual([]);
  });
});

import fc from 'fast-check';
import type { Calling } from '../../src/generated/schema-types.ts';
import { week } from '../../src/plan/settings/windows.ts';

const onOff = fc.constantFrom('ENABLED' as const, 'DISABLED' as const);
const onOffLive = fc.constantFrom('ENABLED', 'DISABLED', 'NOT_SET');

const minutes = (from: number, to: number) =>
  fc
    .integer({ min: from, max: to })
    .map((at) => `${String(Math.floor(at / 60)).padStart(2, '0')}${String(at % 60).padStart(2, '0')}`);

/** One or two windows that keep the rules: in order, apart, at most touching. */
const windows = fc.oneof(
  fc.tuple(minutes(0, 600), minutes(601, 1439)).map((times) => [times]),
  fc.tuple(minutes(0, 300), minutes(301, 600), minutes(600, 900), minutes(901, 1439)).map(([a, b, c, d]) => [
    [a, b],
    [c, d],
  ]),
);

export const weekly = fc
  .uniqueArray(fc.constantFrom(...week), { minLength: 1 })
  .chain((days) => fc.tuple(...days.map((day) => windows.map((list) => ({ day, list })))))
  .map((days) =>
    days.flatMap(({ day, list }) =>
      list.map(([open_time, close_time]) => ({ day_of_week: day, open_time, close_time })),
    ),
  );

/** Dates around 22 November 2026, so that some are past. */
const dates = fc
  .uniqueArray(fc.integer({ min: -40, max: 60 }), { maxLength: 8 })
  .map((days) => days.map((day) => new Date(Date.UTC(2026, 10, 22 + day)).toISOString().slice(0, 10)));

const holidays = dates
  .chain((list) => fc.tuple(...list.map((date) => windows.map((times) => ({ date, times })))))
  .map((list) =>
    list.flatMap(({ date, times }) => times.map(([start_time, end_time]) => ({ date, start_time, end_time }))),
  );

const zone = fc.constantFrom(
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
);
const countries = fc.uniqueArray(fc.constantFrom('BR', 'US', 'PT', 'DE'));
const codecs = fc.uniqueArray(fc.constantFrom('PCMA' as const, 'PCMU' as const));
const params = fc.dictionary(fc.constantFrom('tgrp', 'trunk-context', 'a.b'), fc.constantFrom('x', 'y'));
const server = fc.record(
  {
    hostname: fc.constantFrom('sip.example.com', 'sip2.example.com'),
    port: fc.constantFrom(5061, 5071),
    request_uri_user_params: params,
  },
  { requiredKeys: ['hostname'] },
);

const announcement = fc.record({
  announcement_media_id: fc.constantFrom('938884519013664', '77'),
  timeout_seconds: fc.integer({ min: 0, max: 30 }),
});
const voicemail = fc.record({
  status: onOff,
  triggers: fc.uniqueArray(fc.constantFrom('REJECT' as const, 'TIMEOUT' as const), { minLength: 1 }),
  audio: fc.record({ default: announcement }),
});

/** Settings a file may state, each member there or not. */
export const desiredSettings: fc.Arbitrary<Calling> = fc
  .record(
    {
      status: onOff,
      call_icon_visibility: fc.constantFrom('DEFAULT', 'DISABLE_ALL'),
      call_icons: fc.record({ restrict_to_user_countries: countries }),
      call_hours: fc.record(
        { status: onOff, timezone_id: zone, weekly_operating_hours: weekly, holiday_schedule: holidays },
        { requiredKeys: [] },
      ),
      callback_permission_status: onOff,
      sip: fc.record(
        { status: onOff, servers: fc.array(server, { maxLength: 1 }), webhook_delivery: onOff },
        { requiredKeys: [] },
      ),
      srtp_key_exchange_protocol: fc.constantFrom('DTLS', 'SDES'),
      audio: fc.record({ additional_codecs: codecs }),
      voicemail,
    },
    { requiredKeys: [] },
  )
  .map((settings) => settings as Calling);

export const ourAppId = '1234567890';

/** States the endpoint may return, in any order, with members that callctl does not know. */
export const liveSettings: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    status: onOffLive,
    call_icon_visibility: fc.constantFrom('DEFAULT', 'DISABLE_ALL', 'NOT_SET'),
    callback_permission_status: onOffLive,
    call_icons: fc.record({ restrict_to_user_countries: countries }),
    call_hours: fc.record(
      {
        status: onOff,
        timezone_id: zone,
        weekly_operating_hours: weekly.chain((list) => fc.shuffledSubarray(list, { minLength: list.length })),
        holiday_schedule: holidays.chain((list) => fc.shuffledSubarray(list, { minLength: list.length })),
        not_invented_yet: fc.boolean(),
      },
      { requiredKeys: ['status', 'timezone_id', 'weekly_operating_hours'] },
    ),
    sip: fc
      .record({ status: onOff, ours: fc.option(server), theirs: fc.option(server) })
      .map(({ status, ours, theirs }) => {
        const servers = [
          ...(theirs ? [{ app_id: '9007199254740993', sip_user_password: 'theirs', ...theirs }] : []),
          ...(ours ? [{ app_id: ourAppId, sip_user_password: 'ours', ...ours }] : []),
        ];
        return { status: servers.length === 0 ? 'DISABLED' : status, servers };
      }),
    srtp_key_exchange_protocol: fc.constantFrom('DTLS', 'SDES'),
    audio: fc.record({ additional_codecs: codecs }),
    voicemail,
    not_invented_yet: fc.record({ status: onOff }),
  },
  { requiredKeys: ['status', 'call_icon_visibility', 'callback_permission_status'] },
);

/** Moments on one day; midnight passes at different ones in different zones. */
export const moments = fc.integer({ min: 0, max: 1439 }).map((minute) => new Date(Date.UTC(2026, 10, 22, 0, minute)));

import { daysAfter, isoDate, unixSeconds, weekdays } from './calendar.ts';
import type { FleetState, NumberState } from './fleet.ts';
import type { JsonObject } from './json.ts';

/**
 * The live state for the sample settings folder: each number shows one situation. Only what has to be in the future is
 * computed from `now`; the rest is fixed, so that plans of the sample are the same every day.
 */
export function sampleFleet(now: Date): FleetState {
  const numbers = [
    supportSaoPaulo,
    salesMumbai,
    supportBerlin,
    reservationsNewYork(now),
    clinicMumbai,
    hotlineBerlin(now),
    afterHoursNewYork,
  ];
  // A copy, because all callers share the constants below.
  return structuredClone({ wabas: [{ id: '102290129340398', numbers }] });
}

const WORKDAYS = weekdays.slice(0, 5);

/** In sync. One holiday has expired, and must not count as a difference. */
const supportSaoPaulo: NumberState = {
  id: '106540352242922',
  display_phone_number: '+55 11 5550-0101',
  verified_name: 'Support São Paulo',
  messaging_limit_tier: 'TIER_10K',
  calling: {
    status: 'ENABLED',
    call_icon_visibility: 'DEFAULT',
    callback_permission_status: 'ENABLED',
    call_icons: { restrict_to_user_countries: ['BR', 'PT'] },
    call_hours: hours(
      'America/Sao_Paulo',
      [...week(WORKDAYS, '0900', '1800'), ...week(['SATURDAY'], '0900', '1300')],
      [
        holiday('2026-09-07'),
        holiday('2026-12-24', '0900', '1200'),
        holiday('2026-12-25'),
        holiday('2026-12-31', '0900', '1200'),
        ...['2027-01-01', '2027-02-09', '2027-03-26', '2027-04-21', '2027-05-01', '2027-09-07'].map((date) =>
          holiday(date),
        ),
      ],
    ),
  },
};

/** Never configured. */
const salesMumbai: NumberState = {
  id: '106540352242923',
  display_phone_number: '+91 22 5550 0102',
  verified_name: 'Sales Mumbai',
  messaging_limit_tier: 'TIER_2K',
  calling: {},
};

/** Drifted: someone hid the button and cut Friday short in WhatsApp Manager. */
const supportBerlin: NumberState = {
  id: '106540352242924',
  display_phone_number: '+49 30 55500103',
  verified_name: 'Support Berlin',
  messaging_limit_tier: 'TIER_10K',
  calling: {
    status: 'ENABLED',
    call_icon_visibility: 'DISABLE_ALL',
    callback_permission_status: 'ENABLED',
    call_hours: hours(
      'Europe/Berlin',
      [...week(WORKDAYS.slice(0, 4), '0800', '1700'), ...week(['FRIDAY'], '0800', '1200')],
      ['2026-12-25', '2026-12-26', '2027-01-01', '2027-03-26', '2027-03-29', '2027-05-06', '2027-05-17'].map((date) =>
        holiday(date),
      ),
    ),
  },
};

/** Has holidays that no file states: a careless write of the hours would delete them. */
function reservationsNewYork(now: Date): NumberState {
  const inDays = (days: number): string => isoDate(daysAfter(now, days));
  return {
    id: '106540352242925',
    display_phone_number: '+1 212-555-0104',
    verified_name: 'Reservations New York',
    messaging_limit_tier: 'TIER_100K',
    calling: {
      status: 'ENABLED',
      call_icon_visibility: 'DEFAULT',
      callback_permission_status: 'DISABLED',
      call_hours: hours('America/New_York', week(weekdays, '1000', '2200'), [
        holiday(inDays(20), '1200', '1800'),
        holiday(inDays(40)),
        holiday(inDays(41)),
      ]),
    },
  };
}

/** In sync, on SIP. The second server belongs to another app, whose id is too long for a JS number. */
const clinicMumbai: NumberState = {
  id: '106540352242926',
  display_phone_number: '+91 22 5550 0105',
  verified_name: 'Clinic Mumbai',
  messaging_limit_tier: 'TIER_2K',
  calling: {
    status: 'ENABLED',
    call_icon_visibility: 'DEFAULT',
    callback_permission_status: 'DISABLED',
    srtp_key_exchange_protocol: 'SDES',
    audio: { additional_codecs: ['PCMU', 'PCMA'] },
    sip: {
      status: 'ENABLED',
      servers: [
        {
          app_id: '1234567890',
          hostname: 'sip.clinic.example',
          port: 5061,
          request_uri_user_params: { 'trunk-context': 'clinic.example', tgrp: 'main' },
        },
        { app_id: '9007199254740993', hostname: 'sip.other.example' },
      ],
      webhook_delivery: 'ENABLED',
    },
  },
};

/** Paused by Meta: nothing can be written for five days. */
function hotlineBerlin(now: Date): NumberState {
  return {
    id: '106540352242927',
    display_phone_number: '+49 30 55500106',
    verified_name: 'Hotline Berlin',
    messaging_limit_tier: 'TIER_2K',
    quality_rating: 'RED',
    calling: { status: 'ENABLED', call_icon_visibility: 'DEFAULT', callback_permission_status: 'ENABLED' },
    restrictions: [
      {
        type: 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING',
        reason: 'Calling is paused: too many users blocked or reported calls of this phone number.',
        expiration: unixSeconds(daysAfter(now, 5)),
      },
    ],
  };
}

/** In sync, with voicemail instead of hours, as Meta's page advises. */
const afterHoursNewYork: NumberState = {
  id: '106540352242928',
  display_phone_number: '+1 212-555-0107',
  verified_name: 'After hours New York',
  messaging_limit_tier: 'TIER_10K',
  calling: {
    status: 'ENABLED',
    call_icon_visibility: 'DEFAULT',
    callback_permission_status: 'DISABLED',
    call_hours: { ...hours('America/New_York', week(WORKDAYS, '0900', '1700'), []), status: 'DISABLED' },
    voicemail: {
      status: 'ENABLED',
      triggers: ['REJECT', 'TIMEOUT'],
      audio: { default: { announcement_media_id: '938884519013664', timeout_seconds: 20 } },
    },
  },
};

function hours(zone: string, weekly: JsonObject[], holidays: JsonObject[]): JsonObject {
  return { status: 'ENABLED', timezone_id: zone, weekly_operating_hours: weekly, holiday_schedule: holidays };
}

function week(days: readonly string[], open: string, close: string): JsonObject[] {
  return days.map((day) => ({ day_of_week: day, open_time: open, close_time: close }));
}

function holiday(date: string, start = '0000', end = '2359'): JsonObject {
  return { date, start_time: start, end_time: end };
}

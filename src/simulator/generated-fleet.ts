import { daysAfter, isoDate, weekdays } from './calendar.ts';
import type { FleetState, NumberState } from './fleet.ts';
import type { JsonObject } from './json.ts';

/** A fleet of any size for benchmarks, in accounts of 1,000 numbers. The same arguments give the same fleet. */
export function generatedFleet(count: number, seed: number, now: Date = new Date('2026-11-22T00:00:00Z')): FleetState {
  const random = createRandom(seed);
  const numbers = Array.from({ length: count }, (_, index) => generateNumber(index, random, now));
  const accounts = Math.ceil(count / NUMBERS_AN_ACCOUNT);
  const wabas = Array.from({ length: accounts }, (_, index) => {
    const start = index * NUMBERS_AN_ACCOUNT;
    return { id: String(FIRST_WABA_ID + index), numbers: numbers.slice(start, start + NUMBERS_AN_ACCOUNT) };
  });
  return { wabas };
}

const NUMBERS_AN_ACCOUNT = 1000;
const FIRST_WABA_ID = 200_000_000_000_000;
const FIRST_NUMBER_ID = 300_000_000_000_000;
const ZONES = [
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Jakarta',
  'Africa/Lagos',
];
const COUNTRIES = ['BR', 'IN', 'DE', 'US', 'ID', 'NG', 'PT', 'MX'];

type Random = () => number;

function generateNumber(index: number, random: Random, now: Date): NumberState {
  const calling: JsonObject = {
    status: 'ENABLED',
    call_icon_visibility: random() < 0.8 ? 'DEFAULT' : 'DISABLE_ALL',
    callback_permission_status: random() < 0.5 ? 'ENABLED' : 'DISABLED',
    call_icons: { restrict_to_user_countries: COUNTRIES.filter(() => random() < 0.3) },
    call_hours: generateHours(random, now),
  };
  if (random() < 0.2) {
    const server = { app_id: '1234567890', hostname: `sip-${index}.example.com`, port: 5061 };
    calling.sip = { status: 'ENABLED', servers: [server] };
    calling.srtp_key_exchange_protocol = 'SDES';
    calling.audio = { additional_codecs: ['PCMA', 'PCMU'] };
  }
  return {
    id: String(FIRST_NUMBER_ID + index),
    display_phone_number: `+55 11 ${String(90_000_0000 + index)}`,
    verified_name: `Branch ${index + 1}`,
    messaging_limit_tier: 'TIER_10K',
    calling,
  };
}

function generateHours(random: Random, now: Date): JsonObject {
  const days = weekdays.slice(0, 5 + Math.floor(random() * 3));
  const weekly = days.flatMap((day): JsonObject[] => {
    const open = clock(7 + Math.floor(random() * 4));
    const close = clock(17 + Math.floor(random() * 5));
    if (random() < 0.6) return [{ day_of_week: day, open_time: open, close_time: close }];
    return [
      { day_of_week: day, open_time: open, close_time: '1200' },
      { day_of_week: day, open_time: '1300', close_time: close },
    ];
  });
  const holidays = Array.from({ length: Math.floor(random() * 11) }, (_, index): JsonObject => {
    const date = isoDate(daysAfter(now, 3 + index * 9));
    return random() < 0.7
      ? { date, start_time: '0000', end_time: '2359' }
      : { date, start_time: '0900', end_time: '1200' };
  });
  const zone = ZONES[Math.floor(random() * ZONES.length)] ?? 'Etc/UTC';
  return { status: 'ENABLED', timezone_id: zone, weekly_operating_hours: weekly, holiday_schedule: holidays };
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}00`;
}

/** mulberry32: small, and the same on every machine. */
function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

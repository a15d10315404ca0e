import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calling } from '../../src/generated/schema-types.ts';
import { cleanLive } from '../../src/plan/clean-live.ts';
import { asObject, asObjects, type Json, type JsonObject } from '../../src/plan/json.ts';
import { jsonText } from '../../src/plan/json-text.ts';
import { parseJsonText } from '../../src/plan/parse-json.ts';
import { planOf } from '../plan/builders.ts';
import { cases } from './runs.ts';

/** Anything that JSON can hold, with nulls and integers of any length. NOT_SET and passwords are never sent. */
const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant(null),
    fc.bigInt({ min: 10n ** 17n, max: 10n ** 40n }),
    fc.bigInt({ min: -(10n ** 40n), max: -(10n ** 17n) }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.string(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^x_[a-z]{1,5}$/), tie('value'), { maxKeys: 3 }),
  ),
}));

const unknown = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,3}$/), anyValue, { maxKeys: 3, noNullPrototype: true });
const levels = fc.record({
  hours: unknown,
  day: unknown,
  holiday: unknown,
  icons: unknown,
  codecs: unknown,
  sip: unknown,
  server: unknown,
  voicemail: unknown,
  audio: unknown,
  announcement: unknown,
});
type Levels = Record<
  'hours' | 'day' | 'holiday' | 'icons' | 'codecs' | 'sip' | 'server' | 'voicemail' | 'audio' | 'announcement',
  JsonObject
>;

/** A number with members that callctl does not know at every level of what a write sends back. */
function liveWith(more: Levels): JsonObject {
  const monday = { day_of_week: 'MONDAY', open_time: '0900', close_time: '1800', ...more.day };
  const holiday = { date: '2099-12-24', start_time: '0900', end_time: '1200', ...more.holiday };
  const hours = { status: 'DISABLED', timezone_id: 'Europe/Berlin', weekly_operating_hours: [monday] };
  const server = { app_id: 1, hostname: 'sip.example.com', request_uri_user_params: { trunk: '7' }, ...more.server };
  const announcement = { announcement_media_id: 90071992547409931234n, timeout_seconds: 20, ...more.announcement };
  return {
    call_icons: { restrict_to_user_countries: ['BR'], ...more.icons },
    call_hours: { ...hours, holiday_schedule: [holiday], ...more.hours },
    sip: { status: 'DISABLED', servers: [server], ...more.sip },
    audio: { additional_codecs: [], ...more.codecs },
    voicemail: {
      status: 'DISABLED',
      triggers: ['REJECT'],
      audio: { default: announcement, ...more.audio },
      ...more.voicemail,
    },
  };
}

/** Changes every setting of `liveWith`, and states as little of each as it can. */
const desired: Calling = {
  call_icons: { restrict_to_user_countries: ['BR', 'DE'] },
  call_hours: { status: 'ENABLED' },
  sip: { status: 'ENABLED', servers: [{ hostname: 'sip.example.com', port: 5062 }] },
  audio: { additional_codecs: ['PCMA'] },
  voicemail: { status: 'ENABLED' },
};

/** What the request says at each level. */
function sentLevels(calling: JsonObject): Levels {
  const { call_hours, call_icons, sip, audio, voicemail } = calling;
  const hours = asObject(call_hours);
  const voice = asObject(voicemail);
  const first = (list: Json | undefined) => asObjects(list)[0] ?? {};
  return {
    hours,
    day: first(hours.weekly_operating_hours),
    holiday: first(hours.holiday_schedule),
    icons: asObject(call_icons),
    codecs: asObject(audio),
    sip: asObject(sip),
    server: first(asObject(sip).servers),
    voicemail: voice,
    audio: asObject(voice.audio),
    announcement: asObject(asObject(voice.audio).default),
  };
}

describe('what a write sends back', () => {
  it('is what came, at every level: nulls, integers of any length, and members that callctl does not know', () => {
    fc.assert(
      fc.property(levels, (more) => {
        const answer = jsonText(liveWith(more as Levels));
        const live = cleanLive(parseJsonText(answer) as JsonObject);
        const plan = planOf(live, desired, { appId: '1' });
        expect(plan.error).toBeNull();
        const body = parseJsonText(jsonText(plan.requests[0])) as JsonObject;
        const sent = sentLevels(asObject(body.calling));
        const came = parseJsonText(jsonText(more)) as Levels;
        for (const [level, members] of Object.entries(came))
          expect(sent[level as keyof Levels], level).toMatchObject(members);
        expect(sent.announcement.announcement_media_id).toBe(90071992547409931234n);
      }),
      cases(500),
    );
  });

  it('makes no drift, and does not hide any', () => {
    fc.assert(
      fc.property(levels, levels, (more, other) => {
        const live = cleanLive(parseJsonText(jsonText(liveWith(more as Levels))) as JsonObject);
        const plain = planOf(liveWith({ ...(other as Levels) }), desired, { appId: '1' });
        expect(planOf(live, desired, { appId: '1' }).changes).toEqual(plain.changes);
      }),
      cases(200),
    );
  });
});

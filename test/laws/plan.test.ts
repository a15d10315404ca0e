import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calling } from '../../src/generated/schema-types.ts';
import { contextOf } from '../../src/plan/context.ts';
import { asJson } from '../../src/plan/desired-number.ts';
import { diffSettings } from '../../src/plan/diff.ts';
import { exchangeSides } from '../../src/plan/direction.ts';
import { asObject, asObjects, type JsonObject } from '../../src/plan/json.ts';
import { rows } from '../../src/plan/settings/catalogue.ts';
import { isStale } from '../../src/plan/stale.ts';
import { planOf, todayIn } from '../plan/builders.ts';
import { desiredSettings, liveSettings, moments, ourAppId, weekly } from './arbitraries.ts';
import { modelPost } from './endpoint-model.ts';
import { cases } from './runs.ts';

type Live = Record<string, unknown>;
const runs = cases(1000);

function plan(live: Live, desired: Calling, now: Date) {
  return planOf(live, desired, { now, appId: ourAppId });
}

function contextAt(live: Live, desired: Calling, now: Date) {
  return contextOf(live as JsonObject, asJson(desired), { now, todayIn, appId: ourAppId });
}

/** The state after the planned request; live itself where there is none. */
function afterRequest(live: Live, desired: Calling, now: Date): Live {
  const [request] = plan(live, desired, now).requests;
  if (!request) return live;
  // The endpoint judges dates in the zone that it is sent.
  const zone = asObject(asObject(request.calling as JsonObject).call_hours).timezone_id;
  const { today } = contextAt({}, zone ? ({ call_hours: { timezone_id: zone } } as Calling) : {}, now);
  return modelPost(live, request, { today, appId: ourAppId });
}

/** Minutes a week, counted without the code of the product. */
function minutesOf(
  windows: readonly { readonly open_time?: string | undefined; readonly close_time?: string | undefined }[],
) {
  const at = (time = '') => Number(time.slice(0, 2)) * 60 + Number(time.slice(2));
  return windows.reduce((sum, { open_time, close_time }) => sum + at(close_time) - at(open_time), 0);
}

const input = fc.tuple(liveSettings, desiredSettings, moments);

describe('laws of the plan', () => {
  it('drift is the plan seen from the file: the same changes with their sides exchanged', () => {
    fc.assert(
      fc.property(input, ([live, desired, now]) => {
        const planned = plan(live, desired, now);
        const drift = exchangeSides(planOf(live, desired, { now, appId: ourAppId, judges: 'drift' }));
        const seen = planned.changes.map(({ path, before, after }) => ({ path, file: after, live: before }));
        expect(drift.changes.map(({ path, before, after }) => ({ path, file: before, live: after }))).toEqual(seen);
        // Drift sends nothing, so nothing is carried over.
        const notes = planned.notes.filter(({ code }) => code !== 'carried_over');
        expect({ ...exchangeSides(drift), changes: [] }).toEqual({ ...planned, notes, changes: [] });
      }),
      runs,
    );
  });

  it('a request is always accepted, and after it nothing is left to do', () => {
    let requests = 0;
    fc.assert(
      fc.property(input, ([live, desired, now]) => {
        const first = plan(live, desired, now);
        if (first.outcome !== 'drifted') return;
        requests += 1;
        const second = plan(afterRequest(live, desired, now), desired, now);
        expect(second.changes).toEqual([]);
        expect(second.outcome).toBe('in_sync');
      }),
      runs,
    );
    // A law that held for want of cases would be none.
    expect(requests).toBeGreaterThan(0.3 * runs.numRuns);
  });

  it('a request holds the drifted settings and no others, and a number in sync gets none', () => {
    fc.assert(
      fc.property(input, ([live, desired, now]) => {
        const { changes, requests, outcome } = plan(live, desired, now);
        const sent = requests.flatMap((request) => Object.keys(request.calling as object));
        if (outcome === 'drifted') expect(new Set(sent)).toEqual(new Set(changes.map(({ setting }) => setting)));
        else expect(sent).toEqual([]);
        expect(outcome === 'in_sync').toBe(changes.length === 0);
      }),
      runs,
    );
  });

  it('a request is minimal: without any one of its settings drift is left', () => {
    fc.assert(
      fc.property(input, ([live, desired, now]) => {
        const [request] = plan(live, desired, now).requests;
        const calling = (request?.calling ?? {}) as Live;
        for (const left of Object.keys(calling)) {
          const { [left]: _, ...others } = calling;
          expect(
            plan({ ...live, ...pick(others, live) }, desired, now).changes.some(({ setting }) => setting === left),
          ).toBe(true);
        }
      }),
      cases(300),
    );
  });

  it('nothing unmanaged is lost by a write', () => {
    fc.assert(
      fc.property(input, ([live, desired, now]) => {
        const after = afterRequest(live, desired, now);
        const before = plan(live, desired, now);
        for (const setting of Object.keys(live)) {
          if (!before.requests.some((request) => setting in (request.calling as object)))
            expect(after[setting]).toEqual(live[setting]);
        }
        expectUnmanagedHours(live, after, desired, now);
        expect(foreignServers(after)).toEqual(foreignServers(live));
      }),
      runs,
    );
  });

  it('an expired date is never sent nor counted', () => {
    fc.assert(
      fc.property(input, ([live, desired, now]) => {
        const { today } = contextAt(live, desired, now);
        const { requests, changes } = plan(live, desired, now);
        const sent = JSON.stringify(requests).match(/\d{4}-\d{2}-\d{2}/g) ?? [];
        const shown = JSON.stringify(changes.map(({ path }) => path)).match(/\d{4}-\d{2}-\d{2}/g) ?? [];
        expect([...sent, ...shown].filter((date) => date < today)).toEqual([]);
      }),
      runs,
    );
  });

  it('weekly hours that shrink by more than a quarter are always a risk', () => {
    const weeks = fc.tuple(weekly, weekly);
    fc.assert(
      fc.property(weeks, ([before, after]) => {
        const live = {
          call_hours: { status: 'ENABLED', timezone_id: 'Europe/Berlin', weekly_operating_hours: before },
        };
        const desired = { call_hours: { weekly_operating_hours: after } } as Calling;
        const { changes } = plan(live, desired, new Date('2026-11-22T12:00:00Z'));
        const shrinks = minutesOf(after) < (minutesOf(before) * 3) / 4;
        if (shrinks) expect(changes.some(({ risk }) => risk !== null)).toBe(true);
        if (changes.length === 0) expect(shrinks).toBe(false);
      }),
      runs,
    );
  });

  it('another order of what live has does not make a plan stale', () => {
    const shuffled = input.chain(([live, desired, now]) =>
      fc.tuple(fc.constant(live), shuffle(live), fc.constant(desired), fc.constant(now)),
    );
    fc.assert(
      fc.property(shuffled, ([live, liveShuffled, desired, now]) => {
        expect(isStale(plan(live, desired, now), plan(liveShuffled as Live, desired, now))).toBe(false);
      }),
      runs,
    );
  });

  it('order never matters', () => {
    const shuffled = input.chain(([live, desired, now]) =>
      fc.tuple(fc.constant(live), fc.constant(desired), shuffle(live), shuffle(desired), fc.constant(now)),
    );
    fc.assert(
      fc.property(shuffled, ([live, desired, liveShuffled, desiredShuffled, now]) => {
        const same = plan(liveShuffled as Live, desiredShuffled as Calling, now);
        expect(same.changes).toEqual(plan(live, desired, now).changes);
      }),
      runs,
    );
  });

  it('the diff is empty exactly when the meanings are equal', () => {
    const states = fc.tuple(desiredSettings.map(writtenByUs), desiredSettings, moments);
    fc.assert(
      fc.property(states, ([live, desired, now]) => {
        const context = contextAt(live as Live, desired, now);
        const differences = diffSettings(live as JsonObject, desired as JsonObject, context);
        const equal = meaningOf(live, desired, context.today) === meaningOf(desired, desired, context.today);
        expect(differences.length === 0).toBe(equal);
        expect(diffSettings(desired as JsonObject, desired as JsonObject, context)).toEqual([]);
      }),
      runs,
    );
  });

  it('normalizing twice is normalizing once, for everything but lists of windows', () => {
    fc.assert(
      fc.property(input, ([live, desired, now]) => {
        const context = contextAt(live, desired, now);
        for (const row of rows.filter(({ name }) => name !== 'call_hours' && name !== 'sip')) {
          const value = (live as JsonObject)[row.name];
          if (value === undefined) continue;
          const once = row.normalize(value, context);
          expect(row.normalize(once, context)).toEqual(once);
        }
      }),
      runs,
    );
  });
});

/** As live has it: every server bears the id of our app. */
function writtenByUs(settings: Calling): Calling {
  const servers = settings.sip?.servers?.map((server) => ({ ...server, app_id: ourAppId }));
  return servers ? { ...settings, sip: { ...settings.sip, servers } } : settings;
}

function pick(settings: Live, live: Live): Live {
  // The sip object of a request holds no app ids: take over what it says as the model would, roughly.
  const { sip, ...others } = settings;
  return sip ? { ...others, sip: { ...asObject(live.sip as JsonObject), ...asObject(sip as JsonObject) } } : others;
}

function foreignServers(live: Live) {
  return asObjects(asObject(live.sip as JsonObject).servers).filter(({ app_id }) => app_id !== ourAppId);
}

function expectUnmanagedHours(live: Live, after: Live, desired: Calling, now: Date): void {
  const before = asObject(live.call_hours as JsonObject);
  const next = asObject(after.call_hours as JsonObject);
  const stated = Object.keys(desired.call_hours ?? {});
  const { today } = contextAt(live, desired, now);
  for (const member of Object.keys(before).filter((name) => !stated.includes(name))) {
    expect(entries(next[member], today)).toEqual(entries(before[member], today));
  }
}

function entries(value: unknown, today: string): unknown {
  if (!Array.isArray(value)) return value ?? [];
  const kept = value.filter(({ date }) => date === undefined || date >= today);
  return kept.map((entry) => JSON.stringify(Object.entries(entry).sort())).sort();
}

/** A plain reading of what settings mean, for what `desired` states: lists sorted, defaults filled in, past dates gone. */
function meaningOf(settings: Calling, desired: Calling, today: string): string {
  const filled = {
    call_icons: { restrict_to_user_countries: [] },
    audio: { additional_codecs: [] },
    srtp_key_exchange_protocol: 'DTLS',
    ...settings,
    call_hours: { status: 'DISABLED', weekly_operating_hours: [], holiday_schedule: [], ...settings.call_hours },
    sip: { status: 'DISABLED', webhook_delivery: 'DISABLED', servers: [], ...settings.sip },
    voicemail: { status: 'DISABLED', triggers: [], ...settings.voicemail },
  };
  return JSON.stringify(meant(filled, desired, today));
}

function meant(value: unknown, desired: unknown, today: string): unknown {
  if (Array.isArray(desired)) {
    const list = (Array.isArray(value) ? value : []).filter((item) => !(item.date < today));
    const members = list.map((item, index) => {
      if (typeof item !== 'object') return JSON.stringify(item);
      const withPort = 'hostname' in item ? { port: 5061, request_uri_user_params: {}, ...item } : item;
      const keys = 'hostname' in item ? Object.keys(desired[index] ?? item) : Object.keys(item);
      return JSON.stringify(sorted(Object.fromEntries(keys.map((key) => [key, withPort[key]]))));
    });
    return members.sort();
  }
  if (typeof desired !== 'object' || desired === null) return value;
  const of = (value ?? {}) as Live;
  return Object.keys(desired)
    .sort()
    .map((key) => [key, meant(of[key], (desired as Live)[key], today)]);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)]);
}

/** The same value with the members of maps and the entries of lists in another order. */
function shuffle(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) {
    return fc.tuple(...value.map(shuffle)).chain((items) => fc.shuffledSubarray(items, { minLength: items.length }));
  }
  if (typeof value !== 'object' || value === null) return fc.constant(value);
  return fc
    .tuple(...Object.entries(value).map(([key, member]) => shuffle(member).map((changed) => [key, changed] as const)))
    .chain((members) => fc.shuffledSubarray(members, { minLength: members.length }))
    .map((members) => Object.fromEntries(members));
}

import { describe, expect, it } from 'vitest';
import { applyNumber } from '../../src/apply/apply-number.ts';
import type { SendOptions } from '../../src/apply/send-request.ts';
import type { Calling } from '../../src/generated/schema-types.ts';
import type { LiveFailure } from '../../src/live/failure.ts';
import { buildNumberPlan } from '../../src/plan/plan.ts';
import type { JsonObject } from '../../src/simulator/json.ts';
import { aNumber, christmas, hours, monday, newYear, now, todayIn, tuesday } from '../plan/builders.ts';
import { appId, applyTo, applyToScript, id } from './apply-to.ts';

const callHours = (more: Record<string, unknown>) => ({ call_hours: more }) as Calling;
const settingsIn = (bodies: readonly JsonObject[]) => bodies.map(({ calling }) => Object.keys(calling as object));
const enabled = { status: 'ENABLED', call_icon_visibility: 'DEFAULT', callback_permission_status: 'ENABLED' };

describe('applying a plan', () => {
  it('posts the request that was planned and reads it back', async () => {
    const { planned, result, bodies, simulator } = await applyTo(
      { ...enabled, call_hours: hours({ holiday_schedule: [christmas] }) },
      callHours({ weekly_operating_hours: [monday, tuesday] }),
    );
    expect(result).toMatchObject({ outcome: 'applied', error: null });
    expect(bodies).toEqual(planned.requests);
    expect((simulator.settings(id)?.call_hours as JsonObject | undefined)?.holiday_schedule).toEqual([christmas]);
  });

  it('waits until a lagging reading shows the write', async () => {
    const { result, posts, simulator } = await applyTo(enabled, { status: 'DISABLED' }, {}, (started) =>
      started.setFaults([{ kind: 'lag', reads: 2 }]),
    );
    expect(result.outcome).toBe('applied');
    expect(posts.length).toBe(1);
    expect(simulator.requests().filter(({ method }) => method === 'GET').length).toBe(4);
  });

  it.each([{ reads: 1 }, { ms: 500 }])('clears holidays with one request while readings lag by %j', async (lag) => {
    const { result, bodies } = await applyTo(
      { ...enabled, call_hours: hours({ holiday_schedule: [christmas] }) },
      callHours({ holiday_schedule: [] }),
      {},
      (started) => started.setFaults([{ kind: 'lag', ...lag }]),
      { pollMs: [0, 200, 500] },
    );
    expect(result).toMatchObject({ outcome: 'applied', error: null });
    expect(bodies).toEqual([{ calling: { call_hours: hours() } }]);
  });

  it('reports holidays that are still there after their clearing', async () => {
    const schedule = { call_hours: hours({ holiday_schedule: [christmas] }) };
    const { result, posted } = await applyToScript(callHours({ holiday_schedule: [] }), schedule, () => schedule);
    expect(posted).toEqual([['call_hours']]);
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_verified' } });
    expect(result.error?.message).toContain('call_hours.holiday_schedule[2026-12-25]');
  });

  it('sends holidays again to be cleared if the answer was lost and live still has them', async () => {
    const { result, posts } = await applyTo(
      { ...enabled, call_hours: hours({ holiday_schedule: [christmas] }) },
      callHours({ holiday_schedule: [] }),
      {},
      (started) => started.setFaults([{ kind: 'drop_before', method: 'POST', times: 1 }]),
    );
    expect([result.outcome, posts.length]).toEqual(['applied', 2]);
  });

  it('waits before readings that do not show the write: 0, 200, 500, 1000 and 2000 ms', async () => {
    const waits: number[] = [];
    const { result, reads } = await applyToScript({ status: 'DISABLED' }, enabled, () => enabled, {
      sleep: async (ms) => waits.push(ms),
    });
    expect(result.error?.code).toBe('not_verified');
    expect(waits).toEqual([0, 200, 500, 1000, 2000]);
    expect(reads).toBe(5);
  });

  it('does not say applied when no reading shows the write', async () => {
    const { result, posts } = await applyTo(enabled, { status: 'DISABLED' }, {}, (started) =>
      started.setFaults([{ kind: 'lag', reads: 99 }]),
    );
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_verified' } });
    expect(result.error?.message).toContain('status reads "ENABLED"');
    expect(posts.length).toBe(1);
  });

  it.each([
    { kind: 'drop_before', sends: 2 },
    { kind: 'drop_after', sends: 1 },
    { kind: 'bad_gateway', sends: 2 },
    { kind: 'server_error', sends: 2 },
    { kind: 'hang', sends: 2 },
  ] as const)('settles a POST whose answer was lost ($kind) by reading', async ({ kind, sends }) => {
    const { result, posts, simulator } = await applyTo(enabled, { status: 'DISABLED' }, {}, (started) =>
      started.setFaults([{ kind, method: 'POST', times: 1 }]),
    );
    expect(result.outcome).toBe('applied');
    expect(posts.length).toBe(sends);
    expect(simulator.settings(id)?.status).toBe('DISABLED');
  });

  it('gives up after three lost answers, and says why', async () => {
    const { result, posts } = await applyTo(enabled, { status: 'DISABLED' }, {}, (started) =>
      started.setFaults([{ kind: 'drop_before', method: 'POST' }]),
    );
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'connection_lost' } });
    expect(posts.length).toBe(3);
  });

  it('fails when live cannot be read back', async () => {
    const { result } = await applyTo(enabled, { status: 'DISABLED' }, {}, (started) =>
      started.setFaults([{ kind: 'expire_token', method: 'GET', after: 1 }]),
    );
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_read_back' } });
  });

  it('reports a refusal as the number’s error, in Meta’s words', async () => {
    const { result, posts } = await applyTo(enabled, { status: 'DISABLED' }, {}, (started) =>
      started.setFaults([{ kind: 'refuse', method: 'POST', code: 100, message: 'no way' }]),
    );
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'graph_100' } });
    expect(result.error?.message).toContain('no way');
    expect(posts.length).toBe(1);
  });

  it('reports a refusal with 138014 as restricted', async () => {
    const { result, posts } = await applyTo(enabled, { status: 'DISABLED' }, {}, (started) =>
      started.setFaults([{ kind: 'refuse', method: 'POST', code: 138014, message: 'paused' }]),
    );
    expect(result).toMatchObject({ outcome: 'restricted', error: { code: 'graph_138014' } });
    expect(posts.length).toBe(1);
  });
});

describe('live that changed since the plan', () => {
  const desired = callHours({ weekly_operating_hours: [monday, tuesday] });

  it('is not overwritten: a holiday added in the meantime stays', async () => {
    const { result, posts, simulator } = await applyTo({ ...enabled, call_hours: hours() }, desired, {}, (started) =>
      started.edit(id, (calling) => Object.assign(calling.call_hours as object, { holiday_schedule: [christmas] })),
    );
    expect(result).toMatchObject({ outcome: 'failed', requests: [], error: { code: 'stale' } });
    expect(posts).toEqual([]);
    expect((simulator.settings(id)?.call_hours as JsonObject | undefined)?.holiday_schedule).toEqual([christmas]);
  });

  it('does not matter if the file does not manage the change', async () => {
    const { result } = await applyTo({ ...enabled, call_hours: hours() }, desired, {}, (started) =>
      started.edit(id, (calling) => Object.assign(calling, { callback_permission_status: 'DISABLED' })),
    );
    expect(result.outcome).toBe('applied');
  });

  it('may be in sync or restricted, and then nothing is sent', async () => {
    const fixed = await applyTo(enabled, { status: 'DISABLED' }, {}, (started) =>
      started.edit(id, (calling) => Object.assign(calling, { status: 'DISABLED' })),
    );
    expect([fixed.result.outcome, fixed.posts.length]).toEqual(['in_sync', 0]);
    const type = 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING';
    const paused = await applyTo(enabled, { status: 'DISABLED' }, {}, (started) =>
      started.restrict(id, [{ type, reason: 'x', expiration: now.getTime() / 1000 + 60 }]),
    );
    expect([paused.result.outcome, paused.posts.length]).toEqual(['restricted', 0]);
  });
});

describe('a write that causes another drift', () => {
  const sip = { status: 'ENABLED', servers: [{ app_id: Number(appId), hostname: 'sip.example.com' }] };
  const live = { ...enabled, srtp_key_exchange_protocol: 'SDES', sip };
  const desired: Calling = {
    srtp_key_exchange_protocol: 'SDES',
    sip: { servers: [{ hostname: 'sip.example.com', port: 5071 }] },
  };

  it('gets one more request, for only what is left', async () => {
    const { result, bodies } = await applyTo(live, desired, { sipWriteResetsSrtp: true });
    expect(result.outcome).toBe('applied');
    expect(settingsIn(bodies)).toEqual([['sip'], ['srtp_key_exchange_protocol']]);
    expect(result.requests).toEqual(bodies);
    expect(result.notes.map(({ code }) => code)).toContain('second_request');
  });

  it('gets none if the first request set the value itself: what then differs is reported', async () => {
    const { result, bodies } = await applyTo({ ...live, srtp_key_exchange_protocol: 'DTLS' }, desired, {
      sipWriteResetsSrtp: 'always',
    });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_verified' } });
    expect(result.error?.message).toContain('srtp_key_exchange_protocol reads "DTLS"');
    expect(settingsIn(bodies)).toEqual([['sip', 'srtp_key_exchange_protocol']]);
  });

  it('is put back to what live had if the file does not state it, with a note', async () => {
    const { result, bodies, simulator } = await applyTo(
      live,
      { sip: desired.sip as never },
      { sipWriteResetsSrtp: true },
    );
    expect(result.outcome).toBe('applied');
    expect(bodies[1]).toEqual({ calling: { srtp_key_exchange_protocol: 'SDES' } });
    expect(simulator.settings(id)?.srtp_key_exchange_protocol).toBe('SDES');
    expect(result.notes).toContainEqual({
      code: 'second_request',
      message: 'the write changed srtp_key_exchange_protocol too: a second request put back what live had',
      path: null,
    });
  });

  it('is put back to what live had if the file protects it', async () => {
    const { result, bodies } = await applyTo(
      live,
      { ...desired, srtp_key_exchange_protocol: 'DTLS' },
      { sipWriteResetsSrtp: true },
      () => {},
      { protect: ['srtp_key_exchange_protocol'] },
    );
    expect(result.outcome).toBe('applied');
    expect(bodies[1]).toEqual({ calling: { srtp_key_exchange_protocol: 'SDES' } });
    expect(result.notes.map(({ message }) => message).join()).toContain('put back what live had');
  });

  it('gets it beside other settings that were posted', async () => {
    const { result, bodies } = await applyTo(
      live,
      { ...desired, callback_permission_status: 'DISABLED' },
      { sipWriteResetsSrtp: true },
    );
    expect(result.outcome).toBe('applied');
    expect(settingsIn(bodies)).toEqual([['callback_permission_status', 'sip'], ['srtp_key_exchange_protocol']]);
    expect(result.notes.map(({ message }) => message).join()).toContain('put back what the file states');
  });

  it.each([undefined, 'DTLS', 'NOT_SET'])('gets none if SRTP was %s, because nothing was lost', async (srtp) => {
    const before = { ...live, srtp_key_exchange_protocol: srtp };
    const { result, bodies } = await applyTo(before, { sip: desired.sip as never }, { sipWriteResetsSrtp: true });
    expect(result.outcome).toBe('applied');
    expect(settingsIn(bodies)).toEqual([['sip']]);
  });

  it('leaves SRTP alone after a write of something else: somebody changed it', async () => {
    const { result, posted } = await applyToScript(
      { callback_permission_status: 'DISABLED', srtp_key_exchange_protocol: 'SDES' },
      { ...enabled, srtp_key_exchange_protocol: 'SDES' },
      () => ({ ...enabled, callback_permission_status: 'DISABLED', srtp_key_exchange_protocol: 'DTLS' }),
    );
    expect(posted).toEqual([['callback_permission_status']]);
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_verified' } });
    expect(result.error?.message).toContain('srtp_key_exchange_protocol reads "DTLS"');
  });

  it('is repaired alone: a holiday that somebody added to the posted hours stays, and is reported', async () => {
    const both: Calling = {
      ...desired,
      call_hours: { weekly_operating_hours: [monday, tuesday], holiday_schedule: [christmas] },
    };
    const addNewYear = (calling: JsonObject) => {
      const schedule = (calling.call_hours as JsonObject).holiday_schedule as JsonObject[];
      schedule.push({ ...newYear });
    };
    const { result, bodies, simulator } = await applyTo(
      { ...live, call_hours: hours() },
      both,
      { sipWriteResetsSrtp: true },
      () => {},
      { afterFirstPost: addNewYear },
    );
    expect(settingsIn(bodies)).toEqual([['call_hours', 'sip'], ['srtp_key_exchange_protocol']]);
    expect(simulator.settings(id)?.call_hours).toMatchObject({ holiday_schedule: [christmas, newYear] });
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_verified' } });
    expect(result.error?.message).toContain('call_hours.holiday_schedule[2027-01-01]');
  });

  it('is reported with its difference if it stays disturbed', async () => {
    const moved = { status: 'ENABLED', servers: [{ app_id: appId, hostname: 'sip.example.com', port: 5071 }] };
    const after = { ...live, srtp_key_exchange_protocol: 'DTLS', sip: moved };
    const { result, posted } = await applyToScript({ sip: desired.sip as never }, live, () => after);
    expect(posted).toEqual([['sip'], ['srtp_key_exchange_protocol']]);
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_verified' } });
    expect(result.error?.message).toBe('posted, but live still differs: srtp_key_exchange_protocol reads "DTLS"');
  });

  it('leaves other apps’ servers and our password alone', async () => {
    const foreign = { app_id: 42, hostname: 'other.example.com', sip_user_password: 'theirs' };
    const ours = { app_id: Number(appId), hostname: 'sip.example.com', sip_user_password: 'ours' };
    const { result, simulator } = await applyTo(
      { ...live, sip: { status: 'ENABLED', servers: [foreign, ours] } },
      desired,
    );
    expect(result.outcome).toBe('applied');
    const servers = (simulator.settings(id)?.sip as { servers: JsonObject[] } | undefined)?.servers ?? [];
    expect(servers.find(({ hostname }) => hostname === 'other.example.com')).toMatchObject({
      sip_user_password: 'theirs',
    });
    expect(servers.find(({ hostname }) => hostname === 'sip.example.com')).toMatchObject({
      port: 5071,
      sip_user_password: 'ours',
    });
  });

  it('is distinguished from a change by somebody else, which is not undone', async () => {
    const { result, posted } = await applyToScript(
      { status: 'ENABLED', call_icon_visibility: 'DEFAULT' },
      { ...enabled, call_icon_visibility: 'DISABLE_ALL' },
      // Right after the write, somebody turns calling off.
      () => ({ ...enabled, call_icon_visibility: 'DEFAULT', status: 'DISABLED' }),
    );
    expect(posted).toEqual([['call_icon_visibility']]);
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_verified' } });
    expect(result.error?.message).toContain('status reads "DISABLED"');
  });

  it('is distinguished from a reading that lags in part', async () => {
    const { result, posted } = await applyToScript(
      { status: 'DISABLED', callback_permission_status: 'DISABLED' },
      enabled,
      (read) => ({ ...enabled, status: 'DISABLED', callback_permission_status: read < 2 ? 'ENABLED' : 'DISABLED' }),
    );
    expect(posted.length).toBe(1);
    expect(result.outcome).toBe('applied');
  });

  it('fails with the difference if it stays', async () => {
    // A server on which callbacks stay on, whatever is posted.
    const { result, posted } = await applyToScript(
      { status: 'DISABLED', callback_permission_status: 'DISABLED' },
      enabled,
      () => ({ ...enabled, status: 'DISABLED' }),
    );
    expect(result).toMatchObject({ outcome: 'failed', error: { code: 'not_verified' } });
    expect(result.error?.message).toBe('posted, but live still differs: callback_permission_status reads "ENABLED"');
    expect(posted).toEqual([['status', 'callback_permission_status']]);
  });
});

describe('a second request', () => {
  const sip = (port: number) => ({
    status: 'ENABLED',
    servers: [{ app_id: appId, hostname: 'sip.example.com', port }],
  });
  const before = { ...enabled, srtp_key_exchange_protocol: 'SDES', sip: sip(5061) };
  const desired: Calling = {
    srtp_key_exchange_protocol: 'SDES',
    sip: { servers: [{ hostname: 'sip.example.com', port: 5071 }] },
  };
  const held: LiveFailure = {
    kind: 'unsent',
    code: 'interrupted',
    message: 'callctl was interrupted',
    hint: null,
    retryAfterMs: null,
  };

  /** SIP writes reset SRTP; either the second POST or its reading is held back. */
  async function applyHeld(what: 'post' | 'reading') {
    let posts = 0;
    const digest = (text: string) => `sha256:${text}`;
    const wanted = aNumber(desired);
    const planned = buildNumberPlan({ live: before as never, desired: wanted, now, todayIn, appId, digest });
    const client: SendOptions['client'] = {
      fetchSettings: async () => ({ ok: true, calling: before as never }),
      postSettings: async () => {
        if (posts === 1 && what === 'post') return { ok: false, failure: held };
        posts += 1;
        return { ok: true };
      },
      fetchAfterPost: async () => {
        if (posts === 2) return { ok: false, failure: held };
        return { ok: true, calling: { ...before, srtp_key_exchange_protocol: 'DTLS', sip: sip(5071) } as never };
      },
    };
    return applyNumber(planned, wanted, {
      client,
      appId,
      now: () => now,
      todayIn,
      digest,
      journal: { write: () => {} },
    });
  }

  it('that was held back is not reported as sent', async () => {
    const { requests, notes, error } = await applyHeld('post');
    expect(requests.length).toBe(1);
    expect(notes.map(({ code }) => code)).toEqual(['no_second_request']);
    expect(error?.code).toBe('not_verified');
  });

  it('that was sent is reported even if its reading was held back', async () => {
    const { requests, notes, error } = await applyHeld('reading');
    expect(requests.length).toBe(2);
    expect(notes.map(({ code }) => code)).toEqual(['second_request']);
    expect(error?.code).toBe('not_read_back');
  });
});

import { describe, expect, it } from 'vitest';
import type { NumberState } from '../../src/simulator/fleet.ts';
import type { Json, JsonObject } from '../../src/simulator/json.ts';
import { applySettings, type WriteContext } from '../../src/simulator/store.ts';
import { aNumber, hours, NOW, withSimulator } from './support.ts';

const OURS = { app_id: '42', hostname: 'sip.example.com', sip_user_password: 'kept' };
const OTHER = { app_id: '9007199254740993', hostname: 'sip.other.example', sip_user_password: 'other' };
const HOLIDAY = { date: '2026-12-25', start_time: '0000', end_time: '2359' };

function context(change: Partial<WriteContext> = {}): WriteContext {
  return { now: NOW, appId: '42', mintPassword: () => 'minted', sipWriteResetsSrtp: false, ...change };
}

/** Writes to a number with the settings `live`; returns its settings after that, or the details of the refusal. */
function write(live: JsonObject, sent: Json, change: Partial<WriteContext> = {}): JsonObject | string {
  const number = aNumber({ calling: live });
  const copy = structuredClone(number);
  const result = applySettings(number, { calling: sent }, context(change));
  expect(number).toEqual(copy);
  return result.ok ? result.number.calling : (result.error.details ?? '');
}

describe('partial update', () => {
  const live = {
    status: 'ENABLED',
    call_icons: { restrict_to_user_countries: ['US'] },
    audio: { additional_codecs: ['PCMA'] },
    call_hours: hours({ holiday_schedule: [HOLIDAY] }),
    voicemail: { status: 'DISABLED', triggers: ['REJECT'] },
  };

  it('keeps fields that are left out', () => {
    expect(write(live, { callback_permission_status: 'ENABLED' })).toEqual({
      ...live,
      callback_permission_status: 'ENABLED',
    });
    expect(write(live, {})).toEqual(live);
  });

  it('replaces call_hours whole, and empties a holiday schedule that is left out', () => {
    const sent = hours({ status: 'DISABLED', timezone_id: 'Europe/Berlin' });
    expect(write(live, { call_hours: sent })).toEqual({ ...live, call_hours: { ...sent, holiday_schedule: [] } });
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      'countries',
      { call_icons: { restrict_to_user_countries: ['BR', 'PT'] } },
      { call_icons: { restrict_to_user_countries: ['BR', 'PT'] } },
    ],
    [
      'no countries',
      { call_icons: { restrict_to_user_countries: [] } },
      { call_icons: { restrict_to_user_countries: [] } },
    ],
    ['call_icons without countries', { call_icons: {} }, { call_icons: { restrict_to_user_countries: ['US'] } }],
    ['codecs', { audio: { additional_codecs: [] } }, { audio: { additional_codecs: [] } }],
    ['audio without codecs', { audio: {} }, { audio: { additional_codecs: ['PCMA'] } }],
    ['voicemail whole', { voicemail: { status: 'DISABLED' } }, { voicemail: { status: 'DISABLED' } }],
    ['the SRTP protocol', { srtp_key_exchange_protocol: 'SDES' }, { srtp_key_exchange_protocol: 'SDES' }],
  ])('replaces %s', (_name, sent, expected) => {
    expect(write(live, sent)).toEqual({ ...live, ...expected });
  });

  it('changes nothing when any part is refused', async () => {
    await withSimulator({ number: { calling: { status: 'DISABLED' } } }, async (_, client) => {
      const reply = await client.post({ status: 'ENABLED', call_icon_visibility: 'HIDDEN' });
      expect(reply.json.error.error_data.details).toBe('Invalid call_icon_visibility');
      expect((await client.get()).json.calling.status).toBe('DISABLED');
    });
  });

  it('stores other features beside calling', () => {
    const result = applySettings(aNumber(), { storage_configuration: { status: 'NO_STORAGE_ENABLED' } }, context());
    const expected: NumberState = aNumber({ other: { storage_configuration: { status: 'NO_STORAGE_ENABLED' } } });
    expect(result).toEqual({ ok: true, number: expected });
  });
});

describe('SIP', () => {
  it.each<[string, JsonObject | undefined, JsonObject, JsonObject]>([
    [
      'creates our entry with a new password',
      undefined,
      { servers: [{ hostname: 'a.example' }] },
      { status: 'DISABLED', servers: [{ app_id: '42', hostname: 'a.example', sip_user_password: 'minted' }] },
    ],
    [
      'replaces our entry and keeps its password',
      { status: 'ENABLED', servers: [OURS, OTHER] },
      { servers: [{ hostname: 'b.example', port: 5062 }] },
      {
        status: 'ENABLED',
        servers: [{ app_id: '42', hostname: 'b.example', port: 5062, sip_user_password: 'kept' }, OTHER],
      },
    ],
    [
      'adds our entry beside another app’s',
      { status: 'ENABLED', servers: [OTHER] },
      { servers: [{ hostname: 'a.example' }] },
      { status: 'ENABLED', servers: [OTHER, { app_id: '42', hostname: 'a.example', sip_user_password: 'minted' }] },
    ],
    [
      'keeps servers and delivery when only the status is sent',
      { status: 'ENABLED', servers: [OURS], webhook_delivery: 'ENABLED' },
      { status: 'DISABLED' },
      { status: 'DISABLED', servers: [OURS], webhook_delivery: 'ENABLED' },
    ],
    [
      'keeps status and servers when only the delivery is sent',
      { status: 'ENABLED', servers: [OURS] },
      { webhook_delivery: 'ENABLED' },
      { status: 'ENABLED', servers: [OURS], webhook_delivery: 'ENABLED' },
    ],
    [
      'deletes our entry while another app’s remains',
      { status: 'ENABLED', servers: [OURS, OTHER] },
      { servers: [] },
      { status: 'ENABLED', servers: [OTHER] },
    ],
    [
      'deletes the last entry while SIP is off',
      { status: 'ENABLED', servers: [OURS] },
      { status: 'DISABLED', servers: [] },
      { status: 'DISABLED', servers: [] },
    ],
    [
      'stores a port given as text as a number',
      undefined,
      { servers: [{ hostname: 'a.example', port: '5061' }] },
      {
        status: 'DISABLED',
        servers: [{ app_id: '42', hostname: 'a.example', port: 5061, sip_user_password: 'minted' }],
      },
    ],
  ])('%s', (_name, live, sent, expected) => {
    expect(write(live === undefined ? {} : { sip: live }, { sip: sent })).toEqual({ sip: expected });
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['to delete the last entry while SIP is on', { status: 'ENABLED', servers: [OURS] }, { servers: [] }],
    ['to enable SIP without any server', {}, { status: 'ENABLED' }],
    ['to delete and enable at once', { status: 'DISABLED', servers: [OURS] }, { status: 'ENABLED', servers: [] }],
  ])('refuses %s', (_name, live, sent) => {
    expect(write({ sip: live }, { sip: sent })).toBe('SIP cannot be enabled without a server');
  });

  it('mints a new password after disable, delete and add, and shows it only on request', async () => {
    await withSimulator({ appId: '42' }, async (_, client) => {
      const password = async (): Promise<unknown> => {
        const { json } = await client.get('/106540352242922/settings?include_sip_credentials=true');
        return json.calling.sip.servers[0]?.sip_user_password;
      };
      const servers = [{ hostname: 'sip.example.com' }];
      await client.post({ sip: { status: 'ENABLED', servers } });
      const first = await password();
      expect(first).toMatch(/^[\w-]{32}$/);
      await client.post({ sip: { servers: [{ hostname: 'sip2.example.com' }] } });
      expect(await password()).toBe(first);
      await client.post({ sip: { status: 'DISABLED', servers: [] } });
      await client.post({ sip: { status: 'ENABLED', servers } });
      expect(await password()).not.toBe(first);
      expect((await client.get()).json.calling.sip.servers).toEqual([{ app_id: 42, hostname: 'sip.example.com' }]);
    });
  });

  it('takes the app from the token', async () => {
    await withSimulator(
      { token: 'one', appId: '42', tokens: { two: '9007199254740993' } },
      async (simulator, client) => {
        await client.post({ sip: { status: 'ENABLED', servers: [{ hostname: 'one.example' }] } }, 'one');
        await client.post({ sip: { servers: [{ hostname: 'two.example' }] } }, 'two');
        await client.post({ sip: { servers: [] } }, 'one');
        expect(simulator.settings('106540352242922')?.sip).toMatchObject({
          status: 'ENABLED',
          servers: [{ app_id: '9007199254740993', hostname: 'two.example' }],
        });
      },
    );
  });
});

describe('SRTP after a SIP write', () => {
  const live = { srtp_key_exchange_protocol: 'SDES', sip: { status: 'ENABLED', servers: [OURS] } };
  const alone = { sip: { webhook_delivery: 'ENABLED' } };
  const both = { ...alone, srtp_key_exchange_protocol: 'SDES' };

  it.each<[boolean | 'always', JsonObject, string]>([
    [false, alone, 'SDES'],
    [true, alone, 'DTLS'],
    [true, both, 'SDES'],
    ['always', both, 'DTLS'],
    [true, { status: 'ENABLED' }, 'SDES'],
  ])('with sipWriteResetsSrtp %s', (sipWriteResetsSrtp, sent, expected) => {
    expect(write(live, sent, { sipWriteResetsSrtp })).toMatchObject({ srtp_key_exchange_protocol: expected });
  });

  it('stays absent if it was never set', () => {
    const next = write({ sip: live.sip }, alone, { sipWriteResetsSrtp: true });
    expect(next).not.toHaveProperty('srtp_key_exchange_protocol');
  });
});

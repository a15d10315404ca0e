import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/server.ts';
import { aFleet, aNumber, createClient, hours, ID, NOW, withSimulator } from './support.ts';

const NEVER_CONFIGURED = {
  calling: { status: 'NOT_SET', call_icon_visibility: 'NOT_SET', callback_permission_status: 'NOT_SET' },
  storage_configuration: { status: 'DEFAULT' },
};
const JSON_HEADERS = { Authorization: 'Bearer t', 'Content-Type': 'application/json' };

describe('GET settings', () => {
  it.each([`/v25.0/${ID}/settings`, `/v19.0/${ID}/settings`, `/${ID}/settings`, `/v25.0/${ID}/settings/`])(
    'serves a number that was never configured at %s',
    async (path) => {
      await withSimulator({}, async (_, client) => {
        const reply = await client.send(path, { headers: { Authorization: 'Bearer t' } });
        expect(reply.status).toBe(200);
        expect(reply.json).toEqual(NEVER_CONFIGURED);
      });
    },
  );

  it('shows the two other fields as NOT_SET after calling was turned on', async () => {
    await withSimulator({}, async (_, client) => {
      expect((await client.post({ status: 'ENABLED' })).json).toEqual({ success: true });
      expect((await client.get()).json.calling).toEqual({
        status: 'ENABLED',
        call_icon_visibility: 'NOT_SET',
        callback_permission_status: 'NOT_SET',
      });
    });
  });

  it('returns only the fields asked for, and refuses unknown ones', async () => {
    await withSimulator({}, async (_, client) => {
      expect((await client.get(`/${ID}/settings?fields=calling`)).json).toEqual({ calling: NEVER_CONFIGURED.calling });
      const reply = await client.get(`/${ID}/settings?fields=calling,colour`);
      expect([reply.status, reply.json.error.code]).toEqual([400, 100]);
      expect(reply.json.error.message).toContain('colour');
    });
  });

  it('shows other features, restrictions, and unknown fields', async () => {
    const restriction = { type: 'SOMETHING_NEW', reason: 'because', expiration: 1754072386 };
    const number = {
      calling: { status: 'ENABLED', next_year: { on: true } },
      other: { user_identity_change: { enable_identity_key_check: true } },
      restrictions: [restriction],
    };
    await withSimulator({ number }, async (_, client) => {
      const { json } = await client.get();
      expect(json.calling.next_year).toEqual({ on: true });
      expect(json.calling.restrictions).toEqual({ restrictions_list: [restriction] });
      expect(json.user_identity_change).toEqual({ enable_identity_key_check: true });
      expect(json.storage_configuration).toEqual({ status: 'DEFAULT' });
    });
  });

  it('writes ids digit by digit, even past 2^53', async () => {
    const sip = { status: 'ENABLED', servers: [{ app_id: '9007199254740993', hostname: 'sip.example.com' }] };
    const voicemail = { status: 'DISABLED', audio: { default: { announcement_media_id: '90071992547409931' } } };
    await withSimulator({ number: { calling: { sip, voicemail } } }, async (_, client) => {
      const { text } = await client.get();
      expect(text).toContain('"app_id":9007199254740993,');
      expect(text).toContain('"announcement_media_id":90071992547409931}');
    });
  });
});

describe('refusals', () => {
  it.each([
    ['no token', `/v25.0/${ID}/settings`, {}, 401, 190],
    ['an empty token', `/v25.0/${ID}/settings`, { headers: { Authorization: 'Bearer ' } }, 401, 190],
    ['an unknown path', '/v25.0/me', { headers: JSON_HEADERS }, 404, 2500],
    ['an unknown edge', `/v25.0/${ID}/messages`, { headers: JSON_HEADERS }, 404, 2500],
    ['another method', `/v25.0/${ID}/settings`, { method: 'DELETE', headers: JSON_HEADERS }, 405, 100],
    [
      'malformed JSON',
      `/v25.0/${ID}/settings`,
      { method: 'POST', headers: JSON_HEADERS, body: '{"calling"' },
      400,
      100,
    ],
    ['no body', `/v25.0/${ID}/settings`, { method: 'POST', headers: JSON_HEADERS }, 400, 100],
    [
      'a form',
      `/v25.0/${ID}/settings`,
      { method: 'POST', headers: { Authorization: 'Bearer t' }, body: '{}' },
      400,
      100,
    ],
  ])('%s', async (_name, path, init, status, code) => {
    await withSimulator({}, async (_, client) => {
      const reply = await client.send(path, init);
      expect([reply.status, reply.json.error.code]).toEqual([status, code]);
      expect(reply.json.error.fbtrace_id).toMatch(/^Sim/);
    });
  });

  it('refuses a body over 1 MB, and keeps serving', async () => {
    await withSimulator({}, async (_, client) => {
      const reply = await client.post({ status: 'x'.repeat(1024 * 1024) });
      expect([reply.status, reply.json.error.code]).toEqual([413, 100]);
      expect((await client.get()).status).toBe(200);
    });
  });

  it('answers 100 with subcode 33 for an id it does not know', async () => {
    await withSimulator({}, async (_, client) => {
      for (const path of ['/999/settings', '/999/phone_numbers']) {
        const { status, json } = await client.get(path);
        expect([status, json.error.code, json.error.error_subcode]).toEqual([400, 100, 33]);
      }
    });
  });

  it.each([
    ['two features', { calling: {}, storage_configuration: {} }, 'One feature setting must be specified'],
    ['no feature', {}, 'One feature setting must be specified'],
    ['an unknown feature', { calling: {}, fallback_language: 'en' }, 'Unexpected field fallback_language'],
    ['a feature that is not an object', { calling: 'ENABLED' }, 'calling must be an object'],
    ['a list', [], 'The body must be a JSON object'],
  ])('names the problem of a body with %s', async (_name, body, details) => {
    await withSimulator({}, async (_, client) => {
      const init = { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify(body) };
      const { json } = await client.send(`/v25.0/${ID}/settings`, init);
      expect(json.error.error_data).toEqual({ messaging_product: 'whatsapp', details });
      expect(json.error.message).toBe('(#100) Invalid parameter');
    });
  });

  it.each([
    ['a number that is not on Cloud API', { platform_type: 'ON_PREMISE' }, 141000],
    ['a messaging limit of 1000', { messaging_limit_tier: 'TIER_1K' }, 138015],
    ['no app subscribed to calls', { app_subscribed_to_calls: false }, 138018],
  ])('refuses to enable calling on %s', async (_name, number, code) => {
    await withSimulator({ number }, async (simulator, client) => {
      const { status, json } = await client.post({ status: 'ENABLED' });
      expect([status, json.error.code]).toEqual([400, code]);
      expect(simulator.settings(ID)).toEqual({});
    });
  });

  it('exempts sandbox numbers and numbers on SIP from those conditions', async () => {
    const number = { messaging_limit_tier: 'TIER_250', account_mode: 'SANDBOX', app_subscribed_to_calls: false };
    await withSimulator({ number }, async (_, client) => {
      const sip = { status: 'ENABLED', servers: [{ hostname: 'sip.example.com' }] };
      expect((await client.post({ status: 'ENABLED' })).json.error.code).toBe(138018);
      expect((await client.post({ status: 'ENABLED', sip })).status).toBe(200);
    });
  });

  it('refuses writes to a paused number until the pause is over', async () => {
    await withSimulator({}, async (simulator, client) => {
      const type = 'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING';
      const expiration = NOW.getTime() / 1000 + 60;
      simulator.restrict(ID, [{ type, reason: 'r', expiration }]);
      const refused = await client.post({ callback_permission_status: 'ENABLED' });
      expect([refused.status, refused.json.error.code]).toEqual([400, 138014]);
      simulator.restrict(ID, [{ type: 'RESTRICTED_USER_INITIATED_CALLING', reason: 'r', expiration }]);
      expect((await client.post({ callback_permission_status: 'ENABLED' })).status).toBe(200);
      simulator.restrict(ID, [{ type, reason: 'r', expiration }]);
      simulator.setNow(new Date((expiration + 1) * 1000));
      expect((await client.post({ callback_permission_status: 'DISABLED' })).status).toBe(200);
    });
  });
});

describe('tokens', () => {
  it('accepts only the tokens that it was given', async () => {
    await withSimulator({ token: 'right', tokens: { second: '42' } }, async (_, client) => {
      expect((await client.get(undefined, 'right')).status).toBe(200);
      expect((await client.get(undefined, 'second')).status).toBe(200);
      const refused = await client.get(undefined, 'wrong');
      expect([refused.status, refused.json.error.code]).toEqual([401, 190]);
      expect((await client.send(`/v25.0/${ID}/settings?access_token=right`, {})).status).toBe(200);
    });
  });

  it('asks for the proof of the app secret', async () => {
    await withSimulator({ appSecret: 'app-secret' }, async (_, client) => {
      const proof = createHmac('sha256', 'app-secret').update('right').digest('hex');
      const wrong = proof.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
      expect((await client.get(`/${ID}/settings?appsecret_proof=${proof}`, 'right')).status).toBe(200);
      for (const query of ['', `?appsecret_proof=${wrong}`, '?appsecret_proof=short']) {
        const refused = await client.get(`/${ID}/settings${query}`, 'right');
        expect([refused.status, refused.json.error.code]).toEqual([400, 100]);
        expect(refused.json.error.message).toContain('appsecret_proof');
      }
    });
  });
});

describe('the handle', () => {
  it('edits without checks, and returns copies', async () => {
    await withSimulator({ number: { calling: { call_hours: hours() } } }, async (simulator, client) => {
      let held: Record<string, unknown> = {};
      simulator.edit(ID, (calling) => {
        calling.status = 'WHATEVER';
        held = calling;
      });
      held.status = 'LATER';
      expect((await client.get()).json.calling.status).toBe('WHATEVER');
      const copy = simulator.settings(ID);
      if (copy !== undefined) copy.status = 'LATER';
      expect(simulator.settings(ID)?.status).toBe('WHATEVER');
      expect(simulator.settings('999')).toBeUndefined();
      expect(() => simulator.edit('999', () => {})).toThrow('999');
    });
  });

  it('does not change the state it was started with', async () => {
    const state = aFleet(aNumber());
    const simulator = await startSimulator({ state });
    await createClient(simulator.url).post({ status: 'ENABLED' });
    expect(state).toEqual(aFleet(aNumber()));
    await simulator.close();
  });

  it('does not change when its caller changes the state afterwards', async () => {
    const state = aFleet(aNumber());
    const simulator = await startSimulator({ state });
    const calling = state.wabas[0]?.numbers[0]?.calling ?? {};
    calling.status = 'LATER';
    expect(simulator.settings(ID)).toEqual({});
    await simulator.close();
  });

  it('refuses a state that has a number twice', async () => {
    await expect(startSimulator({ state: aFleet(aNumber(), aNumber()) })).rejects.toThrow(`${ID} twice`);
  });

  it('delays answers on request', async () => {
    await withSimulator({ latencyMs: 80 }, async (_, client) => {
      const start = performance.now();
      await client.get();
      expect(performance.now() - start).toBeGreaterThanOrEqual(75);
    });
  });

  it('listens on the loopback interface, on the given port', async () => {
    const first = await startSimulator();
    const port = Number(new URL(first.url).port);
    expect(first.url).toBe(`http://127.0.0.1:${port}`);
    await expect(startSimulator({ port })).rejects.toThrow('EADDRINUSE');
    // Another loopback address: refused unless the server listens on every interface.
    await expect(fetch(`http://127.0.0.2:${port}/`)).rejects.toThrow();
    await first.close();
  });
});

import { expect, it } from 'vitest';
import type { RequestLogEntry } from '../../src/simulator/request-log.ts';
import { ID, NOW, withSimulator } from './support.ts';

it('keeps the requests in order, and passes each to the log', async () => {
  const handed: RequestLogEntry[] = [];
  await withSimulator({ log: (entry) => handed.push(entry) }, async (simulator, client) => {
    await client.get();
    await client.post({ status: 'NOT_SET' });
    await client.get('/102290129340398/phone_numbers?limit=1');
    const at = NOW.toISOString();
    const settings = { at, path: `/v25.0/${ID}/settings`, phone_number_id: ID, fault: null };
    const expected = [
      { ...settings, method: 'GET', body: null, status: 200, error_code: null },
      { ...settings, method: 'POST', body: { calling: { status: 'NOT_SET' } }, status: 400, error_code: 100 },
      {
        ...settings,
        method: 'GET',
        path: '/v25.0/102290129340398/phone_numbers?limit=1',
        phone_number_id: null,
        body: null,
        status: 200,
        error_code: null,
      },
    ];
    expect(simulator.requests()).toEqual(expected);
    expect(handed).toEqual(expected);
    const held = simulator.requests();
    simulator.clearRequests();
    expect([held.length, simulator.requests().length]).toEqual([3, 0]);
  });
});

it('contains no secret, wherever the client put it', async () => {
  await withSimulator({}, async (simulator, client) => {
    const query = 'fields=calling&access_token=s3cret-1&appsecret_proof=s3cret-2&access%5Ftoken=s3cret-3';
    const sip = { servers: [{ hostname: 'sip.example.com', sip_user_password: 's3cret-4' }] };
    await client.send(`/v25.0/${ID}/settings?${query}`, {
      method: 'POST',
      headers: { Authorization: 'Bearer s3cret-5', 'Content-Type': 'application/json' },
      body: JSON.stringify({ calling: { sip }, access_token: 's3cret-6' }),
    });
    await client.get(`/${ID}/settings?include_sip_credentials=true&access_token=s3cret-7`, 's3cret-8');
    const [first] = simulator.requests();
    expect(first?.path).toBe(
      `/v25.0/${ID}/settings?fields=calling&access_token=***&appsecret_proof=***&access_token=***`,
    );
    expect(first?.body).toEqual({
      calling: { sip: { servers: [{ hostname: 'sip.example.com', sip_user_password: '***' }] } },
      access_token: '***',
    });
    expect(JSON.stringify(simulator.requests())).not.toContain('s3cret');
  });
});

import { describe, expect, it } from 'vitest';
import { createUsage } from '../../src/simulator/usage.ts';
import { ID, NOW, type Reply, WABA, withSimulator } from './support.ts';

function usage(reply: Reply): unknown[] {
  const app = JSON.parse(reply.headers.get('x-app-usage') ?? '{}');
  const [account] = JSON.parse(reply.headers.get('x-business-use-case-usage') ?? '{}')[WABA];
  return [reply.status, app.call_count, account.type, account.call_count, account.estimated_time_to_regain_access];
}

describe('usage headers', () => {
  it('show 1 % without a quota', async () => {
    await withSimulator({}, async (_, client) => {
      for (let round = 0; round < 20; round += 1) await client.get();
      expect(usage(await client.get())).toEqual([200, 1, 'whatsapp_business_management', 1, 0]);
    });
  });

  it('count up to the quota, then refuse requests until an hour has passed', async () => {
    await withSimulator({ quota: 4 }, async (simulator, client) => {
      const type = 'whatsapp_business_management';
      simulator.setNow(NOW);
      expect(usage(await client.get())).toEqual([200, 25, type, 25, 0]);
      simulator.setNow(new Date(NOW.getTime() + 10 * 60_000));
      expect(usage(await client.get(`/${WABA}/phone_numbers`))).toEqual([200, 50, type, 50, 0]);
      await client.get();
      expect(usage(await client.get())).toEqual([200, 100, type, 100, 0]);
      const refused = await client.post({ status: 'ENABLED' });
      expect(refused.json.error).toMatchObject({ code: 80008, type: 'OAuthException' });
      expect(usage(refused)).toEqual([400, 100, type, 100, 50]);
      expect(simulator.settings(ID)).toEqual({});
      simulator.setNow(new Date(NOW.getTime() + 60 * 60_000));
      expect(usage(await client.get())).toEqual([200, 100, type, 100, 0]);
    });
  });

  it('come with refusals too, and without an account for an unknown id', async () => {
    await withSimulator({}, async (_, client) => {
      expect(usage(await client.post({ status: 'NOT_SET' }))[0]).toBe(400);
      const unknown = await client.get('/999/settings');
      expect(unknown.headers.get('x-app-usage')).toBe('{"call_count":1,"total_cputime":1,"total_time":1}');
      expect(unknown.headers.get('x-business-use-case-usage')).toBeNull();
    });
  });

  it('are counted for each account', () => {
    const counter = createUsage(10);
    counter.count('1', NOW);
    expect(counter.count('1', NOW)).toEqual({ percent: 20, regainMinutes: 0 });
    expect(counter.count('2', NOW)).toEqual({ percent: 10, regainMinutes: 0 });
  });
});

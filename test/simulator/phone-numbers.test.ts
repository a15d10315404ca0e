import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/server.ts';
import { aFleet, aNumber, type Client, createClient, WABA, withSimulator } from './support.ts';

async function withNumbers(count: number, run: (client: Client) => Promise<void>): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => aNumber({ id: String(1000 + index) }));
  const simulator = await startSimulator({ state: aFleet(...numbers) });
  try {
    await run(createClient(simulator.url));
  } finally {
    await simulator.close();
  }
}

describe('phone_numbers', () => {
  it.each([
    ['', [25, 25, 25, 25, 25, 5]],
    ['limit=100', [100, 30]],
    ['limit=1000', [100, 30]],
    ['limit=65', [65, 65]],
  ])('pages with "%s"', async (query, sizes) => {
    await withNumbers(130, async (client) => {
      const ids: unknown[] = [];
      const seen: number[] = [];
      let path: string | undefined = `/${WABA}/phone_numbers?${query}`;
      while (path !== undefined) {
        const { json } = await client.get(path);
        ids.push(...json.data.map((number) => number.id));
        seen.push(json.data.length);
        path = json.paging.next === undefined ? undefined : json.paging.next.replace(/^.*\/v25\.0/, '');
      }
      expect(seen).toEqual(sizes);
      expect(ids).toEqual(Array.from({ length: 130 }, (_, index) => String(1000 + index)));
    });
  });

  it('continues after a cursor', async () => {
    await withNumbers(3, async (client) => {
      const first = await client.get(`/${WABA}/phone_numbers?limit=2`);
      const second = await client.get(`/${WABA}/phone_numbers?limit=2&after=${first.json.paging.cursors.after}`);
      expect(second.json.data.map((number) => number.id)).toEqual(['1002']);
      expect(second.json.paging.next).toBeUndefined();
      const third = await client.get(`/${WABA}/phone_numbers?after=${second.json.paging.cursors.after}`);
      expect(third.json.data).toEqual([]);
    });
  });

  it('leaves secrets out of the address of the next page', async () => {
    await withNumbers(2, async (client) => {
      const { json } = await client.get(`/${WABA}/phone_numbers?limit=1&access_token=a&appsecret_proof=b`);
      expect(json.paging.next).toMatch(
        new RegExp(`^http://127\\.0\\.0\\.1:\\d+/v25\\.0/${WABA}/phone_numbers\\?limit=1&after=[\\w-]+$`),
      );
    });
  });

  it('returns the fields asked for, and the id', async () => {
    await withSimulator({ number: { account_mode: 'SANDBOX', platform_type: 'ON_PREMISE' } }, async (_, client) => {
      const fields =
        'messaging_limit_tier,whatsapp_business_manager_messaging_limit,account_mode,platform_type,is_on_biz_app';
      expect((await client.get(`/${WABA}/phone_numbers?fields=${fields}`)).json.data).toEqual([
        {
          messaging_limit_tier: 'TIER_10K',
          whatsapp_business_manager_messaging_limit: 'TIER_10K',
          account_mode: 'SANDBOX',
          platform_type: 'ON_PREMISE',
          is_on_biz_app: true,
          id: '106540352242922',
        },
      ]);
      expect((await client.get(`/${WABA}/phone_numbers`)).json.data[0]).toEqual({
        verified_name: 'Support',
        code_verification_status: 'VERIFIED',
        display_phone_number: '+55 11 5550-0101',
        quality_rating: 'GREEN',
        platform_type: 'ON_PREMISE',
        id: '106540352242922',
      });
    });
  });

  it.each(['limit=0', 'limit=x', 'after=nonsense', 'fields=id,colour'])('refuses %s', async (query) => {
    await withSimulator({}, async (_, client) => {
      const { status, json } = await client.get(`/${WABA}/phone_numbers?${query}`);
      expect([status, json.error.code]).toEqual([400, 100]);
    });
  });

  it('is read-only', async () => {
    await withSimulator({}, async (_, client) => {
      const init = { method: 'POST', headers: { Authorization: 'Bearer t' } };
      const reply = await client.send(`/v25.0/${WABA}/phone_numbers`, init);
      expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET']);
    });
  });
});

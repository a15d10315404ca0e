import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject, parseJson } from '../../src/simulator/json.ts';
import { ID, withSimulator } from './support.ts';

/** Meta's samples date from 2025: on this day the holidays in them are still ahead. */
const SAMPLE_DAY = new Date('2025-12-15T12:00:00Z');

function readCalling(name: string): JsonObject {
  const file = parseJson(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));
  if (!isObject(file) || !isObject(file.calling)) throw new Error(`${name} holds no calling`);
  return file.calling;
}

describe('documented requests are accepted', () => {
  it.each(['post-full', 'post-two-windows', 'post-sip-sdes', 'post-delete-server'])('%s', async (name) => {
    const sent = readCalling(name);
    const sip = { status: 'ENABLED', servers: [{ app_id: '1234567890', hostname: 'old.example.com' }] };
    const number = { calling: { status: 'ENABLED', sip } };
    await withSimulator({ now: () => SAMPLE_DAY, number }, async (_, client) => {
      const reply = await client.post(sent);
      expect([reply.status, reply.json]).toEqual([200, { success: true }]);
      const { calling } = (await client.get()).json;
      // The app of a server is the token's; everything else reads as written.
      for (const server of calling.sip.servers) delete server.app_id;
      expect(calling).toMatchObject(sent);
    });
  });

  it('except the one whose times have colons', async () => {
    await withSimulator({ now: () => SAMPLE_DAY }, async (_, client) => {
      const reply = await client.post(readCalling('post-colon-times'));
      expect(reply.json.error.error_data.details).toBe('Invalid schedule for call_hours');
    });
  });

  it('until their holiday has expired', async () => {
    await withSimulator({}, async (_, client) => {
      const reply = await client.post(readCalling('post-full'));
      expect(reply.json.error.error_data.details).toBe('Holiday given in call_hours is a past date');
    });
  });
});

describe('documented responses read back', () => {
  it.each(['get-never-configured', 'get-sip-sdes', 'get-full-restricted', 'get-restricted'])('%s', async (name) => {
    const { restrictions, ...calling } = readCalling(name);
    const list = isObject(restrictions) ? restrictions.restrictions_list : [];
    await withSimulator({ number: { calling } }, async (simulator, client) => {
      simulator.restrict(ID, Array.isArray(list) ? list.filter(isObject) : []);
      expect((await client.get()).json).toEqual({
        calling: readCalling(name),
        storage_configuration: { status: 'DEFAULT' },
      });
    });
  });
});

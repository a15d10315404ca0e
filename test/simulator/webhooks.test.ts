import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/simulator/json.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { renderWebhook } from '../../src/simulator/webhooks.ts';
import { type Client, hours, ID, NOW, WABA, withSimulator } from './support.ts';

interface Delivery {
  readonly bytes: string;
  readonly signature: string | undefined;
}

/** Runs a test with a receiver; `arrived` waits for that many webhooks, then briefly for one too many. */
async function withReceiver(
  live: JsonObject,
  run: (simulator: Simulator, client: Client, arrived: (count: number) => Promise<Delivery[]>) => Promise<void>,
): Promise<void> {
  const deliveries: Delivery[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const signature = request.headers['x-hub-signature-256'];
    deliveries.push({ bytes: Buffer.concat(chunks).toString(), signature: signature?.toString() });
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const arrived = async (count: number): Promise<Delivery[]> => {
    for (let waited = 0; deliveries.length < count && waited < 200; waited += 1) await sleep(10);
    await sleep(50);
    expect(deliveries).toHaveLength(count);
    return deliveries;
  };
  try {
    const webhook = { url: `http://127.0.0.1:${port}/hook`, appSecret: 'app-secret' };
    await withSimulator({ webhook, number: { calling: live } }, (simulator, client) => run(simulator, client, arrived));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const SIP = { status: 'ENABLED', servers: [{ app_id: '1234567890', hostname: 'sip.example.com' }] };
const LIVE: JsonObject = { status: 'ENABLED', call_icon_visibility: 'DEFAULT', sip: SIP, call_hours: hours() };

describe('account_settings_update', () => {
  it.each<[JsonObject]>([
    [{ status: 'DISABLED' }],
    [{ call_icon_visibility: 'DISABLE_ALL' }],
    [{ callback_permission_status: 'ENABLED' }],
    [{ sip: { status: 'DISABLED' } }],
    [{ srtp_key_exchange_protocol: 'SDES' }],
  ])('reports %j', async (change) => {
    await withReceiver(LIVE, async (_, client, arrived) => {
      await client.post(change);
      const [delivery] = await arrived(1);
      const { calling } = (await client.get()).json;
      expect(JSON.parse(delivery?.bytes ?? '')).toEqual({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: WABA,
            changes: [
              {
                field: 'account_settings_update',
                value: {
                  messaging_product: 'whatsapp',
                  timestamp: String(NOW.getTime() / 1000),
                  type: 'PHONE_NUMBER_SETTINGS',
                  phone_number_settings: { phone_number_id: ID, calling },
                },
              },
            ],
          },
        ],
      });
    });
  });

  it('does not report anything else', async () => {
    await withReceiver(LIVE, async (simulator, client, arrived) => {
      const changes: JsonObject[] = [
        { status: 'ENABLED' },
        { call_hours: hours({ status: 'DISABLED' }) },
        { call_icons: { restrict_to_user_countries: ['BR'] } },
        { sip: { servers: [{ hostname: 'sip2.example.com' }] } },
        { audio: { additional_codecs: ['PCMA'] } },
        { voicemail: { status: 'DISABLED' } },
      ];
      for (const change of changes) expect((await client.post(change)).status).toBe(200);
      expect((await client.post({ status: 'NOT_SET' })).status).toBe(400);
      simulator.restrict(ID, []);
      await arrived(0);
    });
  });

  it('reports edits by hand, signs the escaped bytes, and contains no password', async () => {
    await withReceiver(LIVE, async (simulator, _, arrived) => {
      simulator.edit(ID, (calling) => {
        calling.status = 'DISABLED';
        calling.remark = 'São Paulo 🎄';
      });
      const [delivery] = await arrived(1);
      const bytes = delivery?.bytes ?? '';
      expect(bytes).toContain('"remark":"S\\u00e3o Paulo \\ud83c\\udf84"');
      expect(delivery?.signature).toBe(`sha256=${createHmac('sha256', 'app-secret').update(bytes).digest('hex')}`);
      expect(bytes).not.toContain('sip_user_password');
    });
  });
});

describe('account_update', () => {
  it.each([
    ['RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING', 'LOW_CALLING_QUALITY'],
    ['RESTRICTED_BUSINESS_INITIATED_CALLING', 'LOW_BUSINESS_INITIATED_CALLING_QUALITY'],
    ['RESTRICTED_USER_INITIATED_CALLING', 'LOW_USER_INITIATED_CALLING_QUALITY'],
    ['RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN', 'USER_INITIATED_CALLS_LOW_PICKUP_RATE'],
  ])('reports %s', async (type, violation_type) => {
    await withReceiver({}, async (simulator, _, arrived) => {
      simulator.restrict(ID, [{ type, reason: 'r', expiration: 1800000000 }]);
      const [delivery] = await arrived(1);
      const value = {
        phone_number: '551155500101',
        event: 'ACCOUNT_RESTRICTION',
        violation_info: { violation_type },
        restriction_info: [{ restriction_type: type, expiration: 1800000000 }],
      };
      expect(JSON.parse(delivery?.bytes ?? '')).toEqual({
        object: 'whatsapp_business_account',
        entry: [{ id: WABA, time: NOW.getTime() / 1000, changes: [{ field: 'account_update', value }] }],
      });
    });
  });
});

it('delivers in order', async () => {
  await withReceiver({}, async (_, client, arrived) => {
    for (const status of ['ENABLED', 'DISABLED', 'ENABLED']) await client.post({ status });
    const seen = (await arrived(3)).map(({ bytes }) => /"status":"(\w+)"/.exec(bytes)?.[1]);
    expect(seen).toEqual(['ENABLED', 'DISABLED', 'ENABLED']);
  });
});

it('survives a receiver that is down', async () => {
  const webhook = { url: 'http://127.0.0.1:9/', appSecret: 's' };
  await withSimulator({ webhook }, async (_, client) => {
    expect((await client.post({ status: 'ENABLED' })).status).toBe(200);
    expect((await client.get()).status).toBe(200);
  });
});

it.each(['http://example.com/', 'https://127.0.0.1/', 'http://127.0.0.1.example.com/'])(
  'never sends to %s',
  async (url) => {
    await expect(startSimulator({ webhook: { url, appSecret: 's' } })).rejects.toThrow('this machine only');
  },
);

it('escapes in lower case, and does not escape ASCII', () => {
  expect(renderWebhook({ a: 'ÿ/é' })).toBe('{"a":"\\u00ff/\\u00e9"}');
});

import { expect, it } from 'vitest';
import type { JsonObject } from '../../src/simulator/json.ts';
import { sampleFleet } from '../../src/simulator/sample-fleet.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { type Client, createClient, NOW } from './support.ts';

const [PAULO, MUMBAI, BERLIN, NEW_YORK, CLINIC, HOTLINE, AFTER_HOURS] = Array.from(
  { length: 7 },
  (_, index) => `10654035224292${2 + index}`,
);

async function withSample(run: (client: Client, calling: (id?: string) => Promise<JsonObject>) => Promise<void>) {
  const simulator = await startSimulator({ state: sampleFleet(NOW), now: () => NOW });
  const client = createClient(simulator.url);
  try {
    await run(client, async (id) => (await client.get(`/${id}/settings`)).json.calling);
  } finally {
    await simulator.close();
  }
}

it('lists its numbers under one account', async () => {
  await withSample(async (client) => {
    const { json } = await client.get('/102290129340398/phone_numbers');
    expect(json.data.map((number) => [number.id, number.verified_name])).toEqual([
      [PAULO, 'Support São Paulo'],
      [MUMBAI, 'Sales Mumbai'],
      [BERLIN, 'Support Berlin'],
      [NEW_YORK, 'Reservations New York'],
      [CLINIC, 'Clinic Mumbai'],
      [HOTLINE, 'Hotline Berlin'],
      [AFTER_HOURS, 'After hours New York'],
    ]);
  });
});

it('shows each situation', async () => {
  await withSample(async (_, calling) => {
    expect(await calling(PAULO)).toMatchObject({
      call_icons: { restrict_to_user_countries: ['BR', 'PT'] },
      call_hours: {
        timezone_id: 'America/Sao_Paulo',
        weekly_operating_hours: { length: 6 },
        holiday_schedule: { length: 10, 0: { date: '2026-09-07' }, 9: { date: '2027-09-07' } },
      },
    });
    expect(await calling(MUMBAI)).toEqual({
      status: 'NOT_SET',
      call_icon_visibility: 'NOT_SET',
      callback_permission_status: 'NOT_SET',
    });
    expect(await calling(BERLIN)).toMatchObject({
      call_icon_visibility: 'DISABLE_ALL',
      call_hours: { weekly_operating_hours: [{}, {}, {}, {}, { day_of_week: 'FRIDAY', close_time: '1200' }] },
    });
    expect(await calling(NEW_YORK)).toMatchObject({
      call_hours: {
        weekly_operating_hours: { length: 7 },
        holiday_schedule: [
          { date: '2026-12-12', start_time: '1200', end_time: '1800' },
          { date: '2027-01-01', start_time: '0000', end_time: '2359' },
          { date: '2027-01-02', start_time: '0000', end_time: '2359' },
        ],
      },
    });
    expect(await calling(HOTLINE)).toMatchObject({
      callback_permission_status: 'ENABLED',
      restrictions: { restrictions_list: [{ expiration: NOW.getTime() / 1000 + 5 * 24 * 60 * 60 }] },
    });
    expect(await calling(AFTER_HOURS)).toMatchObject({
      call_hours: { status: 'DISABLED', timezone_id: 'America/New_York' },
      voicemail: { audio: { default: { announcement_media_id: 938884519013664, timeout_seconds: 20 } } },
    });
  });
});

it('has a server whose app id is too long for a JS number', async () => {
  await withSample(async (client) => {
    const { text } = await client.get(`/${CLINIC}/settings`);
    expect(text).toContain('"app_id":1234567890,"hostname":"sip.clinic.example","port":5061,');
    expect(text).toContain('{"app_id":9007199254740993,"hostname":"sip.other.example"}');
    expect(text).toContain('"srtp_key_exchange_protocol":"SDES"');
  });
});

it('refuses writes to the paused number', async () => {
  await withSample(async (client) => {
    const reply = await client.send(`/v25.0/${HOTLINE}/settings`, {
      method: 'POST',
      headers: { Authorization: 'Bearer t', 'Content-Type': 'application/json' },
      body: JSON.stringify({ calling: { callback_permission_status: 'DISABLED' } }),
    });
    expect([reply.status, reply.json.error.code]).toEqual([400, 138014]);
  });
});

it('does not change when a copy of it changes', () => {
  const first = sampleFleet(NOW);
  const calling = first.wabas[0]?.numbers[0]?.calling ?? {};
  calling.status = 'DISABLED';
  expect(sampleFleet(NOW).wabas[0]?.numbers[0]?.calling.status).toBe('ENABLED');
});

import { WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { expect, it } from 'vitest';
import { ID, withSimulator } from './support.ts';

/** A client that others wrote for the real endpoint: it shows whether the simulator behaves like that. */
it('serves the Kapso client', async () => {
  await withSimulator({ token: 'secret-token' }, async (simulator) => {
    const client = new WhatsAppClient({ accessToken: 'secret-token', baseUrl: simulator.url });
    const { settings } = client.phoneNumbers;
    expect(await settings.get({ phoneNumberId: ID })).toEqual({
      calling: { status: 'NOT_SET', callIconVisibility: 'NOT_SET', callbackPermissionStatus: 'NOT_SET' },
      storageConfiguration: { status: 'DEFAULT' },
    });
    const callHours = {
      status: 'ENABLED',
      timezoneId: 'America/Sao_Paulo',
      weeklyOperatingHours: [{ dayOfWeek: 'MONDAY', openTime: '0900', closeTime: '1800' }],
      holidaySchedule: [{ date: '2026-12-25', startTime: '0000', endTime: '2359' }],
    };
    const sip = { status: 'ENABLED', servers: [{ hostname: 'sip.example.com', port: 5061 }] };
    const calling = { status: 'ENABLED', callIconVisibility: 'DEFAULT', callHours, sip };
    expect(await settings.update({ phoneNumberId: ID, calling })).toEqual({ success: true });
    const read = await settings.get({ phoneNumberId: ID, includeSipCredentials: true });
    expect(read.calling).toEqual({
      ...calling,
      callbackPermissionStatus: 'NOT_SET',
      sip: {
        status: 'ENABLED',
        servers: [{ ...sip.servers[0], appId: 1234567890, sipUserPassword: expect.stringMatching(/^[\w-]{32}$/) }],
      },
    });
    const past = { ...callHours, holidaySchedule: [{ date: '2020-12-25', startTime: '0000', endTime: '2359' }] };
    await expect(settings.update({ phoneNumberId: ID, calling: { callHours: past } })).rejects.toMatchObject({
      httpStatus: 400,
      code: 100,
      details: 'Holiday given in call_hours is a past date',
    });
    expect(simulator.requests().map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v23.0/${ID}/settings`,
      `POST /v23.0/${ID}/settings`,
      `GET /v23.0/${ID}/settings?include_sip_credentials=true`,
      `POST /v23.0/${ID}/settings`,
    ]);
  });
});

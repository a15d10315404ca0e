import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asObject, type JsonObject } from '../../src/plan/json.ts';
import { jsonText } from '../../src/plan/json-text.ts';
import { parseJsonText } from '../../src/plan/parse-json.ts';
import { scriptedServer } from '../live/scripted-server.ts';
import { callctl, folderWith } from './callctl.ts';

/** Members that callctl does not know, at every level, with nulls and integers past 2^53. */
const came = `{"calling":{"status":"ENABLED","call_hours":{"status":"ENABLED","timezone_id":"Europe/Berlin","x_id":12345678901234567890,
"weekly_operating_hours":[{"day_of_week":"MONDAY","open_time":"0900","close_time":"1800","x_note":null,"x_rule":{"id":-98765432109876543210}}],
"holiday_schedule":[{"date":"2099-12-24","start_time":"0900","end_time":"1200","x_source":[null,11111111111111111111]}]},
"sip":{"status":"DISABLED","x_region":null,"servers":[{"app_id":22222222222222222222,"hostname":"sip.example.com","x_trunk":33333333333333333333,"x_empty":null}]},
"voicemail":{"status":"DISABLED","triggers":["REJECT"],"x_queue":44444444444444444444,"audio":{"x_codec":null,
"default":{"announcement_media_id":55555555555555555555,"x_length":66666666666666666666}}}}}`;

const settings = `phone_number_id: "1"
calling:
  call_hours: { timezone_id: Europe/Lisbon }
  sip: { servers: [{ hostname: sip.example.com, port: 5062 }] }
  voicemail: { status: ENABLED, audio: { default: { announcement_media_id: "55555555555555555555" } } }
`;

let server: Awaited<ReturnType<typeof scriptedServer>>;
let calling: JsonObject;

/** An endpoint that keeps what it is sent, and the server's app id. */
beforeEach(async () => {
  calling = asObject((parseJsonText(came) as JsonObject).calling);
  server = await scriptedServer(({ method, body }, response) => {
    if (method === 'POST') {
      const sent = asObject((parseJsonText(body) as JsonObject).calling);
      calling = { ...calling, ...sent };
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(method === 'POST' ? '{"success":true}' : jsonText({ calling }));
  });
});
afterEach(() => server.close());

const run = (cwd: string, ...args: string[]) =>
  callctl(args, { cwd, graphUrl: server.url, env: { WHATSAPP_APP_ID: '22222222222222222222' } });

const expected = {
  call_hours: {
    status: 'ENABLED',
    timezone_id: 'Europe/Lisbon',
    x_id: 12345678901234567890n,
    weekly_operating_hours: [
      {
        day_of_week: 'MONDAY',
        open_time: '0900',
        close_time: '1800',
        x_note: null,
        x_rule: { id: -98765432109876543210n },
      },
    ],
    holiday_schedule: [
      { date: '2099-12-24', start_time: '0900', end_time: '1200', x_source: [null, 11111111111111111111n] },
    ],
  },
  sip: {
    status: 'DISABLED',
    x_region: null,
    servers: [{ hostname: 'sip.example.com', port: 5062, x_trunk: 33333333333333333333n, x_empty: null }],
  },
  voicemail: {
    status: 'ENABLED',
    triggers: ['REJECT'],
    x_queue: 44444444444444444444n,
    audio: {
      x_codec: null,
      default: { announcement_media_id: '55555555555555555555', x_length: 66666666666666666666n },
    },
  },
};

const sent = () => server.seen.filter(({ method }) => method === 'POST').map(({ body }) => parseJsonText(body));
const approved = ['--yes', '--allow-risky', '--quiet'];

describe('what a write sends back is what came', () => {
  it('digit by digit and null by null, and reads back as written', async () => {
    const cwd = folderWith({ 'settings/a.yaml': settings });
    const { status, stdout } = await run(cwd, 'apply', ...approved);
    expect({ status, stdout }).toMatchObject({ status: 0 });
    expect(sent()).toEqual([{ calling: expected }]);
    expect((await run(cwd, 'drift')).status).toBe(0);
  });

  it('in a saved plan too', async () => {
    const cwd = folderWith({ 'settings/a.yaml': settings });
    expect((await run(cwd, 'plan', '--out', 'plan.json')).status).toBe(0);
    expect((await run(cwd, 'apply', '--plan', 'plan.json', '--quiet')).status).toBe(0);
    expect(sent()).toEqual([{ calling: expected }]);
  });

  it('in a report', async () => {
    const cwd = folderWith({ 'settings/a.yaml': settings });
    const { stdout } = await run(cwd, 'plan', '--format', 'json');
    expect(stdout).toContain('"x_id": 12345678901234567890,');
    for (const format of ['text', 'markdown', 'html']) {
      const { status, stdout: shown } = await run(cwd, 'plan', '--format', format, '--verbose');
      expect({ format, status }).toEqual({ format, status: 0 });
      expect(shown, format).toMatch(/x_id(&quot;|")?: ?12345678901234567890/);
    }
  });

  it('and restore brings the number back to what it was', async () => {
    const cwd = folderWith({ 'settings/a.yaml': settings });
    const before = parseJsonText(jsonText(calling));
    expect((await run(cwd, 'apply', ...approved)).status).toBe(0);
    const { status, stdout } = await run(cwd, 'restore', ...approved);
    expect({ status, stdout }).toMatchObject({ status: 0 });
    const { call_hours, voicemail } = calling;
    expect(call_hours).toEqual((before as JsonObject).call_hours);
    expect(voicemail).toMatchObject({ status: 'DISABLED', x_queue: 44444444444444444444n });
  });
});

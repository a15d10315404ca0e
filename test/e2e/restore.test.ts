import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import type { JsonObject } from '../../src/simulator/json.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, settingsFile, token, unwrapped } from './callctl.ts';

const holiday = { date: '2099-12-25', start_time: '0000', end_time: '2359' };
const hours = {
  status: 'ENABLED',
  timezone_id: 'Europe/Berlin',
  weekly_operating_hours: [{ day_of_week: 'MONDAY', open_time: '0900', close_time: '1800' }],
  holiday_schedule: [holiday],
};
const sip = {
  status: 'ENABLED',
  servers: [{ app_id: '1234567890', hostname: 'sip.example.com', sip_user_password: 'hunter22' }],
};

let simulator: Simulator;
let cwd: string;

beforeEach(async () => {
  const callings = [{ status: 'ENABLED' }, { status: 'ENABLED', call_hours: hours }, { status: 'ENABLED', sip }, {}];
  const numbers = callings.map((calling, index) => ({
    id: String(index + 1),
    display_phone_number: `+1 ${index}`,
    verified_name: String(index),
    messaging_limit_tier: 'TIER_2K',
    calling: calling as JsonObject,
  }));
  simulator = await startSimulator({ state: { wabas: [{ id: '900', numbers }] } });
  cwd = folderWith({
    'settings/a.yaml': settingsFile('1', 'DISABLED'),
    'settings/b.yaml': 'phone_number_id: "2"\ncalling:\n  call_hours:\n    holiday_schedule: []\n',
    'settings/c.yaml':
      'phone_number_id: "3"\ncalling:\n  sip:\n    servers: [{ hostname: sip.example.com, port: 5071 }]\n',
    'settings/d.yaml': settingsFile('4'),
  });
});
afterEach(() => simulator.close());

const run = (...args: string[]) => callctl(args, { cwd, graphUrl: simulator.url });
const approved = ['--yes', '--allow-risky', '--max-changed', '100%'];
const edit = (id: string, settings: JsonObject) => simulator.edit(id, (calling) => Object.assign(calling, settings));
const sipOf = (id: string) => (simulator.settings(id) as { sip: JsonObject }).sip;
const write = (name: string, text: string) => writeFileSync(join(cwd, `settings/${name}.yaml`), text);
const state = () => ['1', '2', '3'].map((id) => simulator.settings(id));
const journal = () => readdirSync(join(cwd, '.callctl/journal')).sort();

describe('callctl restore', () => {
  it('brings back what each number had, and says what it cannot bring back', async () => {
    const before = state();
    expect((await run('apply', ...approved)).status).toBe(0);
    expect(state()).not.toEqual(before);
    const { status, stdout, stderr } = await run('restore', ...approved);
    expect(stdout).toContain('Restore: 4 numbers: 3 applied');
    expect(stdout).toContain('cannot restore: status had never been set, and Meta has no way to unset it');
    expect(stderr).toContain('the settings files stay as they are');
    expect(status).toBe(0);
    const [status1, hours2, sip3] = state();
    expect(status1).toEqual(before[0]);
    expect(hours2).toEqual(before[1]);
    expect(sip3?.sip).toMatchObject({
      status: 'ENABLED',
      servers: [{ hostname: 'sip.example.com', port: 5061, sip_user_password: 'hunter22' }],
    });
  });

  it('shows its plan and needs approval, as apply does', async () => {
    await run('apply', ...approved);
    simulator.clearRequests();
    const { status, stdout, stderr } = await run('restore');
    expect(status).toBe(5);
    expect(stdout).toContain('~ status: DISABLED → ENABLED');
    expect(stderr).toContain('--yes');
    expect((await run('restore', '--yes', '--max-changed', '1')).status).toBe(5);
    expect(simulator.requests().every(({ method }) => method === 'GET')).toBe(true);
  });

  it('says where it looked if there is no run to list', async () => {
    const { status, stdout, stderr } = await run('restore', '--list');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toContain('no run has a journal in .callctl/journal');
  });

  it('undoes the run that is named, and lists the runs', async () => {
    await run('apply', '1', ...approved);
    await run('apply', '2', ...approved);
    const runs = journal().map((name) => name.replace('.jsonl', ''));
    const { stdout } = await run('restore', '--list');
    const [headings, ...listed] = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(headings).toEqual(['RUN', 'TIME', 'COMMAND', 'HOST', 'CHANGED', 'FAILED', 'OPEN', 'UNDONE']);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(listed).toEqual(runs.toReversed().map((name) => [name, time, 'apply', hostname(), '1', '0', '0', '0']));
    const first = runs.find((name) =>
      readFileSync(join(cwd, '.callctl/journal', `${name}.jsonl`), 'utf8').includes('"phone_number_id":"1"'),
    );
    expect((await run('restore', first ?? '', ...approved)).status).toBe(0);
    expect(simulator.settings('1')?.status).toBe('ENABLED');
    expect((simulator.settings('2')?.call_hours as JsonObject | undefined)?.holiday_schedule ?? []).toEqual([]);
  });

  it('of an unknown run is wrong usage', async () => {
    expect((await run('restore')).stderr).toContain('no run has a journal in .callctl/journal');
    await run('apply', '1', ...approved);
    const { status, stderr } = await run('restore', 'nonsense', ...approved);
    expect(status).toBe(1);
    expect(stderr).toContain('there is no run nonsense');
  });

  it('uses a journal that contains no secret', async () => {
    await run('apply', ...approved);
    for (const name of journal()) {
      const text = readFileSync(join(cwd, '.callctl/journal', name), 'utf8');
      expect(text).not.toContain(token);
      expect(text).not.toContain('hunter22');
      expect(text).toContain('"type":"before"');
    }
  });

  it('finds our SIP server among others by the host name that the run wrote', async () => {
    edit('3', {
      sip: {
        status: 'ENABLED',
        servers: [
          { app_id: '1234567890', hostname: 'sip.example.com' },
          { app_id: '777', hostname: 'sip.other.example' },
        ],
      },
    });
    expect((await run('apply', '3', ...approved)).status).toBe(0);
    const { status, stdout } = await run('restore', ...approved);
    expect(stdout).toContain('~ sip.servers[0].port: 5071 → 5061');
    expect(status).toBe(0);
    const servers = sipOf('3').servers as JsonObject[];
    expect(servers.map(({ hostname, port }) => [hostname, port ?? 5061]).sort()).toEqual([
      ['sip.example.com', 5061],
      ['sip.other.example', 5061],
    ]);
  });

  it('does not touch the servers of a number if the run wrote only its status', async () => {
    const servers = [
      { app_id: '1234567890', hostname: 'sip.example.com' },
      { app_id: '777', hostname: 'sip.other.example' },
    ];
    edit('3', { sip: { status: 'ENABLED', servers } });
    writeFileSync(join(cwd, 'settings/c.yaml'), 'phone_number_id: "3"\ncalling:\n  sip:\n    status: DISABLED\n');
    expect((await run('apply', '3', ...approved)).status).toBe(0);
    expect(sipOf('3').status).toBe('DISABLED');
    expect((await run('restore', ...approved)).status).toBe(0);
    const sip = sipOf('3');
    expect(sip.status).toBe('ENABLED');
    expect(sip.servers).toMatchObject(servers);
  });

  it('does not touch what Meta refused, even if someone has changed it since', async () => {
    simulator.setFaults([{ kind: 'refuse', method: 'POST', id: '1', code: 138014 }]);
    expect((await run('apply', ...approved)).status).toBe(4);
    simulator.setFaults([]);
    edit('1', { status: 'DISABLED' });
    expect((await run('restore', ...approved)).status).toBe(0);
    expect(simulator.settings('1')?.status).toBe('DISABLED');
  });

  /** Meta does not say which app the token belongs to. */
  const appUnknown = () => simulator.setFaults([{ kind: 'refuse', method: 'GET', id: '3', code: 10, times: 1 }]);
  const foreign = { app_id: '111', hostname: 'foreign.example.com' };

  it("does not mistake another app's server for ours", async () => {
    edit('3', { sip: { status: 'ENABLED', servers: [foreign] } });
    expect((await run('apply', '3', ...approved)).status).toBe(0);
    const after = simulator.settings('3');
    expect(sipOf('3').servers).toHaveLength(2);
    appUnknown();
    const { status, stdout } = await run('restore', ...approved);
    expect(status).toBe(4);
    expect(unwrapped(stdout)).toContain('it is unclear which one was yours before [cannot_restore]');
    expect(stdout).toContain('WHATSAPP_APP_ID');
    expect(simulator.settings('3')).toEqual(after);
    expect((await run('restore', ...approved)).status).toBe(0);
    expect(sipOf('3').servers).toMatchObject([foreign]);
  });

  it('asks for no app id where Meta says which app the token belongs to, and our server had another host name', async () => {
    const old = { app_id: '1234567890', hostname: 'old.example.com', port: 5099 };
    edit('3', { sip: { status: 'ENABLED', servers: [old] } });
    expect((await run('apply', '3', ...approved)).status).toBe(0);
    expect(sipOf('3').servers).toMatchObject([{ hostname: 'sip.example.com' }]);
    expect((await run('restore', ...approved)).status).toBe(0);
    expect(sipOf('3').servers).toMatchObject([old]);
  });

  it('brings back the other numbers of a run if the way back of one is unclear', async () => {
    edit('3', { sip: { status: 'ENABLED', servers: [foreign] } });
    expect((await run('apply', ...approved)).status).toBe(0);
    appUnknown();
    const { status, stdout } = await run('restore', ...approved);
    expect(status).toBe(4);
    expect(stdout).toMatch(/Restore: 4 numbers: 2 applied.*1 failed/);
    expect(simulator.settings('1')?.status).toBe('ENABLED');
  });

  it('says which half entries of live it cannot bring back', async () => {
    const half = { date: '2099-12-26', start_time: '0900', end_time: null };
    edit('2', { call_hours: { ...hours, holiday_schedule: [holiday, half] } });
    expect((await run('apply', '2', ...approved)).status).toBe(0);
    const { status, stdout } = await run('restore', ...approved);
    expect(status).toBe(0);
    expect(stdout).toContain('cannot restore: call_hours.holiday_schedule had an entry that cannot be sent back:');
    expect(stdout).toContain('"date":"2099-12-26"');
    expect(simulator.settings('2')).toMatchObject({ call_hours: { holiday_schedule: [holiday] } });
  });

  it('of some numbers is not stopped by one that was not selected', async () => {
    edit('3', { sip: { status: 'ENABLED', servers: [{ app_id: '111', hostname: 'foreign.example.com' }] } });
    expect((await run('apply', ...approved)).status).toBe(0);
    expect((await run('restore', ...approved, '--only', 'settings/a.yaml')).status).toBe(0);
    expect(simulator.settings('1')?.status).toBe('ENABLED');
  });

  it('may change as many numbers as the run it undoes', async () => {
    await run('apply', ...approved);
    expect((await run('restore', '--yes', '--allow-risky')).status).toBe(0);
    expect(
      (await run('restore', journal()[0]?.replace('.jsonl', '') ?? '', '--yes', '--max-changed', '1')).status,
    ).toBe(0);
  });

  it('run again after a failure goes on with what is left, and never back', async () => {
    const before = state();
    await run('apply', ...approved);
    simulator.setFaults([{ kind: 'refuse', method: 'POST', code: 100, id: '1' }]);
    expect((await run('restore', ...approved)).status).toBe(4);
    expect(state()[1]).toEqual(before[1]);
    simulator.setFaults([]);
    // Somebody changes a number that was brought back: it is not part of what is left.
    edit('2', { status: 'DISABLED' });
    const { status, stdout } = await run('restore', ...approved);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('Restore: 1 number: 1 applied') });
    expect(state()[0]).toEqual(before[0]);
    expect(simulator.settings('2')?.status).toBe('DISABLED');
    const again = await run('restore', ...approved);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('no apply that changed something and is not undone yet');
  });

  it('lists what each run changed, what failed, and what was undone since', async () => {
    simulator.setFaults([{ kind: 'refuse', method: 'POST', code: 100, id: '2' }]);
    const { stderr } = await run('apply', ...approved);
    simulator.setFaults([]);
    const [applied = ''] = journal().map((name) => name.replace('.jsonl', ''));
    expect(stderr).toContain(`this was run ${applied}; callctl restore ${applied} undoes it`);
    await run('restore', ...approved);
    const rows = (await run('restore', '--list')).stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows.slice(1).map(([, , command, , ...counts]) => [command, ...counts])).toEqual([
      ['restore', '2', '0', '0', '0'],
      ['apply', '3', '1', '0', '3'],
    ]);
  });

  it('keeps the hours of a number that had none before the run, and says so', async () => {
    write('d', `phone_number_id: "4"\ncalling: ${JSON.stringify({ status: 'ENABLED', call_hours: hours })}\n`);
    expect((await run('apply', '4', ...approved)).status).toBe(0);
    const { status, stdout } = await run('restore', ...approved);
    expect(status).toBe(0);
    expect(stdout).toContain('cannot restore: call_hours had never been set');
    expect(simulator.settings('4')?.call_hours).toMatchObject({ status: 'ENABLED' });
  });

  it('reports lines it cannot read, and refuses a file that does not begin like a journal', async () => {
    await run('apply', ...approved);
    const [name = ''] = journal();
    const path = join(cwd, '.callctl/journal', name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"before":{', '"before":'));
    const damaged = await run('restore', ...approved);
    expect(damaged.stderr).toMatch(/line \d+ of its journal cannot be read/);
    for (const header of [/.*"type":"run".*\n/, /"format_version":1/]) {
      writeFileSync(path, text.replace(header, '"format_version":2'));
      const { status, stderr } = await run('restore', name.replace('.jsonl', ''), ...approved);
      expect(status).toBe(5);
      expect(stderr).toContain('does not say which Graph URL the run used: nothing was sent');
    }
  });

  it('orders numbers by file, not by time of writing', async () => {
    simulator.setFaults([{ kind: 'server_error', method: 'GET', id: '1', after: 1, times: 1 }]);
    await run('apply', ...approved);
    simulator.setFaults([]);
    const { stdout } = await run('restore', '--format', 'json');
    const { numbers } = JSON.parse(stdout) as Report;
    expect(numbers.map(({ phone_number_id }) => phone_number_id)).toEqual(['1', '2', '3', '4']);
  });

  it('works on a shard, and the reports of all shards merge', async () => {
    await run('apply', ...approved);
    const shards = ['1/2', '2/2'];
    for (const [at, shard] of shards.entries()) {
      await run(
        'restore',
        journal()[0]?.replace('.jsonl', '') ?? '',
        ...approved,
        '--shard',
        shard,
        '--format',
        'json',
        '--output',
        `${at}.json`,
      );
    }
    const { stdout } = await run('report', '0.json', '1.json', '--format', 'json');
    expect((JSON.parse(stdout) as Report).summary).toMatchObject({ numbers: 4, applied: 3, in_sync: 1 });
  });

  it('that was refused is reported as refused', async () => {
    await run('apply', ...approved);
    expect((await run('restore', '--yes', '--max-changed', '1', '--format', 'json', '--output', 'r.json')).status).toBe(
      5,
    );
    expect((await run('report', 'r.json')).status).toBe(5);
  });

  it('skips runs that changed nothing, and undoes the latest that did', async () => {
    await run('apply', ...approved);
    simulator.setFaults([{ kind: 'refuse', method: 'POST', code: 100 }]);
    edit('1', { status: 'ENABLED' });
    await run('apply', ...approved);
    simulator.setFaults([]);
    const { stderr } = await run('restore');
    expect(stderr).toContain(`restoring what run ${journal()[0]?.replace('.jsonl', '')} changed`);
  });

  it('reaches a number through the account that it belongs to now', async () => {
    await run('apply', '1', ...approved);
    writeFileSync(join(cwd, 'settings/callctl.yaml'), 'accounts:\n  a: { token_env: A_TOKEN }\n');
    const env = { A_TOKEN: token };
    expect((await callctl(['restore', ...approved], { cwd, graphUrl: simulator.url, env })).status).toBe(0);
    expect(simulator.settings('1')?.status).toBe('ENABLED');
    for (const name of ['a', 'b', 'c', 'd']) rmSync(join(cwd, `settings/${name}.yaml`));
    write('e', settingsFile('9'));
    const gone = await callctl(['restore', '--list'], { cwd, graphUrl: simulator.url, env });
    const last = gone.stdout.trim().split('\n').at(-1)?.split(' ')[0] ?? '';
    const { status, stderr } = await callctl(['restore', last, ...approved], { cwd, graphUrl: simulator.url, env });
    expect(status).toBe(5);
    expect(stderr).toContain('1 was written through the account of the environment, which is not configured');
  });
});

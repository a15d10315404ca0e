import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import type { JsonObject } from '../../src/simulator/json.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, settingsFile, token } from './callctl.ts';

const hours = {
  status: 'ENABLED',
  timezone_id: 'Europe/Berlin',
  weekly_operating_hours: [{ day_of_week: 'MONDAY', open_time: '0900', close_time: '1800' }],
};
const hoursFile = (id: string) => `phone_number_id: "${id}"
calling:
  call_hours:
    weekly_operating_hours:
      - { day_of_week: TUESDAY, open_time: "0900", close_time: "1800" }
`;

let simulator: Simulator;
let cwd: string;

beforeEach(async () => {
  const numbers = ['1', '2', '3'].map((id) => ({
    id,
    display_phone_number: `+1 ${id}`,
    verified_name: id,
    messaging_limit_tier: 'TIER_2K',
    calling: { status: 'ENABLED', call_hours: hours },
  }));
  simulator = await startSimulator({ state: { wabas: [{ id: '900', numbers }] } });
  cwd = folderWith({
    'settings/a.yaml': settingsFile('1', 'DISABLED'),
    'settings/b.yaml': hoursFile('2'),
    'settings/c.yaml': settingsFile('3'),
  });
  expect((await run('plan', '--out', 'plan.json')).status).toBe(0);
  simulator.clearRequests();
});
afterEach(() => simulator.close());

const run = (...args: string[]) => callctl(args, { cwd, graphUrl: simulator.url });
const posts = () => simulator.requests().filter(({ method }) => method === 'POST');
const file = () => join(cwd, 'plan.json');
const saved = (): Report => JSON.parse(readFileSync(file(), 'utf8'));

/** What somebody can do who knows how a plan is made. */
function forge(change: (plan: Report) => void): void {
  const plan = saved();
  change(plan);
  const unsigned = { ...plan, saved_plan: { ...plan.saved_plan, digest: '' } };
  const digest = createHash('sha256').update(JSON.stringify(unsigned)).digest('hex');
  writeFileSync(file(), JSON.stringify({ ...plan, saved_plan: { ...plan.saved_plan, digest: `sha256:${digest}` } }));
}

describe('a saved plan', () => {
  it('is carried out as it was reviewed, without a prompt', async () => {
    const { status, stdout } = await run('apply', '--plan', 'plan.json');
    expect(status).toBe(0);
    expect(stdout).toContain('2 applied, 1 in sync');
    const planned = saved().numbers.flatMap(({ requests }) => requests);
    expect(posts().map(({ body }) => body)).toEqual(planned);
  });

  it('contains no secret', () => {
    expect(readFileSync(file(), 'utf8')).not.toContain(token);
  });

  it('refuses a number whose live settings have moved, shows the difference, and applies the others', async () => {
    simulator.edit('1', (calling) => Object.assign(calling, { status: 'NOT_SET' }));
    const { status, stdout } = await run('apply', '--plan', 'plan.json');
    expect(status).toBe(4);
    expect(stdout).toContain('status was "ENABLED" and is now "NOT_SET" [stale]');
    expect(posts().map(({ phone_number_id }) => phone_number_id)).toEqual(['2']);
  });

  it('refuses a number whose live holidays have moved, even if the file does not state holidays', async () => {
    const holiday = { date: '2099-12-25', start_time: '0000', end_time: '2359' };
    simulator.edit('2', (calling) => Object.assign(calling.call_hours as JsonObject, { holiday_schedule: [holiday] }));
    const { status, stdout } = await run('apply', '--plan', 'plan.json');
    expect(status).toBe(4);
    expect(stdout).toContain('[stale]');
    expect((simulator.settings('2')?.call_hours as JsonObject | undefined)?.holiday_schedule).toEqual([holiday]);
  });

  it('sends nothing when it is applied a second time', async () => {
    await run('apply', '--plan', 'plan.json');
    simulator.clearRequests();
    const { status, stdout } = await run('apply', '--plan', 'plan.json');
    expect(status).toBe(0);
    expect(stdout).toContain('3 in sync');
    expect(posts()).toEqual([]);
  });

  it('still has to pass the guards', async () => {
    const { status, stderr } = await run('apply', '--plan', 'plan.json', '--max-changed', '1');
    expect(status).toBe(5);
    expect(stderr).toContain('--max-changed 2');
    expect(posts()).toEqual([]);
  });

  it('reports a number that drifted after it was planned in sync, and sends it nothing', async () => {
    simulator.edit('3', (calling) => Object.assign(calling, { status: 'DISABLED' }));
    const { status, stdout } = await run('apply', '--plan', 'plan.json');
    expect(status).toBe(4);
    expect(stdout).toContain('the plan has no request for this number, which now needs one');
    expect(posts().map(({ phone_number_id }) => phone_number_id)).toEqual(['1', '2']);
  });

  it('reports a number that is in sync by now as it was read, and sends it nothing', async () => {
    simulator.edit('1', (calling) => Object.assign(calling, { status: 'DISABLED' }));
    const { status, stdout } = await run('apply', '--plan', 'plan.json');
    expect(status).toBe(0);
    expect(stdout).toContain('1 applied, 2 in sync');
    expect(posts().map(({ phone_number_id }) => phone_number_id)).toEqual(['2']);
  });

  it('does not remember that a number was restricted: it is reported as it reads now', async () => {
    simulator.restrict('1', [
      { type: 'RESTRICTED_BUSINESS_INITIATED_CALLING', reason: 'spam', expiration: 4_102_444_800 },
    ]);
    simulator.restrict('3', [{ type: 'RESTRICTED_USER_INITIATED_CALLING', reason: 'spam', expiration: 4_102_444_800 }]);
    await run('plan', '--out', 'plan.json');
    simulator.restrict('1', []);
    simulator.edit('1', (calling) => Object.assign(calling, { status: 'DISABLED' }));
    const { status, stdout } = await run('apply', '--plan', 'plan.json');
    expect({ status, restricted: /\d+ restricted/.exec(stdout) }).toEqual({ status: 0, restricted: null });
  });

  it('of some files does not look at the others', async () => {
    await run('plan', 'settings/b.yaml', '--only', '*b*', '--out', 'plan.json');
    writeFileSync(join(cwd, 'settings/d.yaml'), settingsFile('4'));
    const { status, stdout } = await run('apply', '--plan', 'plan.json');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('1 applied') });
  });

  it('is read from a file that begins with a byte order mark', async () => {
    writeFileSync(file(), `\uFEFF${readFileSync(file(), 'utf8')}`);
    expect((await run('apply', '--plan', 'plan.json')).status).toBe(0);
  });

  it('cannot be combined with paths', async () => {
    expect((await run('apply', '--plan', 'plan.json', '1')).status).toBe(1);
  });
});

describe('a plan is refused whole', () => {
  it.each<[string, (plan: Report) => unknown, string]>([
    ['edited', (plan) => ({ ...plan, numbers: plan.numbers.slice(1) }), 'was edited or cut short'],
    [
      'edited in a request',
      (plan) => JSON.parse(JSON.stringify(plan).replace('"status":"DISABLED"', '"status":"ENABLED"')),
      'was edited or cut short',
    ],
    ['of another format version', (plan) => ({ ...plan, format_version: 3 }), 'format version 3'],
    [
      'a report and no plan',
      (plan) => ({ ...plan, saved_plan: null }),
      'is not a plan saved with --out: it is a report, such as --output writes',
    ],
    ['something else', () => ({ hello: 1 }), 'is not a plan'],
  ])('%s', async (_title, change, message) => {
    writeFileSync(file(), JSON.stringify(change(saved())));
    const { status, stderr } = await run('apply', '--plan', 'plan.json');
    expect(status).toBe(5);
    expect(stderr).toContain(message);
    expect(simulator.requests()).toEqual([]);
  });

  it('cut short', async () => {
    const text = readFileSync(file(), 'utf8');
    writeFileSync(file(), text.slice(0, text.length / 2));
    expect((await run('apply', '--plan', 'plan.json')).status).toBe(5);
    expect(simulator.requests()).toEqual([]);
  });

  it('made for other files', async () => {
    writeFileSync(join(cwd, 'settings/a.yaml'), settingsFile('1', 'ENABLED'));
    const { status, stderr } = await run('apply', '--plan', 'plan.json');
    expect(status).toBe(5);
    expect(stderr).toContain('the settings files have changed');
    expect(posts()).toEqual([]);
  });

  it('made before another number got a settings file', async () => {
    writeFileSync(join(cwd, 'settings/d.yaml'), settingsFile('4'));
    const { status, stderr } = await run('apply', '--plan', 'plan.json');
    expect({ status, posts: posts() }).toEqual({ status: 5, posts: [] });
    expect(stderr).toContain('the settings files have changed since the plan was made: added 4');
  });

  it('made for a file that is no longer there', async () => {
    await run('plan', 'settings/b.yaml', '--out', 'plan.json');
    rmSync(join(cwd, 'settings/b.yaml'));
    const { status, stderr } = await run('apply', '--plan', 'plan.json');
    expect({ status, posts: posts() }).toEqual({ status: 5, posts: [] });
    expect(stderr).toContain('settings/b.yaml does not exist');
  });

  it('but not after a comment was added or a line moved', async () => {
    writeFileSync(join(cwd, 'settings/a.yaml'), `# a comment\n\n${settingsFile('1', 'DISABLED')}`);
    expect((await run('apply', '--plan', 'plan.json')).status).toBe(0);
  });

  it('made for another Graph URL or version', async () => {
    expect((await run('apply', '--plan', 'plan.json', '--graph-version', 'v24.0')).status).toBe(5);
    const elsewhere = await callctl(['apply', '--plan', 'plan.json'], { cwd, graphUrl: 'http://127.0.0.1:1' });
    expect(elsewhere.status).toBe(5);
    expect(elsewhere.stderr).toContain('the plan was made for');
  });

  it('missing', async () => {
    expect((await run('apply', '--plan', 'no-such.json')).status).toBe(1);
  });
});

describe('a forged plan', () => {
  it('that hides a change of a number does not change it', async () => {
    forge(({ numbers }) => {
      for (const number of numbers) if (number.phone_number_id === '1') number.changes = [];
    });
    const { status, stdout } = await run('apply', '--plan', 'plan.json');
    expect(status).toBe(4);
    expect(stdout).toContain('the plan does not show the change of status, so nobody reviewed it');
    expect(posts().map(({ phone_number_id }) => phone_number_id)).toEqual(['2']);
  });

  it('that hides a number is refused', async () => {
    forge(({ numbers }) => numbers.shift());
    const { status, stderr } = await run('apply', '--plan', 'plan.json');
    expect({ status, posts: posts() }).toEqual({ status: 5, posts: [] });
    expect(stderr).toContain('added 1');
  });

  it('that calls a risky change safe is refused', async () => {
    forge(({ numbers }) => {
      for (const { changes } of numbers) for (const change of changes) change.risk = null;
    });
    const { status, stderr } = await run('apply', '--plan', 'plan.json');
    expect({ status, posts: posts() }).toEqual({ status: 5, posts: [] });
    expect(stderr).toContain('settings/a.yaml: status: ');
    expect(stderr).toContain('--allow-risky');
  });

  it('with another request is not carried out', async () => {
    forge(({ numbers }) => {
      for (const number of numbers) if (number.phone_number_id === '1') number.requests = [{ calling: { sip: {} } }];
    });
    expect((await run('apply', '--plan', 'plan.json')).status).toBe(4);
    expect(posts().map(({ phone_number_id }) => phone_number_id)).toEqual(['2']);
  });
});

describe('a plan made before midnight', () => {
  it('posts no holiday that has expired since', async () => {
    writeFileSync(
      join(cwd, 'settings/b.yaml'),
      `${hoursFile('2')}    holiday_schedule:\n      - { date: "2026-11-22", start_time: "0000", end_time: "2359" }\n`,
    );
    await run('plan', '2', '--out', 'plan.json', '--now', '2026-11-22T22:59:00Z');
    expect(JSON.stringify(saved().numbers[0]?.requests)).toContain('2026-11-22');
    const { status, stdout } = await run('apply', '--plan', 'plan.json', '--now', '2026-11-22T23:01:00Z');
    expect({ status, posts: posts() }).toEqual({ status: 4, posts: [] });
    expect(stdout).toContain('[stale]');
  });

  it('of a shard gives a report of that shard', async () => {
    for (const index of [1, 2]) {
      await run('plan', '--shard', `${index}/2`, '--out', `p${index}.json`);
      const args = ['--plan', `p${index}.json`, '--format', 'json', '--output', `a${index}.json`];
      expect((await run('apply', ...args)).status).toBe(0);
    }
    const { status, stdout } = await run('report', 'a1.json', 'a2.json');
    expect({ status, last: stdout.split('\n').at(-2) }).toEqual({
      status: 0,
      last: expect.stringContaining('Apply: 3 numbers: 2 applied, 1 in sync'),
    });
  });

  it('reports a request that an earlier run left open, and settles it by reading the number', async () => {
    const folder = join(cwd, '.callctl/journal');
    mkdirSync(folder, { recursive: true });
    const before = { type: 'before', phone_number_id: '1', account: null, before: {}, request: { calling: {} } };
    const lines = [{ type: 'run', format_version: 1, command: 'apply', graph_url: simulator.url }, before];
    writeFileSync(
      join(folder, '20260101T000000000Z-000000.jsonl'),
      lines.map((line) => JSON.stringify(line)).join('\n'),
    );
    const { stdout } = await run('apply', '--plan', 'plan.json');
    expect(stdout).toContain('unknown outcome: run 20260101T000000000Z-000000 ended between a request and its answer');
    expect((await run('plan')).stdout).not.toContain('unknown outcome');
  });

  it('that is nested too deeply is refused', async () => {
    writeFileSync(file(), `{"numbers":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
    const { status, stderr } = await run('apply', '--plan', 'plan.json');
    expect(status).toBe(5);
    expect(stderr).toContain('is not a plan, or was cut short');
  });
});

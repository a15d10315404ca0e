import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import type { FleetState } from '../../src/simulator/fleet.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, root, settingsFile, token } from './callctl.ts';

const open: Simulator[] = [];
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

/** Numbers 1 to `count`, all on, and a settings file for each that wants what `wanted` says. */
async function setUp(count: number, wanted: (n: number) => string, options: SimulatorOptions = {}) {
  const numbers = Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    display_phone_number: `+1 555 ${index}`,
    verified_name: `Number ${index + 1}`,
    messaging_limit_tier: 'TIER_2K',
    calling: { status: 'ENABLED' },
  }));
  const state: FleetState = { wabas: [{ id: '900', numbers }] };
  const simulator = await startSimulator({ ...options, state });
  open.push(simulator);
  const files = numbers.map(({ id }, index) => [`settings/n${id}.yaml`, settingsFile(id, wanted(index + 1))]);
  const cwd = folderWith(Object.fromEntries(files));
  return {
    simulator,
    cwd,
    run: (...args: string[]) => callctl(args, { cwd, graphUrl: simulator.url }),
    posts: () => simulator.requests().filter(({ method }) => method === 'POST').length,
  };
}

const on = () => 'ENABLED';
const off = () => 'DISABLED';

describe('exit codes', () => {
  it('0: nothing left to do', async () => {
    const { run } = await setUp(2, on);
    expect((await run('plan', '--detailed-exitcode')).status).toBe(0);
    expect((await run('drift')).status).toBe(0);
    expect((await run('apply')).status).toBe(0);
  });

  it('0: a plan with changes, without --detailed-exitcode', async () => {
    const { run } = await setUp(2, off);
    expect((await run('plan')).status).toBe(0);
  });

  it.each([
    { args: ['plan', '--no-such-flag'], stderr: "unknown option '--no-such-flag'" },
    { args: ['pln'], stderr: '(Did you mean plan?)' },
    { args: ['plan', '--graph-url', 'http://graph.facebook.com'], stderr: 'must be https' },
    { args: ['plan', '--now', 'yesterday'], stderr: 'Expected an ISO 8601 time' },
    { args: ['plan', '--concurrency', '0'], stderr: 'Expected a whole number' },
    { args: ['apply', '--max-changed', 'many'], stderr: 'Expected a count or a percentage' },
    { args: ['plan', '--settings', 'no-such-folder'], stderr: 'no-such-folder' },
    { args: ['plan', '--output', 'no/such/folder/report.json'], stderr: 'cannot write no/such/folder/report.json' },
    { args: ['simulate', '--fault', 'nonsense'], stderr: '--fault nonsense' },
    { args: ['simulate', '--seed', 'many'], stderr: '--seed many is not a fleet' },
  ])('1: $args', async ({ args, stderr }) => {
    const { run, posts } = await setUp(1, on);
    const result = await run(...args);
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toContain(stderr);
    expect(result.stderr).not.toMatch(/^ +at /m);
    expect(posts()).toBe(0);
  });

  it('1: no token', async () => {
    const { cwd, simulator } = await setUp(1, on);
    const result = await callctl(['plan'], { cwd, graphUrl: simulator.url, env: { WHATSAPP_TOKEN: '' } });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('WHATSAPP_TOKEN is not set');
    expect(simulator.requests()).toEqual([]);
  });

  it('2: drift found', async () => {
    const { run, posts } = await setUp(2, off);
    expect((await run('drift')).status).toBe(2);
    expect((await run('plan', '--detailed-exitcode')).status).toBe(2);
    expect(posts()).toBe(0);
  });

  it('2: drift of a protected setting is drift too', async () => {
    const { cwd, simulator } = await setUp(1, on);
    const settings = folderWith({ 'a.yaml': `protect: [status]\n${settingsFile('1', 'DISABLED')}` });
    expect((await callctl(['drift', '--settings', settings], { cwd, graphUrl: simulator.url })).status).toBe(2);
    expect(
      (await callctl(['apply', '--yes', '--allow-risky', '--settings', settings], { cwd, graphUrl: simulator.url }))
        .status,
    ).toBe(0);
  });

  it.each(['validate', 'plan', 'apply', 'drift'])('3: %s with an invalid file sends nothing', async (command) => {
    const { run, cwd, simulator } = await setUp(2, off);
    const settings = folderWith({ 'a.yaml': settingsFile('1'), 'b.yaml': settingsFile('2', 'NOT_SET') });
    const { status, stdout } = await run(command, '--settings', settings);
    expect(status).toBe(3);
    expect(stdout).toContain('b.yaml:3:11: error');
    expect(simulator.requests()).toEqual([]);
    expect(existsSync(cwd)).toBe(true);
  });

  it('4: a number fails, and the others are applied', async () => {
    const { run, simulator } = await setUp(3, off, {
      faults: [{ kind: 'refuse', method: 'POST', id: '2', code: 100, message: 'no' }],
    });
    const { status, stdout } = await run('apply', '--yes', '--allow-risky');
    expect(status).toBe(4);
    expect(stdout).toContain('2 applied');
    expect(stdout).toContain('1 failed');
    expect(['1', '2', '3'].map((id) => simulator.settings(id)?.status)).toEqual(['DISABLED', 'ENABLED', 'DISABLED']);
  });

  it('4: a number that does not exist', async () => {
    const { run } = await setUp(1, on);
    const settings = folderWith({ 'a.yaml': settingsFile('1'), 'b.yaml': settingsFile('777') });
    const { status, stdout } = await run('plan', '--settings', settings);
    expect(status).toBe(4);
    expect(stdout).toContain('check phone_number_id');
    expect(stdout).toContain('1 in sync, 1 failed');
  });

  it('4: a server that is down', async () => {
    const { run, simulator } = await setUp(1, on);
    await simulator.close();
    const { status, stdout } = await run('plan');
    expect(status).toBe(4);
    expect(stdout).toContain('cannot be reached: ECONNREFUSED');
  });

  it('5: more numbers than allowed, and how to allow them', async () => {
    const { run, posts } = await setUp(10, (n) => (n <= 4 ? 'DISABLED' : 'ENABLED'));
    const refused = await run('apply', '--yes', '--allow-risky');
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain('4 numbers would change, and the limit is 3 (30 % of 10, but never fewer than 3)');
    expect(refused.stderr).toContain('--max-changed 4');
    expect(posts()).toBe(0);
    expect((await run('apply', '--yes', '--allow-risky', '--max-changed', '30%')).status).toBe(5);
    expect((await run('apply', '--yes', '--allow-risky', '--max-changed', '40%')).status).toBe(0);
    expect(posts()).toBe(4);
  });

  it('5: risky changes that nobody approved, and the flag that allows them', async () => {
    const { run, posts } = await setUp(1, off);
    const refused = await run('apply', '--yes');
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain('settings/n1.yaml: status: calling is turned off');
    expect(refused.stderr).toContain('pass --allow-risky');
    expect(refused.stdout).toContain('1 drifted');
    expect(posts()).toBe(0);
    expect((await run('apply', '--yes', '--allow-risky')).status).toBe(0);
  });

  it('5: all guards report at once', async () => {
    const { run } = await setUp(5, off);
    const { status, stderr } = await run('apply', '--yes');
    expect(status).toBe(5);
    expect(stderr).toContain('--max-changed 5');
    expect(stderr).toContain('pass --allow-risky');
    expect(stderr).toContain(', and 2 more');
  });

  it('5: nobody to approve', async () => {
    const { run, posts } = await setUp(1, off);
    const { status, stderr } = await run('apply');
    expect(status).toBe(5);
    expect(stderr).toContain('--yes');
    expect(posts()).toBe(0);
  });

  it('the first of 3, 5, 4, 2: a guard refuses although another number fails', async () => {
    const { run } = await setUp(4, off, { faults: [{ kind: 'expire_token', id: '4', times: 1 }] });
    expect((await run('apply')).status).toBe(5);
  });
});

describe('secrets', () => {
  it('a token that the server repeats appears in no output', async () => {
    const { run } = await setUp(2, off, { faults: [{ kind: 'refuse', code: 100, message: `bad token ${token}` }] });
    for (const args of [['plan'], ['plan', '--format', 'json'], ['apply', '--yes', '--allow-risky'], ['drift']]) {
      const { status, stdout, stderr } = await run(...args);
      expect(status).toBe(4);
      expect(stdout).toContain('bad token [secret]');
      expect(stdout + stderr).not.toContain(token);
    }
  });
});

describe('--output', () => {
  it('writes the whole report to a file, without colours, and nothing to stdout', async () => {
    const { run, cwd } = await setUp(1, off);
    const { status, stdout } = await run('drift', '--format', 'json', '--output', 'report.json');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const report = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')) as Report;
    expect(report.summary).toMatchObject({ numbers: 1, drifted: 1, changes: 1 });
    expect(readdirSync(cwd).sort()).toEqual(['report.json', 'settings']);
  });
});

it('a report that cannot be written names the requested file, not a temporary one', async () => {
  const { run } = await setUp(1, off);
  // Nobody can, even though root seems to have permission.
  const { status, stderr } = await run('drift', '--output', '/proc/nope');
  expect(status).toBe(1);
  expect(stderr).toMatch(/cannot write \/proc\/nope: .*'\/proc(\/nope)?'/);
  expect(stderr).not.toContain('.tmp');
});

it('a report can have the longest file name there is', async () => {
  const { run, cwd } = await setUp(1, off);
  const name = 'x'.repeat(255);
  expect((await run('drift', '--output', name)).status).toBe(2);
  expect(readFileSync(join(cwd, name), 'utf8')).toContain('1 drifted');
});

it('a missing settings folder is reported with the path that was tried', async () => {
  const cwd = folderWith({ 'other.yaml': '' });
  const { status, stderr } = await callctl(['validate'], { cwd });
  expect(status).toBe(1);
  expect(stderr).toMatch(/\/settings does not exist/);
  expect(stderr).toContain('--settings DIR');
});

it('the built command runs by its name, as with npx', () => {
  expect(statSync(join(root, 'dist/main.js')).mode & 0o111).toBe(0o111);
});

it('writing report and plan to one file is wrong usage', async () => {
  const { status, stderr } = await callctl(['plan', '--output', 'one.json', '--out', './one.json']);
  expect(status).toBe(1);
  expect(stderr).toContain('--output and --out name the same file');
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import type { JsonObject } from '../../src/simulator/json.ts';
import { sampleFleet } from '../../src/simulator/sample-fleet.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith } from './callctl.ts';

const now = '2026-11-22T12:00:00Z';
const restricted = '106540352242927';
let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ state: sampleFleet(new Date(now)), now: () => new Date(now) });
});
afterEach(() => simulator.close());

const run = (...args: string[]) =>
  callctl([...args, '--now', now], { graphUrl: simulator.url, journal: folderWith({}) });
const reads = () => simulator.requests().filter(({ method, path }) => method === 'GET' && path.includes('/settings'));
const posts = () => simulator.requests().filter(({ method }) => method === 'POST');
const bodies = (): Record<string, JsonObject> =>
  Object.fromEntries(
    posts().map(({ phone_number_id, body }) => [phone_number_id, (body as JsonObject).calling as JsonObject]),
  );

describe('the sample fleet, end to end', () => {
  it('is valid', async () => {
    expect(await run('validate')).toEqual({ status: 0, stdout: 'Validate: 11 files, no problems.\n', stderr: '' });
  });

  it('plan and drift send nothing but GET', async () => {
    expect((await run('plan')).status).toBe(4);
    expect((await run('plan', '--detailed-exitcode')).status).toBe(4);
    expect((await run('drift')).status).toBe(4);
    expect(new Set(simulator.requests().map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it('apply posts only what drifted, to the numbers that drifted', async () => {
    const applied = await run('apply', '--yes', '--allow-risky');
    expect(applied.status).toBe(4);
    expect(applied.stdout).toContain('Apply: 7 numbers: 3 applied, 3 in sync, 1 restricted.');
    expect(Object.fromEntries(Object.entries(bodies()).map(([id, calling]) => [id, Object.keys(calling)]))).toEqual({
      '106540352242923': ['status', 'call_icon_visibility', 'call_hours', 'callback_permission_status'],
      '106540352242924': ['call_icon_visibility', 'call_hours'],
      '106540352242925': ['call_hours'],
    });
  });

  it('call_hours is sent whole, and the holidays that only live has are still there', async () => {
    const holidays = () =>
      (simulator.settings('106540352242925')?.call_hours as JsonObject | undefined)?.holiday_schedule;
    const before = holidays();
    expect(before).toHaveLength(3);
    await run('apply', '--yes', '--allow-risky');
    expect(Object.keys(bodies()['106540352242925']?.call_hours as JsonObject).sort()).toEqual([
      'holiday_schedule',
      'status',
      'timezone_id',
      'weekly_operating_hours',
    ]);
    expect(holidays()).toEqual(before);
  });

  it('another app’s server, its password and other features are untouched', async () => {
    const before = simulator.settings('106540352242926');
    await run('apply', '--yes', '--allow-risky');
    expect(simulator.settings('106540352242926')).toEqual(before);
  });

  it('a second apply and a plan after it send no POST at all', async () => {
    simulator.restrict(restricted, []);
    expect((await run('apply', '--yes', '--allow-risky', '--max-changed', '4')).status).toBe(0);
    expect(posts().length).toBe(4);
    simulator.clearRequests();
    expect((await run('apply', '--yes', '--allow-risky')).status).toBe(0);
    expect((await run('plan', '--detailed-exitcode')).status).toBe(0);
    expect((await run('drift')).status).toBe(0);
    expect(posts()).toEqual([]);
    expect(reads().length).toBe(21);
  });

  it('apply sends what plan prints', async () => {
    const { numbers } = JSON.parse((await run('plan', '--format', 'json')).stdout) as Report;
    await run('apply', '--yes', '--allow-risky');
    const planned = numbers.flatMap(({ phone_number_id, requests }) =>
      requests.map(({ calling }) => [phone_number_id, calling]),
    );
    expect(planned.length).toBe(3);
    expect(bodies()).toEqual(Object.fromEntries(planned));
  });

  it('a hand edit shows as drift, with the line that states the value', async () => {
    simulator.restrict(restricted, []);
    await run('apply', '--yes', '--allow-risky', '--max-changed', '4');
    simulator.edit('106540352242922', (calling) => {
      calling.status = 'DISABLED';
    });
    const { status, stdout } = await run('drift');
    expect(status).toBe(2);
    expect(stdout).toMatch(/~ status: file ENABLED, live DISABLED {2}settings\/support-sao-paulo\.yaml:\d+/);
  });
});

describe('choosing numbers', () => {
  it.each([
    { args: ['106540352242923'], count: 1 },
    { args: ['settings/support-berlin.yaml', '106540352242923'], count: 2 },
    { args: ['settings'], count: 7 },
    { args: ['--only', 'support*'], count: 2 },
    { args: ['--only', '*são paulo'.normalize('NFD')], count: 1 },
    { args: ['--only', '*berlin*', '--only', '*mumbai*'], count: 4 },
    { args: ['--only', '10654035224292[23]'], count: 2 },
  ])('$args reads $count', async ({ args, count }) => {
    await run('plan', ...args);
    expect(reads().length).toBe(count);
  });

  it.each([
    { args: ['999'], message: 'no settings file has the phone number id 999' },
    { args: ['settings/no-such.yaml'], message: 'settings/no-such.yaml does not exist' },
    { args: ['settings/_business-hours.yaml'], message: 'settings/_business-hours.yaml is a partial' },
    { args: ['src', 'settings'], message: 'src is not in the settings folder settings' },
    { args: ['--only', 'nothing*'], message: '--only nothing* matches no number' },
  ])('$args is an error, not a clean run', async ({ args, message }) => {
    const { status, stderr } = await run('plan', ...args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(simulator.requests()).toEqual([]);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, unwrapped } from './callctl.ts';

let simulator: Simulator;
afterEach(() => simulator.close());

/** A fleet in which every number of the folder follows one partial, and so many of them drift from it. */
async function setUp(count: number, drifted: number, configuration = '') {
  const ids = Array.from({ length: count }, (_, index) => String(index + 1));
  const numbers = ids.map((id, index) => ({
    id,
    display_phone_number: `+${id}`,
    verified_name: id,
    messaging_limit_tier: 'TIER_2K',
    calling: { callback_permission_status: index < drifted ? 'DISABLED' : 'ENABLED' },
  }));
  simulator = await startSimulator({ state: { wabas: [{ id: '9', numbers }] } });
  const cwd = folderWith({
    'settings/_shared.yaml': 'calling:\n  callback_permission_status: ENABLED\n',
    ...Object.fromEntries(
      ids.map((id) => [`settings/n${id}.yaml`, `phone_number_id: "${id}"\nextends: [_shared.yaml]\n`]),
    ),
    ...(configuration && { 'settings/callctl.yaml': configuration }),
  });
  return (...args: string[]) => callctl(args, { cwd, graphUrl: simulator.url });
}

const percent10 = 'guards:\n  max_changed_numbers: { percent: 10 }\n';

describe('a plan that apply would refuse', () => {
  const verdict = '11 numbers would change, and the limit is 4 (30 % of 14)';
  const lifts = 'run it with --max-changed 11 or raise guards.max_changed_numbers';

  it.each(['text', 'markdown', 'html', 'github'])('says so as %s, with what lifts it', async (format) => {
    const run = await setUp(14, 11);
    const { status, stdout } = await run('plan', '--format', format);
    expect(status).toBe(0);
    const text = unwrapped(stdout.replaceAll(/<[^>]*>|[`*\\]/g, '').replaceAll('%25', '%'));
    expect(text).toContain('apply would refuse this');
    expect(text).toContain(verdict);
    expect(text).toContain(lifts);
  });

  it('says so as JSON', async () => {
    const run = await setUp(14, 11);
    const { guards } = JSON.parse((await run('plan', '--format', 'json')).stdout) as Report;
    const reasons = [{ code: 'too_many_changes', message: verdict, hint: lifts }];
    expect(guards).toEqual({ refused: true, changed_numbers: 11, limit: 4, reasons });
  });

  it('is refused, and carried out with the flag that it names', async () => {
    const run = await setUp(14, 11);
    const refused = await run('apply', '--yes');
    expect({ status: refused.status, stderr: refused.stderr }).toEqual({
      status: 5,
      stderr: expect.stringContaining(verdict),
    });
    expect((await run('apply', '--yes', '--max-changed', '11')).status).toBe(0);
  });

  it('is still said of the merged reports of all shards', async () => {
    const run = await setUp(14, 11, percent10);
    for (const index of [1, 2])
      await run('plan', '--shard', `${index}/2`, '--format', 'json', '--output', `${index}.json`);
    expect((await run('report', '1.json', '2.json')).stdout).toMatch(/apply would refuse this: shard \d of 2: /);
  });
});

describe('a percentage', () => {
  it('lets 3 numbers of a small folder change', async () => {
    const run = await setUp(7, 3, percent10);
    expect((await run('apply', '--yes')).status).toBe(0);
  });

  it('is of the whole folder, not of the numbers that were selected', async () => {
    const run = await setUp(40, 4, percent10);
    const { status, stdout } = await run('apply', '--yes', '1', '2', '3', '4');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('4 applied') });
  });
});

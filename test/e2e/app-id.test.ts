import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith } from './callctl.ts';

const theirs = { app_id: '999', hostname: 'theirs.example.com', port: 5070 };
const ours = { app_id: '11', hostname: 'old.example.com', port: 5061 };
const fileOf = (id: string) => `phone_number_id: "${id}"
calling:
  sip:
    status: ENABLED
    servers: [{ hostname: new.example.com }]
`;

/** Plans numbers that have these servers, with a token of app 11 and nothing configured that says so. */
async function planWith(servers: readonly object[], ids: readonly string[], options: SimulatorOptions = {}) {
  const numbers = ids.map((id) => ({
    id,
    display_phone_number: `+1 ${id}`,
    verified_name: id,
    messaging_limit_tier: 'TIER_2K',
    calling: { status: 'ENABLED', sip: { status: 'ENABLED', servers } } as never,
  }));
  const simulator = await startSimulator({ appId: '11', ...options, state: { wabas: [{ id: '901', numbers }] } });
  try {
    const cwd = folderWith(Object.fromEntries(ids.map((id) => [`settings/n${id}.yaml`, fileOf(id)])));
    const args = ['plan', '--format', 'json', '--concurrency', '2'];
    const { stdout } = await callctl(args, { cwd, graphUrl: simulator.url });
    const asked = simulator.requests().filter(({ path }) => path.includes('health_status')).length;
    return { numbers: (JSON.parse(stdout) as Report).numbers, asked };
  } finally {
    await simulator.close();
  }
}

describe('without an app id in the configuration', () => {
  it('our SIP server among several is the one of the app that Meta names, asked once for an account', async () => {
    const { numbers, asked } = await planWith([theirs, ours], ['1', '2', '3']);
    for (const number of numbers) {
      expect(number).toMatchObject({ outcome: 'drifted', error: null });
      const paths = number.changes.map(({ path, before }) => [path, before]);
      expect(paths).toEqual([['sip.servers[0].hostname', 'old.example.com']]);
    }
    expect(asked).toBe(1);
  });

  it('another app’s only server is not taken for ours', async () => {
    const { numbers } = await planWith([theirs], ['1']);
    expect(numbers[0]?.requests).toEqual([
      { calling: { sip: { status: 'ENABLED', servers: [{ hostname: 'new.example.com' }] } } },
    ]);
    expect(numbers[0]?.notes.map(({ code }) => code)).toContain('foreign_sip_server');
  });

  it('is asked of a few numbers and no more, where the token may not ask', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => String(index + 1));
    const faults = ids.map((id) => ({ kind: 'refuse', id, code: 10, after: 1 }) as const);
    const { numbers, asked } = await planWith([theirs, ours], ids, { faults });
    expect(asked).toBe(3);
    expect(new Set(numbers.map(({ error }) => error?.code))).toEqual(new Set(['sip_server_ambiguous']));
  });

  it('Meta is not asked where live has no server', async () => {
    expect((await planWith([], ['1'])).asked).toBe(0);
  });

  it('a number fails with what to set where Meta does not say and servers of several apps are there', async () => {
    const faults = [{ kind: 'refuse', id: '1', code: 10, after: 1 }] as const;
    const { numbers } = await planWith([theirs, ours], ['1'], { faults });
    expect(numbers[0]).toMatchObject({ outcome: 'failed', error: { code: 'sip_server_ambiguous' } });
    expect(numbers[0]?.error?.hint).toContain('app_id');
  });
});

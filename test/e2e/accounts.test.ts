import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, settingsFile, unwrapped } from './callctl.ts';

const brazil = 'EAAtoken-of-brazil-0123456789';
const germany = 'EAAtoken-of-germany-0123456789';
const configuration = `graph_version: v24.0
guards:
  max_changed_numbers: { count: 1 }
journal: run/journal
accounts:
  brazil:
    waba_id: "901"
    app_id: "11"
    token_env: BRAZIL_TOKEN
  germany:
    waba_id: "902"
    app_id: "22"
    token_env: GERMANY_TOKEN
    concurrency: 1
`;
const fileOf = (id: string, account: string, status = 'ENABLED') => `account: ${account}\n${settingsFile(id, status)}`;

let simulator: Simulator;
let cwd: string;

beforeEach(async () => {
  const numberOf = (id: string) => ({
    id,
    display_phone_number: `+1 ${id}`,
    verified_name: id,
    messaging_limit_tier: 'TIER_2K',
    calling: { status: 'ENABLED' },
  });
  simulator = await startSimulator({
    state: {
      wabas: [
        { id: '901', numbers: ['1', '2'].map(numberOf) },
        { id: '902', numbers: ['3', '4'].map(numberOf) },
      ],
    },
    tokens: { [brazil]: '11', [germany]: '22' },
    token: 'no-other-token-is-let-in',
  });
  cwd = folderWith({
    'settings/callctl.yaml': configuration,
    'settings/a.yaml': fileOf('1', 'brazil'),
    'settings/b.yaml': fileOf('2', 'brazil', 'DISABLED'),
    'settings/c.yaml': fileOf('3', 'germany'),
    'settings/d.yaml': fileOf('4', 'germany', 'DISABLED'),
  });
});
afterEach(() => simulator.close());

const tokens = { BRAZIL_TOKEN: brazil, GERMANY_TOKEN: germany, WHATSAPP_TOKEN: '' };
const run = (env: Record<string, string>, ...args: string[]) => callctl(args, { cwd, graphUrl: simulator.url, env });

describe('two accounts', () => {
  it('are each read with their own token, at the version of the configuration', async () => {
    const { status, stdout } = await run(tokens, 'plan');
    expect(status).toBe(0);
    expect(stdout).toContain('4 numbers: 2 to change, 2 in sync');
    expect(simulator.requests().map(({ path }) => path.split('/')[1])).toEqual(['v24.0', 'v24.0', 'v24.0', 'v24.0']);
  });

  it('are guarded by the configuration, which the flag overrides', async () => {
    const refused = await run(tokens, 'apply', '--yes', '--allow-risky');
    expect(refused.status).toBe(5);
    expect(refused.stderr).toContain('the limit is 1');
    const applied = await run(tokens, 'apply', '--yes', '--allow-risky', '--max-changed', '2');
    expect(applied.stdout).toContain('2 applied, 2 in sync');
    expect(readFileSync(join(cwd, 'settings/callctl.yaml'), 'utf8')).toBe(configuration);
  });

  it('fail separately: a token that fails for two numbers stops only its account', async () => {
    const settings = folderWith({
      'callctl.yaml': configuration,
      ...Object.fromEntries(['1', '2', '7'].map((id) => [`n${id}.yaml`, fileOf(id, 'brazil')])),
      'z.yaml': fileOf('4', 'germany'),
    });
    const env = { ...tokens, BRAZIL_TOKEN: 'expired-0123456789' };
    const { status, stdout } = await run(env, 'plan', '--concurrency', '1', '--settings', settings);
    expect(status).toBe(4);
    expect(stdout).toMatch(/4 numbers: .*2 failed, 1 skipped/);
    expect(stdout).toContain('not tried, because the account failed');
    expect(stdout).toContain('hint: the token is missing, wrong or expired: set BRAZIL_TOKEN to a valid one');
    expect(stdout).not.toContain('WHATSAPP_TOKEN');
    const refused = simulator.requests().filter((request) => request.status === 401);
    expect(refused.length).toBe(2);
  });

  it('never have a token in any output, even if the server repeats it', async () => {
    simulator.setFaults([{ kind: 'refuse', code: 100, message: `bad ${brazil} ${germany}` }]);
    const { stdout, stderr } = await run(tokens, 'plan', '--format', 'json');
    expect(stdout).toContain('bad [secret] [secret]');
    expect(stdout + stderr).not.toMatch(/EAAtoken/);
  });
});

describe('mistakes are reported before anything is sent', () => {
  it('a variable that is not set, with its place in the configuration', async () => {
    const { status, stdout } = await run({ ...tokens, GERMANY_TOKEN: '' }, 'plan');
    expect(status).toBe(3);
    expect(stdout).toContain(
      'settings/callctl.yaml:13:16: error: accounts: the environment variable GERMANY_TOKEN is not set',
    );
    expect(simulator.requests()).toEqual([]);
  });

  it('but only if a selected number needs it', async () => {
    expect((await run({ ...tokens, GERMANY_TOKEN: '' }, 'plan', '1')).status).toBe(0);
    expect((await run({ ...tokens, GERMANY_TOKEN: '', BRAZIL_TOKEN: '' }, 'validate')).status).toBe(0);
  });

  it('an unknown account, and a number without one', async () => {
    const settings = folderWith({
      'callctl.yaml': configuration,
      'a.yaml': fileOf('1', 'brasil'),
      'b.yaml': settingsFile('2'),
    });
    const { status, stdout } = await run(tokens, 'plan', '--settings', settings);
    expect(status).toBe(3);
    expect(unwrapped(stdout)).toMatch(/a\.yaml:1:10: error: account: .*brasil/);
    expect(stdout).toContain('[account_missing]');
    expect(simulator.requests()).toEqual([]);
  });

  it('a token in the file itself, without repeating it', async () => {
    const settings = folderWith({
      'callctl.yaml': `accounts:\n  brazil:\n    token_env: ${brazil.replaceAll('-', '')}abcdefghijklmnopqrstuvwxyz\n`,
      'a.yaml': fileOf('1', 'brazil'),
    });
    const { status, stdout, stderr } = await run(tokens, 'validate', '--settings', settings);
    expect(status).toBe(3);
    expect(stdout).toContain('callctl.yaml:3:16: error');
    expect(stdout).toContain('[secret_in_file]');
    expect(stdout + stderr).not.toContain('EAAtoken');
  });
});

describe('one account in the configuration', () => {
  it('is the account of every number', async () => {
    const settings = folderWith({
      'callctl.yaml': 'accounts:\n  all:\n    token_env: BRAZIL_TOKEN\n',
      'a.yaml': settingsFile('1'),
    });
    const { status, stdout } = await run(tokens, 'plan', '--settings', settings, '--format', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).numbers).toMatchObject([{ account: 'all', outcome: 'in_sync' }]);
  });
});

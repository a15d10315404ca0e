import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, settingsFile, start } from './callctl.ts';

const approved = ['--yes', '--allow-risky', '--max-changed', '9'];
let simulator: Simulator;
let cwd: string;

beforeEach(async () => {
  const numbers = ['1', '2'].map((id) => ({
    id,
    display_phone_number: `+${id}`,
    verified_name: id,
    messaging_limit_tier: 'TIER_2K',
    calling: { status: 'ENABLED' },
  }));
  simulator = await startSimulator({ state: { wabas: [{ id: '9', numbers }] } });
  cwd = folderWith({
    'settings/a.yaml': settingsFile('1', 'DISABLED'),
    'settings/b.yaml': settingsFile('2', 'DISABLED'),
  });
});
afterEach(() => simulator.close());

const run = (...args: string[]) => callctl(args, { cwd, graphUrl: simulator.url });
const journal = () => readdirSync(join(cwd, '.callctl/journal'));

/** Starts an apply of number 1 whose first POST waits 4 seconds for an answer that never comes. */
async function applyThatWaits() {
  simulator.setFaults([{ kind: 'hang', method: 'POST', id: '1', times: 1 }]);
  const started = start(['apply', '1', ...approved, '--timeout', '4'], { cwd, graphUrl: simulator.url });
  await waitFor(() => journal().some((name) => read(name).includes('"before"')));
  return started;
}

const read = (name: string) => readFileSync(join(cwd, '.callctl/journal', name), 'utf8');

async function waitFor(isTrue: () => boolean): Promise<void> {
  for (;;) {
    try {
      if (isTrue()) return;
    } catch {
      // The folder is not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('while an apply waits for an answer', () => {
  it('plan reports it as still at work, and leaves its journal alone', async () => {
    const { ended } = await applyThatWaits();
    const [name = ''] = journal();
    const { stdout } = await run('plan');
    expect(stdout).toContain(`run at work: run ${name.replace('.jsonl', '')} is still at work`);
    expect(stdout).not.toContain('unknown outcome');
    expect(read(name)).not.toContain('"settled"');
    expect((await ended).status).toBe(0);
  });

  it('a second apply is refused with the run it would disturb, and sends nothing', async () => {
    const { ended } = await applyThatWaits();
    const [name = ''] = journal();
    const { status, stderr } = await run('apply', '2', ...approved);
    expect(status).toBe(5);
    expect(stderr).toContain(`run ${name.replace('.jsonl', '')} is still at work with this journal folder`);
    expect(journal()).toEqual([name]);
    expect(simulator.requests().filter(({ phone_number_id: id, method }) => id === '2' && method === 'POST')).toEqual(
      [],
    );
    expect((await ended).status).toBe(0);
    expect((await run('apply', '2', ...approved)).status).toBe(0);
  });
});

describe('after an apply was killed', () => {
  it('the next one is not refused, and settles what was left open', async () => {
    const started = await applyThatWaits();
    started.kill('SIGKILL');
    await started.ended;
    simulator.setFaults([]);
    const { status, stdout } = await run('apply', ...approved);
    expect(status).toBe(0);
    expect(stdout).toContain('unknown outcome: run');
  });
});

describe('a journal folder that cannot be made', () => {
  it.each(['/proc/x/y', '/proc/x/y/z'])('%s ends with the reason of the system', async (folder) => {
    const { status, stderr } = await run('apply', ...approved, '--journal', folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot write the journal \/proc\/x.*ENOENT/);
    expect(simulator.requests().every(({ method }) => method === 'GET')).toBe(true);
  });
});

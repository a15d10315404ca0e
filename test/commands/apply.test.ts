import { afterEach, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli.ts';
import type { World } from '../../src/run/world.ts';
import { sampleFleet } from '../../src/simulator/sample-fleet.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { folderWith } from '../e2e/callctl.ts';

const now = new Date('2026-11-22T12:00:00Z');
let simulator: Simulator | undefined;
afterEach(() => simulator?.close());

/** A terminal at which somebody answers. */
async function atTerminal(args: readonly string[], answer: string) {
  simulator = await startSimulator({ state: sampleFleet(now), now: () => now });
  const printed = { stdout: '', stderr: '', questions: [] as string[] };
  const world: World = {
    env: { WHATSAPP_TOKEN: 'any', WHATSAPP_GRAPH_URL: simulator.url },
    now: () => now,
    stdout: (text) => {
      printed.stdout += text;
    },
    stderr: (text) => {
      printed.stderr += text;
    },
    color: false,
    showsProgress: true,
    width: 100,
    ask: async (question) => {
      printed.questions.push(question);
      return answer;
    },
    listenForInterrupt: () => new AbortController().signal,
    mask: (text) => text,
    addSecrets: () => {},
  };
  const code = await runCommandLine([...args, '--journal', folderWith({})], world).catch((error) => error.code);
  return { ...printed, code, posts: simulator.requests().filter(({ method }) => method === 'POST').length };
}

describe('asking before apply', () => {
  it('shows the plan and applies on yes', async () => {
    const { questions, stderr, stdout, code, posts } = await atTerminal(['apply'], 'yes');
    const { host } = new URL(simulator?.url ?? '');
    expect(questions).toEqual([`Apply 18 changes to 3 numbers (2 risky) on ${host}? Only "yes" is taken: `]);
    expect(stderr).toContain('Plan: 7 numbers: 3 to change');
    expect(stdout).toContain('Apply: 7 numbers: 3 applied');
    expect({ code, posts }).toEqual({ code: 4, posts: 3 });
  });

  it.each(['no', 'y', 'YES', ''])('sends nothing on %j', async (answer) => {
    const { code, posts, stdout } = await atTerminal(['apply'], answer);
    expect({ code, posts, stdout }).toEqual({ code: 'not_approved', posts: 0, stdout: '' });
  });

  it('asks nothing with --yes, nor where nothing drifted', async () => {
    expect((await atTerminal(['apply', '--yes', '--allow-risky'], 'no')).questions).toEqual([]);
    await simulator?.close();
    expect((await atTerminal(['apply', '106540352242922'], 'no')).questions).toEqual([]);
  });

  it('asks nothing where the guard refuses, and shows the plan', async () => {
    const { questions, code, stdout, posts } = await atTerminal(['apply', '--max-changed', '2'], 'yes');
    expect({ questions, code, posts }).toEqual({ questions: [], code: 'refused', posts: 0 });
    expect(stdout).toContain('3 drifted');
  });
});

describe('progress', () => {
  it('is shown on stderr, and wiped away', async () => {
    const { stderr } = await atTerminal(['apply', '--yes', '--allow-risky'], '');
    expect(stderr).toContain('\rreading 7 of 7');
    expect(stderr).toContain('\rapplying 3 of 3');
    expect(stderr).toMatch(/ \rthis was run \S+; callctl restore \S+ undoes it\n$/);
  });

  it('is silent with --quiet', async () => {
    expect((await atTerminal(['plan', '--quiet'], '')).stderr).toBe('');
  });
});

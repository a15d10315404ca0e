import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../run/exit-code.ts';
import type { World } from '../run/world.ts';
import { sampleFleet } from '../simulator/sample-fleet.ts';
import { type Simulator, startSimulator } from '../simulator/server.ts';

/** A command line of the demo, with the result it must have. */
interface Step {
  readonly say: string;
  readonly args: readonly string[];
  readonly exitCode: number;
  readonly posts: number;
}

const restrictedNumber = '106540352242927';

/**
 * Runs the real commands, each as its own process, on the sample fleet against a simulator. The demo fails if a step does
 * not have the expected result.
 */
export async function demo(world: World): Promise<number> {
  const simulator = await startSimulator({ state: sampleFleet(world.now()) });
  const journal = mkdtempSync(join(tmpdir(), 'callctl-demo-'));
  try {
    world.stdout(`The simulator serves seven numbers on ${simulator.url}.\n`);
    for (const step of stepsBeforeRestrictionEnds)
      if (!(await runStep(step, simulator, journal, world))) return exitCodes.unexpected;
    world.stdout('\nA week passes: the restriction of the hotline ends.\n');
    simulator.restrict(restrictedNumber, []);
    for (const step of stepsAfter) if (!(await runStep(step, simulator, journal, world))) return exitCodes.unexpected;
    world.stdout('\nNo drift is left, and the last plan sent nothing but GET.\n');
    return exitCodes.done;
  } finally {
    await simulator.close();
    rmSync(journal, { recursive: true });
  }
}

const stepsBeforeRestrictionEnds: readonly Step[] = [
  { say: 'Check the files, offline.', args: ['validate'], exitCode: 0, posts: 0 },
  {
    say: 'What would change? One number is restricted by Meta, hence exit code 4.',
    args: ['plan'],
    exitCode: 4,
    posts: 0,
  },
  {
    say: 'Apply: post what drifted, read it back. Nobody is asked here, so the risky change needs its flag.',
    args: ['apply', '--yes', '--allow-risky'],
    exitCode: 4,
    posts: 3,
  },
];

const stepsAfter: readonly Step[] = [
  { say: 'Look for drift: exit code 2 says there is some.', args: ['drift'], exitCode: 2, posts: 0 },
  { say: 'Apply what is left.', args: ['apply', '--yes', '--allow-risky'], exitCode: 0, posts: 1 },
  { say: 'Plan once more: nothing to do.', args: ['plan', '--detailed-exitcode'], exitCode: 0, posts: 0 },
];

async function runStep(step: Step, simulator: Simulator, journal: string, world: World): Promise<boolean> {
  world.stdout(`\n# ${step.say}\n$ callctl ${step.args.join(' ')}\n`);
  simulator.clearRequests();
  const exitCode = await runCallctl(step.args, simulator.url, journal, world);
  const requests = simulator.requests();
  const posts = requests.filter(({ method }) => method === 'POST').length;
  world.stdout(`→ exit code ${exitCode}; the simulator saw ${requests.length - posts} GET and ${posts} POST\n`);
  if (exitCode === step.exitCode && posts === step.posts) return true;
  world.stderr(`callctl: the demo expected exit code ${step.exitCode} and ${step.posts} POST here\n`);
  return false;
}

function runCallctl(
  args: readonly string[],
  graphUrl: string,
  journalFolder: string,
  world: World,
): Promise<number | null> {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  // The demo leaves nothing behind in the current folder.
  const journal = args[0] === 'validate' ? [] : ['--journal', journalFolder, '--quiet'];
  const settings = relative('.', fileURLToPath(new URL('../../settings', import.meta.url)));
  const child = spawn(process.execPath, [main, ...args, '--settings', settings, ...journal], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...world.env,
      WHATSAPP_TOKEN: 'any-token-will-do',
      WHATSAPP_GRAPH_URL: graphUrl,
      WHATSAPP_APP_ID: '',
      WHATSAPP_APP_SECRET: '',
    },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

// Shared by all parts of the bench: running a command, and printing a measurement as a ratio to another one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const main = join(root, 'dist/main.js');
export const folder = mkdtempSync(join(tmpdir(), 'callctl-bench-'));

/** The clock of every run, so that no holiday passes between two runs. */
export const now = '2026-11-22T00:00:00Z';

const children = new Set();
process.once('exit', () => {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** Runs a program to its end, with no environment variable of ours except PATH. Times are in milliseconds. */
export async function run(program, args, { env = {}, expected = 0 } = {}) {
  const start = performance.timeOrigin + performance.now();
  const child = spawn(program, args, {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  const [status] = await once(child, 'close').finally(() => children.delete(child));
  const end = performance.timeOrigin + performance.now();
  if (status !== expected) {
    throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${texts.stderr || texts.stdout}`);
  }
  return { start, end, time: end - start, ...texts };
}

/** Returns the milliseconds of the fastest run, because something else slowed the others down. */
export async function fastest(runs, program, args, options) {
  const times = [];
  for (let n = 0; n < runs; n += 1) times.push((await run(program, args, options)).time);
  return Math.min(...times);
}

export const node = process.execPath;

/** Returns flags that keep callctl from leaving files in the working directory. */
export function liveArgs(settings) {
  return ['--settings', settings, '--now', now, '--journal', join(folder, 'journal')];
}

export function liveEnv(url) {
  return { WHATSAPP_TOKEN: 'any', WHATSAPP_GRAPH_URL: url };
}

/** Prints one line: a ratio, its parts, and whether it meets the aim. */
export function printRatio(what, ratio, parts, aim) {
  const verdict = aim ? ` (aim: ${aimText(aim)}, ${isMet(ratio, aim) ? 'met' : 'MISSED'})` : '';
  console.log(`${what}: ratio ${ratio.toFixed(2)}${verdict}; ${parts}`);
}

function aimText({ atMost, atLeast }) {
  return atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
}

function isMet(ratio, { atMost = Number.POSITIVE_INFINITY, atLeast = 0 }) {
  return ratio <= atMost && ratio >= atLeast;
}

export const ms = (time) => `${time.toFixed(time < 10 ? 2 : 0)} ms`;
export const rate = (count, time) => `${((count / time) * 1000).toFixed(0)}/s`;

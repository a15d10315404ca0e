#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { runCommandLine } from './cli.ts';
import { CallctlError } from './errors.ts';
import { secretMasker, secretsOf } from './live/mask-secrets.ts';
import { cleanText } from './report/shared/clean-text.ts';
import { exitCodes } from './run/exit-code.ts';
import { defaults } from './run/options.ts';
import type { World } from './run/world.ts';

// The last line of defence: everything that is printed goes through here.
const secrets: (string | null | undefined)[] = await secretsOf(process.env);
let masker = secretMasker(secrets);
const mask = (text: string) => masker(text);

const interrupt = new AbortController();
let isListening = false;

const world: World = {
  env: process.env,
  now: () => new Date(),
  stdout: (text) => void process.stdout.write(mask(text)),
  stderr: (text) => void process.stderr.write(mask(text)),
  color: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
  width: process.stdout.columns ?? process.stderr.columns ?? defaults.width,
  showsProgress: process.stderr.isTTY === true,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : null,
  listenForInterrupt,
  mask,
  addSecrets: (more) => {
    secrets.push(...more);
    masker = secretMasker(secrets);
  },
};

// Whatever becomes of the streams, requests in flight finish. A reader that stops early (`callctl plan | head`) and a
// terminal that hangs up are not errors; any other reason loses the report, which has to show in the exit code.
let lostReport: NodeJS.ErrnoException | null = null;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') lostReport ??= error;
});
process.stderr.on('error', () => {});
process.on('exit', (code) => {
  if (!lostReport) return;
  world.stderr(`callctl: the report could not be written to stdout: ${lostReport.message} [io]\n`);
  if (code === exitCodes.done || code === exitCodes.drift) process.exitCode = exitCodes.unexpected;
});

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), world);
} catch (error) {
  process.exitCode = printError(error);
}

/** Ctrl-C, Ctrl-D and a signal at the prompt are not answers, and so do not approve anything. */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  // Loaded when it is needed, so that starting up costs little.
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    return await Promise.race([terminal.question(question, { signal }), closed]);
  } catch (error) {
    if ((error as Error).name === 'AbortError') return '';
    throw error;
  } finally {
    terminal.close();
  }
}

function listenForInterrupt(): AbortSignal {
  const { signal } = interrupt;
  if (isListening) return signal;
  isListening = true;
  // Each request that waits listens to it, and a fleet has many.
  setMaxListeners(0, signal);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (signal.aborted) process.exit(exitCodes.interrupted);
      interrupt.abort();
    });
  }
  return signal;
}

function printError(error: unknown): number {
  if (!(error instanceof CallctlError)) {
    const stack = error instanceof Error ? error.stack : String(error);
    world.stderr(`callctl: this is a bug in callctl, please report it:\n${stack}\n`);
    return exitCodes.unexpected;
  }
  world.stderr(`callctl: ${cleanText(error.message)} [${error.code}]\n`);
  if (error.hint) world.stderr(`  hint: ${cleanText(error.hint)}\n`);
  if (error.code === 'interrupted') return exitCodes.interrupted;
  return error.code === 'refused' || error.code === 'not_approved' ? exitCodes.refused : exitCodes.unexpected;
}

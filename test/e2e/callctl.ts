import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const token = 'EAAtoken-of-the-tests-0123456789';
const main = join(root, 'dist/main.js');

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  readonly graphUrl?: string;
  /** Folder of the journal, if it must not be in the working directory. */
  readonly journal?: string;
}

/** A command line that is running. */
export interface Started {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Waits until stderr has said this. */
  readonly printed: (text: string) => Promise<void>;
  readonly ended: Promise<Run>;
}

/** Runs the built command line as a user would. */
export function callctl(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return start(args, options).ended;
}

/** Starts the built command line, for tests that interfere with it. */
export function start(args: readonly string[], options: RunOptions = {}): Started {
  const env = {
    PATH: process.env.PATH ?? '',
    WHATSAPP_TOKEN: token,
    ...(options.graphUrl && { WHATSAPP_GRAPH_URL: options.graphUrl }),
    ...options.env,
  };
  const journal = options.journal !== undefined && args[0] !== 'validate' ? ['--journal', options.journal] : [];
  const child = spawn(process.execPath, [main, ...args, ...journal], {
    cwd: options.cwd ?? root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
    child.emit('printed');
  });
  const ended = new Promise<Run>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
  const printed = async (text: string) => {
    while (!stderr.includes(text)) await once(child, 'printed');
  };
  return { kill: (signal) => child.kill(signal), printed, ended };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files in it, removed after the tests. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'callctl-test-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A settings file that states no more than the status. */
export function settingsFile(id: string, status = 'ENABLED'): string {
  return `phone_number_id: "${id}"\ncalling:\n  status: ${status}\n`;
}

/** Text as it was before it was wrapped to the width of a terminal. */
export function unwrapped(text: string): string {
  return text.replaceAll(/\n +/g, ' ');
}

import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { answerJson, scriptedServer } from '../live/scripted-server.ts';
import { callctl, folderWith, root, settingsFile, token } from './callctl.ts';

const main = join(root, 'dist/main.js');
const args = ['apply', '--yes', '--allow-risky', '--max-changed', '9'];

let server: Awaited<ReturnType<typeof scriptedServer>>;
let cwd: string;
let isWritten: boolean;
/** Called once, when the POST has arrived and before it is answered. */
let onPost: () => Promise<void> | void;

beforeEach(async () => {
  isWritten = false;
  onPost = () => {};
  cwd = folderWith({ 'settings/1.yaml': settingsFile('1', 'DISABLED') });
  server = await scriptedServer(async ({ method }, response) => {
    if (method === 'POST') {
      isWritten = true;
      await onPost();
      return answerJson(response, 200, { success: true });
    }
    return answerJson(response, 200, { calling: { status: isWritten ? 'DISABLED' : 'ENABLED' } });
  });
});
afterEach(() => server.close());

const requests = () => server.seen.map(({ method }) => method);
/** Plan, the reading right before the write, the write, and the reading back. */
const wholeApply = ['GET', 'GET', 'POST', 'GET'];

/** Runs apply with streams that the test controls. */
function startApply(stdio: ('pipe' | 'ignore' | number)[], more: readonly string[] = []) {
  const env = { PATH: process.env.PATH ?? '', WHATSAPP_TOKEN: token, WHATSAPP_GRAPH_URL: server.url };
  const child = spawn(process.execPath, [main, ...args, ...more], { cwd, env, stdio });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended };
}

describe('apply reads its write back', () => {
  it('when Ctrl-C also stops the reader of its output', async () => {
    const { child, ended } = startApply(['ignore', 'pipe', 'pipe'], ['--output', 'report.json', '--format', 'json']);
    onPost = async () => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.kill('SIGINT');
      await new Promise((resolve) => setTimeout(resolve, 200));
    };
    expect(await ended).toBe(130);
    expect(requests()).toEqual(wholeApply);
    const { numbers } = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8')) as Report;
    expect(numbers[0]?.outcome).toBe('applied');
  });

  it('when the terminal hangs up', async () => {
    const { child, ended } = startApply(['ignore', 'pipe', 'pipe']);
    onPost = async () => {
      child.kill('SIGHUP');
      await new Promise((resolve) => setTimeout(resolve, 200));
    };
    expect(await ended).toBe(130);
    expect(requests()).toEqual(wholeApply);
  });

  it('when stderr is a full disk', async () => {
    const full = openSync('/dev/full', 'w');
    const { child, ended } = startApply(['ignore', 'pipe', full]);
    closeSync(full);
    onPost = () => void child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(requests()).toEqual(wholeApply);
  });

  it('when stdout is a full disk, and says so in one line at the end', async () => {
    const full = openSync('/dev/full', 'w');
    const { child, ended } = startApply(['ignore', full, 'pipe']);
    closeSync(full);
    let stderr = '';
    child.stderr?.on('data', (text) => {
      stderr += text;
    });
    expect(await ended).toBe(1);
    expect(requests()).toEqual(wholeApply);
    expect(stderr).toMatch(/^callctl: the report could not be written to stdout: ENOSPC.* \[io\]$/m);
    expect(stderr).not.toContain('    at ');
  });
});

describe('--output', () => {
  const run = (...more: string[]) => callctl([...args, ...more], { cwd, graphUrl: server.url });

  it('keeps the permissions of a file that it replaces', async () => {
    const path = join(cwd, 'report.txt');
    writeFileSync(path, 'old');
    chmodSync(path, 0o600);
    expect((await run('--output', 'report.txt')).status).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain('1 applied');
  });

  it.runIf(canMount())('writes a file that cannot be replaced, such as a bind mount, in place', async () => {
    const path = join(cwd, 'report.txt');
    const outside = join(cwd, 'outside.txt');
    for (const file of [path, outside]) writeFileSync(file, 'old');
    execFileSync('mount', ['--bind', outside, path]);
    try {
      expect((await run('--output', 'report.txt')).status).toBe(0);
    } finally {
      execFileSync('umount', [path]);
    }
    expect(readFileSync(outside, 'utf8')).toContain('1 applied');
  });

  it.runIf(process.getuid?.() === 0)('is refused before anything is sent where the folder is read-only', async () => {
    const { status, stderr } = await run('--output', '/proc/report.txt');
    expect({ status, sent: requests() }).toEqual({ status: 1, sent: [] });
    expect(stderr).toContain('cannot write /proc/report.txt');
  });
});

/** Whether this machine lets the tests make a bind mount. */
function canMount(): boolean {
  const folder = folderWith({ a: '', b: '' });
  try {
    execFileSync('mount', ['--bind', join(folder, 'a'), join(folder, 'b')], { stdio: 'ignore' });
    execFileSync('umount', [join(folder, 'b')]);
    return true;
  } catch {
    return false;
  }
}

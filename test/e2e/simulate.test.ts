import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { callctl, folderWith, root, settingsFile } from './callctl.ts';

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts the command as a process, and waits for its address. */
async function simulate(cwd: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(root, 'dist/main.js'), 'simulate', '--port', '0', ...args], {
    cwd,
    stdio: 'pipe',
  });
  running.push(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (address) resolve(address[0]);
    });
    child.once('exit', (status) => reject(new Error(`simulate ended with ${status}`)));
  });
  const stop = () =>
    new Promise<number | null>((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
  return { url, stop };
}

describe('callctl simulate', () => {
  it('serves, logs, keeps its state across a restart, and stops on a signal', async () => {
    const cwd = folderWith({ 'settings/a.yaml': settingsFile('106540352242923') });
    const first = await simulate(cwd, '--state', 'state.json', '--log', 'requests.jsonl');
    expect((await callctl(['apply', '--yes', '--allow-risky'], { cwd, graphUrl: first.url })).stdout).toContain(
      '1 applied',
    );
    expect(await first.stop()).toBe(0);
    const log = readFileSync(join(cwd, 'requests.jsonl'), 'utf8').trim().split('\n');
    expect(log.map((line) => JSON.parse(line).method)).toEqual(['GET', 'GET', 'POST', 'GET']);
    const second = await simulate(cwd, '--state', 'state.json');
    expect((await callctl(['drift'], { cwd, graphUrl: second.url })).stdout).toContain('1 in sync');
  });

  it('starts with as many generated numbers as asked for', async () => {
    const cwd = folderWith({});
    const { url } = await simulate(cwd, '--seed', '3', '--state', 'state.json');
    const { wabas } = JSON.parse(readFileSync(join(cwd, 'state.json'), 'utf8'));
    expect(wabas.flatMap(({ numbers }: { numbers: unknown[] }) => numbers)).toHaveLength(3);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('accepts a token, a latency and faults', async () => {
    const cwd = folderWith({ 'settings/a.yaml': settingsFile('106540352242922') });
    const { url } = await simulate(
      cwd,
      '--token',
      'only-this-token',
      '--latency',
      '5',
      '--fault',
      'server_error:GET:times=1',
    );
    expect((await callctl(['plan'], { cwd, graphUrl: url })).stdout).toContain('set WHATSAPP_TOKEN');
    const allowed = await callctl(['plan'], { cwd, graphUrl: url, env: { WHATSAPP_TOKEN: 'only-this-token' } });
    expect(allowed.stdout).toContain('1 in sync');
  });

  it('refuses a port that is taken', async () => {
    const { url } = await simulate(root);
    const { status, stderr } = await callctl(['simulate', '--port', new URL(url).port]);
    expect(status).toBe(1);
    expect(stderr).toContain('EADDRINUSE');
  });
});

describe('callctl demo', () => {
  it('ends with no drift left', async () => {
    const { status, stdout, stderr } = await callctl(['demo']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    // One more reading than numbers: Meta is asked whose SIP server a number has.
    expect(stdout.match(/^→ exit code .*/gm)).toEqual([
      '→ exit code 0; the simulator saw 0 GET and 0 POST',
      '→ exit code 4; the simulator saw 8 GET and 0 POST',
      '→ exit code 4; the simulator saw 14 GET and 3 POST',
      '→ exit code 2; the simulator saw 8 GET and 0 POST',
      '→ exit code 0; the simulator saw 10 GET and 1 POST',
      '→ exit code 0; the simulator saw 8 GET and 0 POST',
    ]);
  });

  it('works from any folder', async () => {
    expect((await callctl(['demo'], { cwd: folderWith({}) })).status).toBe(0);
  });
});

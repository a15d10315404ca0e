import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, root, settingsFile, token } from './callctl.ts';

let simulator: Simulator | undefined;
afterEach(() => simulator?.close());

/** Runs the command line where no file may grow past 1024 bytes, as on a disk that is full. */
async function callctlOnFullDisk(args: readonly string[], cwd: string, graphUrl: string) {
  const command = `ulimit -f 2; exec "${process.execPath}" "${join(root, 'dist/main.js')}" ${args.join(' ')}`;
  const child = spawn('sh', ['-c', command], {
    cwd,
    env: { PATH: process.env.PATH ?? '', WHATSAPP_TOKEN: token, WHATSAPP_GRAPH_URL: graphUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, numbers: (JSON.parse(stdout) as Report).numbers };
}

describe('a journal that cannot be written any more', () => {
  const apply = ['apply', '--yes', '--allow-risky', '--format', 'json', '--concurrency', '1'];
  const numberOf = (id: string, padding: number) => ({
    id,
    display_phone_number: `+${id}`,
    verified_name: id,
    messaging_limit_tier: 'TIER_2K',
    // What the first line says of the process depends on the machine.
    calling: { status: 'ENABLED', unknown_setting: 'x'.repeat(padding + 512 - processText.length) },
  });
  const processText = `,"process":${JSON.stringify({ pid: 12_345, host: hostname(), started: '1234567' })}`;
  const setUp = async (padding: number) => {
    const numbers = ['1', '2', '3'].map((id) => numberOf(id, padding));
    simulator = await startSimulator({ state: { wabas: [{ id: '9', numbers }] } });
    const cwd = folderWith({
      'settings/a.yaml': settingsFile('1', 'DISABLED'),
      'settings/b.yaml': settingsFile('2', 'DISABLED'),
      'settings/c.yaml': settingsFile('3', 'DISABLED'),
    });
    return { simulator, cwd };
  };
  const postsTo = (started: Simulator) =>
    started
      .requests()
      .filter(({ method }) => method === 'POST')
      .map(({ phone_number_id }) => phone_number_id);

  it('after a POST: that number is read back and reported as it is, and the others get no POST', async () => {
    // The line before the first POST ends some 35 bytes short of 1024, so that the one after it has no room.
    const { simulator: started, cwd } = await setUp(100);
    const { status, numbers } = await callctlOnFullDisk(apply, cwd, started.url);
    expect(postsTo(started)).toEqual(['1']);
    expect(status).toBe(4);
    expect(numbers.map(({ outcome, error }) => [outcome, error?.code])).toEqual([
      ['applied', undefined],
      ['failed', 'io'],
      ['failed', 'io'],
    ]);
    const [note] = numbers[0]?.notes.filter(({ code }) => code === 'journal_incomplete') ?? [];
    expect(note?.message).toMatch(/^posted, but cannot write the journal .*EFBIG/);
    expect(numbers.map(({ requests }) => requests.length)).toEqual([1, 0, 0]);
    const { stdout } = await callctl(['plan'], { cwd, graphUrl: started.url });
    expect(stdout).toContain('1 in sync');
  });

  it('before a POST: if its line fits only in part, it is not sent', async () => {
    const { simulator: started, cwd } = await setUp(190);
    const { status, numbers } = await callctlOnFullDisk(apply, cwd, started.url);
    expect(postsTo(started)).toEqual([]);
    expect(status).toBe(4);
    expect(numbers.map(({ outcome, error }) => [outcome, error?.code])).toEqual(Array(3).fill(['failed', 'io']));
  });

  it('after a POST whose answer was lost: it is not sent again', async () => {
    const { simulator: started, cwd } = await setUp(100);
    started.setFaults([{ kind: 'drop_before', method: 'POST' }]);
    const { numbers } = await callctlOnFullDisk(apply, cwd, started.url);
    expect(postsTo(started)).toEqual(['1']);
    expect(numbers[0]).toMatchObject({ outcome: 'failed', error: { code: 'connection_lost' } });
    expect(numbers[0]?.requests.length).toBe(1);
    expect(numbers[0]?.notes.map(({ code }) => code)).toContain('journal_incomplete');
  });
});

describe('a journal that cannot be written', () => {
  it('stops apply from sending anything', async () => {
    const number = {
      id: '1',
      display_phone_number: '+1',
      verified_name: '1',
      messaging_limit_tier: 'TIER_2K',
      calling: { status: 'ENABLED' },
    };
    simulator = await startSimulator({ state: { wabas: [{ id: '9', numbers: [number] }] } });
    const cwd = folderWith({ 'settings/a.yaml': settingsFile('1', 'DISABLED') });
    writeFileSync(join(cwd, 'taken'), 'a file');
    chmodSync(join(cwd, 'taken'), 0o400);
    const args = ['apply', '--yes', '--allow-risky', '--journal', 'taken/journal'];
    const { status, stderr } = await callctl(args, { cwd, graphUrl: simulator.url });
    expect(status).toBe(1);
    expect(stderr).toContain('cannot write the journal taken/journal');
    expect(stderr).toContain('--journal DIR');
    expect(simulator.requests().every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('a journal that cannot be read', () => {
  it.each(['a file', 'a folder where a run should be'])('does not stop plan from reading: %s', async (title) => {
    simulator = await startSimulator({ state: { wabas: [] } });
    const cwd = folderWith({ 'settings/a.yaml': settingsFile('1'), ...(title === 'a file' && { journal: '' }) });
    if (title !== 'a file') mkdirSync(join(cwd, 'journal/x.jsonl'), { recursive: true });
    const { status, stdout, stderr } = await callctl(['plan', '--journal', 'journal'], {
      cwd,
      graphUrl: simulator.url,
    });
    expect(status).toBe(4);
    expect(stdout).toContain('Plan: 1 number: 1 failed');
    expect(stderr).not.toContain('bug');
    expect(stderr.includes('whether an earlier run left a request open is not known')).toBe(title === 'a file');
  });
});

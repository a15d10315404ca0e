import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, settingsFile } from './callctl.ts';

let simulator: Simulator | undefined;
afterEach(() => simulator?.close());

describe('a journal that cannot be kept', () => {
  it('keeps apply from sending anything', async () => {
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
    expect(stderr).toContain('cannot keep the journal taken/journal');
    expect(stderr).toContain('--journal DIR');
    expect(simulator.requests().every(({ method }) => method === 'GET')).toBe(true);
  });
});

describe('a journal that cannot be read', () => {
  it.each(['a file', 'a folder where a run should be'])('does not keep plan from reading: %s', async (title) => {
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

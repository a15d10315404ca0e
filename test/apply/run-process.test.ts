import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isRunning, thisProcess } from '../../src/apply/run-process.ts';
import { startOther } from './other-process.ts';

describe('the process of a run', () => {
  it('is this one, with its host and the time of its start', () => {
    const stat = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    expect(thisProcess()).toEqual({ pid: process.pid, host: hostname(), started: stat[22 - 3] });
  });

  it('is running while another process of this host has its pid and its start', async () => {
    const other = await startOther();
    expect(isRunning(other)).toBe(true);
    expect(isRunning({ ...other, started: null })).toBe(true);
  });

  it('is not running where another process has its pid by now, on another host, or as this process', async () => {
    const other = await startOther();
    expect(isRunning({ ...other, started: '1' })).toBe(false);
    expect(isRunning({ ...other, host: 'elsewhere' })).toBe(false);
    expect(isRunning(thisProcess())).toBe(false);
    expect(isRunning({ ...thisProcess(), started: null })).toBe(false);
  });

  it('is not running once it has ended', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(isRunning({ pid, host: hostname(), started: null })).toBe(false);
  });

  it('is running where it belongs to somebody else, and may not be signalled', () => {
    const started = readFileSync('/proc/1/stat', 'utf8').split(') ').at(-1)?.split(' ')[22 - 3] ?? null;
    const kill = process.kill;
    process.kill = () => {
      throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
    };
    try {
      expect(isRunning({ pid: 1, host: hostname(), started })).toBe(true);
    } finally {
      process.kill = kill;
    }
  });
});

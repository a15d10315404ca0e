import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { renderProblem } from '../desired/support.ts';
import { callctl, folderWith, root, settingsFile } from './callctl.ts';

const now = '2026-11-22T12:00:00Z';

describe('all bad fixtures together', () => {
  it('have every problem reported in one run, at its line and column', async () => {
    const fixtures = join(root, 'test/fixtures/invalid');
    const expected = readFileSync(join(fixtures, 'problems.txt'), 'utf8').split('\n').filter(Boolean);
    const { status, stdout } = await callctl(['validate', '.', '--format', 'json', '--now', now], { cwd: fixtures });
    const { problems, summary } = JSON.parse(stdout) as Report;
    expect(status).toBe(3);
    expect(problems.map(renderProblem)).toEqual(expected);
    expect(summary.errors + summary.warnings).toBe(expected.length);
  });
});

describe('validate', () => {
  const cwd = folderWith({
    'settings/_hours.yaml': 'calling:\n  call_hours:\n    timezone_id: Europe/Berlim\n',
    'settings/good.yaml': settingsFile('1'),
    'settings/bad.yaml': settingsFile('2', 'NOT_SET'),
  });

  it.each([
    { args: [], reported: ['settings/_hours.yaml', 'settings/bad.yaml'], more: '' },
    { args: ['settings/bad.yaml'], reported: ['settings/bad.yaml'], more: '1 more error' },
    { args: ['2'], reported: ['settings/bad.yaml'], more: '1 more error' },
    { args: ['settings/_hours.yaml'], reported: ['settings/_hours.yaml'], more: '1 more error' },
    { args: ['settings/good.yaml'], reported: [], more: '2 more errors' },
    { args: ['--only', '*bad*'], reported: ['settings/bad.yaml'], more: '1 more error' },
  ])('$args reports the problems of $reported', async ({ args, reported, more }) => {
    const { status, stdout, stderr } = await callctl(['validate', ...args, '--format', 'json', '--now', now], { cwd });
    const { problems } = JSON.parse(stdout) as Report;
    expect(problems.map(({ file }) => file)).toEqual(reported);
    expect(status).toBe(reported.length > 0 ? 3 : 0);
    if (more === '') expect(stderr).toBe('');
    else expect(stderr).toContain(`${more} in`);
  });

  it.each([['--only', 'nothing*'], ['settings/no-such.yaml'], ['/etc/hostname'], ['77']])(
    '%s %s is an error',
    async (...args) => {
      const { status, stdout } = await callctl(['validate', ...args.filter(Boolean)], { cwd });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    },
  );

  it('accepts a folder elsewhere as the settings folder', async () => {
    const elsewhere = folderWith({});
    cpSync(join(cwd, 'settings'), join(elsewhere, 'fleet'), { recursive: true });
    const { status, stdout } = await callctl(['validate', 'fleet', '--now', now], { cwd: elsewhere });
    expect(status).toBe(3);
    expect(stdout).toContain('fleet/bad.yaml:3:11');
  });

  it('needs no token', async () => {
    expect((await callctl(['validate'], { env: { WHATSAPP_TOKEN: '' } })).status).toBe(0);
  });
});

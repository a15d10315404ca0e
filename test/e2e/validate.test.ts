import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { renderProblem } from '../desired/support.ts';
import { callctl, folderWith, root, settingsFile } from './callctl.ts';

const now = '2026-11-22T12:00:00Z';

describe('all bad fixtures together', () => {
  it('have every problem told in one run, at its line and column', async () => {
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
    { args: [], told: ['settings/_hours.yaml', 'settings/bad.yaml'], more: '' },
    { args: ['settings/bad.yaml'], told: ['settings/bad.yaml'], more: '1 more error' },
    { args: ['2'], told: ['settings/bad.yaml'], more: '1 more error' },
    { args: ['settings/_hours.yaml'], told: ['settings/_hours.yaml'], more: '1 more error' },
    { args: ['settings/good.yaml'], told: [], more: '2 more errors' },
    { args: ['--only', '*bad*'], told: ['settings/bad.yaml'], more: '1 more error' },
  ])('$args tells about $told', async ({ args, told, more }) => {
    const { status, stdout, stderr } = await callctl(['validate', ...args, '--format', 'json', '--now', now], { cwd });
    const { problems } = JSON.parse(stdout) as Report;
    expect(problems.map(({ file }) => file)).toEqual(told);
    expect(status).toBe(told.length > 0 ? 3 : 0);
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

  it('takes a folder elsewhere as the settings folder', async () => {
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

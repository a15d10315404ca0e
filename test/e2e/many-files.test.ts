import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadDesired } from '../../src/desired/load.ts';
import type { Report } from '../../src/generated/schema-types.ts';
import { callctl, folderWith, settingsFile } from './callctl.ts';

it('a folder large enough for threads has the same problems as without them', async () => {
  const partial = 'calling:\n  call_hours:\n    timezone_id: Europe/Berlim\n';
  const files: Record<string, string> = { 'settings/_hours.yaml': partial };
  for (let n = 1; n <= 2500; n += 1) {
    // A typo in every fifth hundred, the same id at both ends, and a partial's mistake that all share.
    const status = n % 500 === 0 ? 'ENABLD' : 'ENABLED';
    const id = n === 2500 ? 1 : n;
    files[`settings/n${String(n).padStart(4, '0')}.yaml`] =
      `extends: [_hours.yaml]\n${settingsFile(String(id), status)}`;
  }
  const cwd = folderWith(files);
  const now = '2026-11-22T12:00:00Z';
  const { status, stdout } = await callctl(['validate', '--format', 'json', '--now', now], { cwd });
  const { problems, summary } = JSON.parse(stdout) as Report;
  const alone = await loadDesired({ settingsDir: 'settings', cwd, now: new Date(now) });
  expect(status).toBe(3);
  expect(problems).toEqual(alone.problems);
  expect(summary).toMatchObject({ files: 2501, errors: 7, warnings: 0 });
  expect(problems.filter(({ code }) => code === 'duplicate_number')).toMatchObject([
    {
      file: join('settings', 'n2500.yaml'),
      line: 2,
      message: 'number 1 already has a settings file: settings/n0001.yaml:2',
    },
  ]);
});

import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadDesired } from '../../src/desired/load.ts';
import { now, renderProblem } from './support.ts';

it('the sample fleet has no problem', async () => {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { numbers, problems, files } = await loadDesired({ settingsDir: 'settings', cwd, now });
  expect(problems.map(renderProblem)).toEqual([]);
  expect(files).toBe(11);
  expect(numbers.map(({ phoneNumberId, name }) => `${phoneNumberId} ${name}`)).toEqual([
    '106540352242928 After hours, New York',
    '106540352242926 Clinic, Mumbai (SIP)',
    '106540352242927 Hotline, Berlin',
    '106540352242925 Reservations, New York',
    '106540352242923 Sales, Mumbai',
    '106540352242924 Support, Berlin',
    '106540352242922 Support, São Paulo',
  ]);
  expect(numbers.find(({ name }) => name === 'Clinic, Mumbai (SIP)')?.protect).toEqual(['sip']);
});

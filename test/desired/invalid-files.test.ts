import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadDesired } from '../../src/desired/load.ts';
import { loadAlone, now, renderProblem } from './support.ts';

const fixtures = fileURLToPath(new URL('../fixtures/invalid', import.meta.url));
const names = readdirSync(fixtures).filter((name) => name !== 'problems.txt');
const expected = readFileSync(`${fixtures}/problems.txt`, 'utf8')
  .split('\n')
  .filter((line) => line !== '');

describe('each mistake is reported at its place', () => {
  it.each(names)('%s', async (name) => {
    const ofFixture = expected.filter((line) => line.startsWith(`${name}:`) || line.startsWith(`${name}/`));
    const { problems } = await loadAlone(fixtures, name);
    expect(problems.map(renderProblem)).toEqual(ofFixture);
    expect(problems).not.toEqual([]);
  });
});

describe('all mistakes together', () => {
  it('are reported in one run, each once', async () => {
    const { problems, files } = await loadDesired({ settingsDir: '.', cwd: fixtures, now });
    expect(problems.map(renderProblem)).toEqual(expected);
    expect(files).toBe(filesIn(fixtures).length);
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
}

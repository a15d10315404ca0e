import { expect, it } from 'vitest';
import { commonSides, sidesLine, sidesMeaning, sidesOf, sidesPhrase } from '../../../src/report/shared/sides.ts';

it.each([
  ['plan', 'Before', 'After', 'not set', 'not set'],
  ['restore', 'Before', 'After', 'not set', 'not set'],
  ['drift', 'Live', 'File', 'not set', 'not set'],
  ['diff', 'Before', 'After', 'not stated', 'not stated'],
] as const)('names the sides of %s', (command, before, after, missing, unstated) => {
  expect(sidesOf(command)).toEqual({ before, after, missing, removed: 'removed', unstated });
});

it('names the sides within a sentence', () => {
  expect(sidesPhrase('before and after', commonSides)).toBe('before and after');
  expect(sidesPhrase('after', sidesOf('drift'))).toBe('file');
});

it('labels a line live and file only if it compares those two', () => {
  expect(sidesLine('a', null, { command: 'drift', outcome: 'drifted' })).toBe('live: a; file: none');
  for (const place of [
    { command: 'diff', outcome: 'drifted' },
    { command: 'restore', outcome: 'drifted' },
    { command: 'apply', outcome: 'applied' },
  ] as const)
    expect(sidesLine(null, 'b', place)).toBe('none → b');
});

it('explains the sides of every command with changes', () => {
  expect(sidesMeaning('validate')).toBeNull();
  for (const command of ['plan', 'apply', 'drift', 'restore', 'diff'] as const)
    expect(sidesMeaning(command)).toMatch(/^Before is .*\bafter is /);
});

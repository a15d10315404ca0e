import { describe, expect, it } from 'vitest';
import { sidesLine, sidesMeaning, sidesOf } from '../../../src/report/shared/sides.ts';

describe('the words for the sides of a change', () => {
  it.each([
    ['live_to_file', 'Before', 'After', 'not set', 'removed', 'not set'],
    ['live_to_earlier', 'Before', 'After', 'not set', 'removed', 'not set'],
    ['file_to_live', 'File', 'Live', 'none', 'none', 'not stated'],
    ['base_to_file', 'Before', 'After', 'not stated', 'removed', 'not stated'],
  ] as const)('%s', (direction, before, after, missing, removed, unstated) => {
    expect(sidesOf(direction)).toMatchObject({ before, after, missing, removed, unstated });
  });

  it('of drift say what live lost, gained and changed, and where', () => {
    const { actions, where } = sidesOf('file_to_live');
    expect(actions).toEqual({ add: 'gained', change: 'changed', remove: 'lost' });
    expect(where).toEqual({ before: 'in the file', after: 'in live', 'before and after': 'in the file and in live' });
  });
});

describe('both sides on one line', () => {
  it.each([
    { direction: 'live_to_file', sides: ['a', 'b'], line: 'a → b' },
    { direction: 'live_to_file', sides: [null, 'b'], line: 'not set → b' },
    { direction: 'live_to_earlier', sides: ['a', null], line: 'a → removed' },
    { direction: 'base_to_file', sides: [null, 'b'], line: 'not stated → b' },
    { direction: 'file_to_live', sides: ['a', 'b'], line: 'file a, live b' },
    { direction: 'file_to_live', sides: ['a', null], line: 'file a, live none' },
    { direction: 'file_to_live', sides: [null, 'b'], line: 'file none, live b' },
  ] as const)('$direction: $line', ({ direction, sides: [before, after], line }) => {
    expect(sidesLine(before, after, direction)).toBe(line);
  });
});

it('explains the sides of every direction', () => {
  expect(sidesMeaning(null)).toBeNull();
  for (const direction of ['live_to_file', 'live_to_earlier', 'base_to_file'] as const)
    expect(sidesMeaning(direction)).toMatch(/^Before is .*\bafter is /);
  expect(sidesMeaning('file_to_live')).toBe('File is what the settings files state, live is what became of it.');
});

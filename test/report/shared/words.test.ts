import { describe, expect, it } from 'vitest';
import { changesSentence, count, outcomeTitle, outcomeWord } from '../../../src/report/shared/words.ts';
import { aChange, aNumberReport, risky } from '../builders.ts';

describe('words of outcomes', () => {
  it.each([
    ['drifted', 'drift', 'Drifted', 'drifted'],
    ['drifted', 'plan', 'To change', 'to change'],
    ['drifted', 'restore', 'To change', 'to change'],
    ['drifted', 'diff', 'Changed', 'changed'],
    ['in_sync', 'diff', 'Unchanged', 'unchanged'],
    ['in_sync', 'plan', 'In sync', 'in sync'],
  ] as const)('%s of %s: %s, %s', (outcome, command, title, word) => {
    expect([outcomeTitle(outcome, command), outcomeWord(outcome, command)]).toEqual([title, word]);
  });
});

describe('counts', () => {
  it('have a plural, and commas between thousands', () => {
    expect([0, 1, 2, 12_345].map((many) => count(many, 'change'))).toEqual([
      '0 changes',
      '1 change',
      '2 changes',
      '12,345 changes',
    ]);
  });

  it('separate edits from drift, except in a diff, and count protected changes only as protected', () => {
    const changes = [
      aChange({ origin: 'edit' }),
      { ...risky, origin: 'drift' as const },
      { ...risky, origin: 'drift' as const, protected: true },
    ];
    const numbers = [aNumberReport({ changes })];
    const held = '1 risky, 1 protected and not written';
    expect(changesSentence({ command: 'plan', numbers })).toBe(
      `2 changes, 1 from this revision, 1 from drift, ${held}`,
    );
    expect(changesSentence({ command: 'diff', numbers })).toBe(`2 changes, ${held}`);
  });
});

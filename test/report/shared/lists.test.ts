import { expect, it } from 'vitest';
import { firstOf, labelled, takeTurns } from '../../../src/report/shared/lists.ts';

it('shows the first of a list and says how many more there are', () => {
  expect(firstOf([1, 2, 3, 4], 2)).toEqual({ shown: [1, 2], rest: ['and 2 more'] });
  expect(firstOf([1, 2], 2)).toEqual({ shown: [1, 2], rest: [] });
});

it('takes one item of each list in turn', () => {
  expect(takeTurns([['a1', 'a2', 'a3'], [], ['b1'], ['c1', 'c2']])).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
});

it('labels a text, and leaves out a missing one', () => {
  expect(labelled('hint', 'try again')).toEqual(['hint: try again']);
  expect(labelled('hint', 'try again', (text) => text.toUpperCase())).toEqual(['hint: TRY AGAIN']);
  expect([labelled('hint', null), labelled('hint', '')]).toEqual([[], []]);
});

import { describe, expect, it } from 'vitest';
import { checkChangeLimit, defaultLimit, parseChangeLimit } from '../../src/plan/guard.ts';

describe('the limit on changed numbers', () => {
  it.each([
    { changed: 3, selected: 3, limit: defaultLimit, refused: false },
    { changed: 4, selected: 6, limit: defaultLimit, refused: true },
    { changed: 30, selected: 100, limit: defaultLimit, refused: false },
    { changed: 31, selected: 100, limit: defaultLimit, refused: true },
    { changed: 2, selected: 100, limit: { count: 1 }, refused: true },
    { changed: 1, selected: 1, limit: { percent: 50 }, refused: true },
    { changed: 6, selected: 10, limit: { count: 5, percent: 90 }, refused: true },
    { changed: 6, selected: 10, limit: { count: 9, percent: 50 }, refused: true },
    { changed: 5, selected: 10, limit: { count: 5, percent: 50 }, refused: false },
    { changed: 0, selected: 0, limit: { count: 0 }, refused: false },
  ])('$changed of $selected under $limit: refused $refused', ({ changed, selected, limit, refused }) => {
    expect(checkChangeLimit(changed, selected, limit) !== null).toBe(refused);
  });

  it('says how many would change and how many may', () => {
    expect(checkChangeLimit(12, 20, defaultLimit)).toBe(
      '12 of 20 selected would change, and no more than 6 may (30 %, but never fewer than 3)',
    );
  });

  it.each([
    ['12', { count: 12 }],
    ['50%', { percent: 50 }],
    ['0', { count: 0 }],
    ['101%', null],
    ['-1', null],
    ['many', null],
    ['1.5', null],
    ['', null],
  ])('reads %s', (text, limit) => {
    expect(parseChangeLimit(text)).toEqual(limit);
  });
});

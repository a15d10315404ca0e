import { describe, expect, it } from 'vitest';
import { type ChangeLimit, defaultLimit, judge, parseChangeLimit } from '../../src/plan/guard.ts';
import { aChange, aNumberReport } from '../report/builders.ts';

/** So many numbers that would be written. */
const drifted = (many: number) =>
  Array.from({ length: many }, (_, index) => aNumberReport({ phone_number_id: String(index), outcome: 'drifted' }));
const judged = (changed: number, folderSize: number, limit: ChangeLimit) =>
  judge(drifted(changed), { folderSize, limit, unapproved: [] });

describe('the limit on changed numbers', () => {
  it.each([
    { changed: 3, folder: 3, limit: defaultLimit, allowed: 3, refused: false },
    { changed: 4, folder: 6, limit: defaultLimit, allowed: 3, refused: true },
    { changed: 30, folder: 100, limit: defaultLimit, allowed: 30, refused: false },
    { changed: 31, folder: 100, limit: defaultLimit, allowed: 30, refused: true },
    { changed: 2, folder: 100, limit: { count: 1 }, allowed: 1, refused: true },
    { changed: 1, folder: 7, limit: { percent: 10 }, allowed: 3, refused: false },
    { changed: 3, folder: 7, limit: { percent: 0 }, allowed: 3, refused: false },
    { changed: 4, folder: 7, limit: { percent: 10 }, allowed: 3, refused: true },
    { changed: 6, folder: 10, limit: { count: 5, percent: 90 }, allowed: 5, refused: true },
    { changed: 6, folder: 10, limit: { count: 9, percent: 50 }, allowed: 5, refused: true },
    { changed: 5, folder: 10, limit: { count: 5, percent: 50 }, allowed: 5, refused: false },
    { changed: 2, folder: 10, limit: { count: 1, percent: 10 }, allowed: 1, refused: true },
    { changed: 0, folder: 0, limit: { count: 0 }, allowed: 0, refused: false },
    { changed: 9, folder: 9, limit: {}, allowed: null, refused: false },
  ])('$changed of a folder of $folder under $limit: $allowed allowed, refused $refused', (row) => {
    const { changed, folder, limit, allowed, refused } = row;
    expect(judged(changed, folder, limit)).toMatchObject({ refused, changed_numbers: changed, limit: allowed });
  });

  it.each([
    [12, 20, defaultLimit, '12 numbers would change, and the limit is 6 (30 % of 20)'],
    [4, 6, defaultLimit, '4 numbers would change, and the limit is 3 (30 % of 6, but never fewer than 3)'],
    [1, 6, { count: 0 }, '1 number would change, and the limit is 0'],
  ])(
    '%s of %s under %j: says how many would change, how many may, and what lifts it',
    (changed, folder, limit, message) => {
      const hint = `run it with --max-changed ${changed} or raise guards.max_changed_numbers`;
      expect(judged(changed, folder, limit).reasons).toEqual([{ code: 'too_many_changes', message, hint }]);
    },
  );
});

describe('risky changes that nobody approved', () => {
  const risky = aChange({ path: 'status', risk: 'calling is turned off' });
  const judgeRisk = (...unapproved: ReturnType<typeof aNumberReport>[]) =>
    judge(unapproved, { folderSize: 100, limit: {}, unapproved }).reasons.map(({ message }) => message);

  it('are named with their file, three at most', () => {
    const numbers = ['a', 'b', 'c', 'd'].map((file) => aNumberReport({ file, outcome: 'drifted', changes: [risky] }));
    expect(judgeRisk(...numbers)).toEqual([
      'risky changes that nobody approved: a: status: calling is turned off, b: status: calling is turned off, c: status: calling is turned off, and 1 more',
    ]);
  });

  it('of a number that gets no request do not block the others', () => {
    for (const outcome of ['failed', 'restricted', 'protected'] as const)
      expect(judgeRisk(aNumberReport({ outcome, changes: [risky] }))).toEqual([]);
  });

  it('of a protected setting do not block the others', () => {
    expect(judgeRisk(aNumberReport({ outcome: 'drifted', changes: [{ ...risky, protected: true }] }))).toEqual([]);
  });

  it('do not count where there is none', () => {
    expect(judgeRisk(aNumberReport({ outcome: 'drifted', changes: [{ ...risky, risk: null }] }))).toEqual([]);
  });
});

describe('a limit as text', () => {
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

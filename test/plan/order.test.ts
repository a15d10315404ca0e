import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/generated/schema-types.ts';
import { orderNumbers, orderProblems, placeOf } from '../../src/plan/report-order.ts';
import { summarize } from '../../src/plan/summary.ts';
import { compareText } from '../../src/plan/text-order.ts';
import { aChange, aNumberReport, aProblem } from '../report/builders.ts';

it('texts are ordered by code unit', () => {
  expect(['b', 'a', 'é', 'B', 'a'].sort(compareText)).toEqual(['B', 'a', 'a', 'b', 'é']);
  expect([compareText('a', 'b'), compareText('b', 'a'), compareText('a', 'a')]).toEqual([-1, 1, 0]);
});

it('numbers are ordered by file, then by id', () => {
  const numbers = [
    { file: 'b', id: '1' },
    { file: 'a', id: '2' },
    { file: 'a', id: '1' },
  ];
  expect(orderNumbers(numbers, ({ id }) => id).map(({ file, id }) => file + id)).toEqual(['a1', 'a2', 'b1']);
});

describe('problems', () => {
  const at = (more: Partial<Problem>): Problem => ({
    ...aProblem,
    file: 'a',
    line: 1,
    column: 1,
    code: 'x',
    path: '',
    ...more,
  });
  const named = ({ file, line, column, code }: Problem) => `${file}:${line}:${column} ${code}`;

  it('are ordered by file, line, column and code', () => {
    const problems = [
      at({ file: 'b' }),
      at({ line: 10 }),
      at({ line: 9, column: 2 }),
      at({ line: 9, column: 10 }),
      at({ code: 'y' }),
      at({ code: 'w' }),
    ];
    const ordered = ['a:1:1 w', 'a:1:1 y', 'a:9:2 x', 'a:9:10 x', 'a:10:1 x', 'b:1:1 x'];
    expect(orderProblems(problems).map(named)).toEqual(ordered);
    expect(orderProblems(problems.toReversed()).map(named)).toEqual(ordered);
  });

  it('of one place, code and path are told once, the first of them', () => {
    const first = at({ message: 'first' });
    const others = [at({ path: 'p' }), at({ code: 'y' }), at({ column: 2 }), at({ line: 2 }), at({ file: 'b' })];
    const ordered = orderProblems([first, at({ message: 'second' }), ...others]);
    expect(ordered.length).toBe(6);
    expect(ordered).toContain(first);
    expect(new Set([first, ...others].map(placeOf)).size).toBe(4);
  });
});

it('a summary counts numbers by outcome, their changes, and problems by severity', () => {
  const numbers = [
    aNumberReport({ changes: [aChange(), aChange()] }),
    aNumberReport({ changes: [aChange()] }),
    aNumberReport({ outcome: 'failed' }),
  ];
  const problems = [
    aProblem,
    { ...aProblem, severity: 'warning' as const },
    { ...aProblem, severity: 'warning' as const },
  ];
  expect(summarize(numbers, problems, 9)).toEqual({
    files: 9,
    numbers: 3,
    in_sync: 0,
    drifted: 2,
    applied: 0,
    restricted: 0,
    protected: 0,
    failed: 1,
    skipped: 0,
    changes: 3,
    errors: 1,
    warnings: 2,
  });
});

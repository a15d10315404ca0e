import type { Problem } from '../generated/schema-types.ts';
import { compareText } from './text-order.ts';

/** Numbers by file, then by id, as in every report. */
export function orderNumbers<Numbered extends { readonly file: string }>(
  numbers: readonly Numbered[],
  idOf: (number: Numbered) => string,
): Numbered[] {
  return numbers.toSorted((a, b) => compareText(a.file, b.file) || compareText(idOf(a), idOf(b)));
}

/** Problems by file, line and column, each once, because thousands of numbers may share one wrong line of a partial. */
export function orderProblems(problems: readonly Problem[]): Problem[] {
  const byPlace = new Map<string, Problem>();
  for (const problem of problems) {
    const key = `${placeOf(problem)} ${problem.code} ${problem.path}`;
    if (!byPlace.has(key)) byPlace.set(key, problem);
  }
  return [...byPlace.values()].sort(compareProblems);
}

/** A text that is equal for problems at the same place of the same file. */
export function placeOf({ file, line, column }: Problem): string {
  return JSON.stringify([file, line, column]);
}

function compareProblems(a: Problem, b: Problem): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.code, b.code);
}

import type { Problem } from '../plan/schema-types.ts';
import { type MapNode, nodeAt, textAt } from './node.ts';
import { problemAt } from './problem.ts';

/** A number as a settings file names it, and the problem it is if another file named it before. */
export interface NamedNumber {
  readonly id: string;
  readonly asDuplicate: Problem;
}

export function nameNumber(root: MapNode): NamedNumber | undefined {
  const node = nodeAt(root, 'phone_number_id');
  const id = textAt(node);
  if (!node || !id) return undefined;
  const asDuplicate = problemAt(node, 'phone_number_id', {
    code: 'duplicate_number',
    message: `number ${id} already has a settings file`,
    expected: 'one settings file a number',
    hint: 'join the two files, or mend the id in one of them',
  });
  return { id, asDuplicate };
}

/** Numbers that several files name: one problem for each file after the first, which it tells. */
export function findDuplicates(named: readonly NamedNumber[]): Problem[] {
  const first = new Map<string, Problem>();
  return named.flatMap(({ id, asDuplicate }) => {
    const before = first.get(id);
    if (!before) first.set(id, asDuplicate);
    return before ? [{ ...asDuplicate, message: `${asDuplicate.message}: ${before.file}:${before.line}` }] : [];
  });
}

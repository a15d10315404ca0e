import type { Problem } from '../plan/schema-types.ts';
import { type MapNode, nodeAt, textAt } from './node.ts';
import { columnOf, lineOf } from './source-file.ts';

/** A number, and where a settings file names it. */
export interface NamedNumber {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function nameNumber(root: MapNode): NamedNumber | undefined {
  const node = nodeAt(root, 'phone_number_id');
  const id = textAt(node);
  return node && id ? { id, file: node.source.name, line: lineOf(node), column: columnOf(node) } : undefined;
}

/** Numbers that several files name: one problem for each file after the first, which it tells. */
export function findDuplicates(named: readonly NamedNumber[]): Problem[] {
  const firstById = new Map<string, NamedNumber>();
  return named.flatMap((number) => {
    const first = firstById.get(number.id);
    if (!first) firstById.set(number.id, number);
    return first ? [duplicateOf(first, number)] : [];
  });
}

function duplicateOf(first: NamedNumber, { id, file, line, column }: NamedNumber): Problem {
  return {
    severity: 'error',
    code: 'duplicate_number',
    message: `number ${id} already has a settings file: ${first.file}:${first.line}`,
    expected: 'one settings file a number',
    hint: 'join the two files, or mend the id in one of them',
    file,
    line,
    column,
    path: 'phone_number_id',
  };
}

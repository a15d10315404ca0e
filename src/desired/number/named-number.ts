import type { Problem } from '../../generated/schema-types.ts';
import { type MapNode, nodeAt, textAt } from '../yaml/node.ts';
import { columnOf, lineOf } from '../yaml/source-file.ts';

/** A number and where its settings file names it, whether or not the file is valid. */
export interface NamedNumber {
  readonly phoneNumberId: string;
  readonly name: string | null;
  readonly account: string | null;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The number that a settings file names. Its account may come from a partial or from the configuration. */
export function namedNumberOf(root: MapNode, account: string | null): NamedNumber | undefined {
  const node = nodeAt(root, 'phone_number_id');
  const phoneNumberId = textAt(node);
  if (!node || !phoneNumberId) return undefined;
  return {
    phoneNumberId,
    name: textAt(root, 'name') ?? null,
    account,
    file: node.source.name,
    line: lineOf(node),
    column: columnOf(node),
  };
}

/** Finds numbers that several files name: one problem for each file after the first. */
export function findDuplicates(named: readonly NamedNumber[]): Problem[] {
  const firstById = new Map<string, NamedNumber>();
  return named.flatMap((number) => {
    const first = firstById.get(number.phoneNumberId);
    if (!first) firstById.set(number.phoneNumberId, number);
    return first ? [duplicateOf(first, number)] : [];
  });
}

function duplicateOf(first: NamedNumber, { phoneNumberId, file, line, column }: NamedNumber): Problem {
  return {
    severity: 'error',
    code: 'duplicate_number',
    message: `number ${phoneNumberId} already has a settings file: ${first.file}:${first.line}`,
    expected: 'one settings file per number',
    hint: 'merge the two files, or fix the id in one of them',
    file,
    line,
    column,
    path: 'phone_number_id',
  };
}

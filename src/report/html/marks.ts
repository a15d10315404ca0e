import type { NumberReport, Report } from '../../generated/schema-types.ts';
import { isRisky } from '../shared/words.ts';

/** What a reader can filter for beside the outcome. */
export type Mark = 'risky' | 'drift';

export const marks: readonly { readonly mark: Mark; readonly title: string }[] = [
  { mark: 'risky', title: 'With risk' },
  { mark: 'drift', title: 'With drift' },
];

/** How many changes of a number have a mark. */
export function countMarked(mark: Mark, { changes }: NumberReport, report: Report): number {
  if (mark === 'risky') return changes.filter(isRisky).length;
  return showsOrigin(report) ? changes.filter(({ origin }) => origin === 'drift').length : 0;
}

/** Whether the report separates drift from edits. A diff does not read live: all its changes are edits. */
export function showsOrigin({ base, command }: Pick<Report, 'base' | 'command'>): boolean {
  return base !== null && command !== 'diff';
}

import type { NumberReport, Report } from '../../generated/schema-types.ts';
import { isRisky } from '../shared/words.ts';

/** What a reader may look for beside the outcome. */
export type Mark = 'risky' | 'drift';

export const marks: readonly { readonly mark: Mark; readonly title: string }[] = [
  { mark: 'risky', title: 'With risk' },
  { mark: 'drift', title: 'With drift' },
];

/** How many changes of a number bear a mark. */
export function countMarked(mark: Mark, { changes }: NumberReport, report: Report): number {
  if (mark === 'risky') return changes.filter(isRisky).length;
  return tellsOrigin(report) ? changes.filter(({ origin }) => origin === 'drift').length : 0;
}

/** Whether the report tells drift from edits. A diff reads nothing live: all its changes are edits. */
export function tellsOrigin({ base, command }: Pick<Report, 'base' | 'command'>): boolean {
  return base !== null && command !== 'diff';
}

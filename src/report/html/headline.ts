import type { Report } from '../../generated/schema-types.ts';
import { sidesMeaning } from '../shared/sides.ts';
import { count, countChanges, problemCounts } from '../shared/words.ts';

const purposes: Partial<Record<Report['command'], string>> = {
  validate: 'Offline checks of the settings files.',
  plan: 'What apply would change.',
  apply: 'What was applied.',
  drift: 'Where live differs from the settings files.',
  restore: 'How to undo a run.',
  diff: 'What the settings files state in two revisions.',
};

/** What the command is for, and which side is which. */
export function commandPurpose({ command, direction }: Pick<Report, 'command' | 'direction'>): string {
  return [purposes[command], sidesMeaning(direction)].filter((sentence) => sentence != null).join(' ');
}

/** What the report found, in one sentence. */
export function headline({ command, summary, numbers }: Report): string {
  const files = count(summary.files, 'settings file');
  const problems = problemCounts(summary);
  if (command === 'validate') {
    return summary.errors + summary.warnings === 0 ? `${files}, no problems` : `${files}: ${problems}`;
  }
  if (summary.errors > 0) return `Nothing was read or sent: ${problems} in ${files}`;
  return `${count(summary.numbers, 'number')}, ${changesText(numbers)}`;
}

function changesText(numbers: Report['numbers']): string {
  const counts = countChanges(numbers);
  return [
    count(counts.writable, 'change'),
    ...(counts.risky > 0 ? [`${counts.risky} risky`] : []),
    ...(counts.protected > 0 ? [`${counts.protected} protected`] : []),
  ].join(', ');
}

import type { Report } from '../../generated/schema-types.ts';
import { capitalize, count, countChanges } from '../shared/words.ts';

/** The name of a command, as a title. */
export function commandTitle(command: Report['command']): string {
  return capitalize(command);
}

const purposes: Partial<Record<Report['command'], string>> = {
  validate: 'Offline checks of the settings files.',
  plan: 'What apply would change. Before is live, after is what the settings files state.',
  apply: 'What was applied. Before is live as it was, after is what the settings files state.',
  drift: 'What live has that the settings files do not say. Before is live, after is what they state.',
  restore: 'The way back. Before is live, after is what a number had before the run.',
  diff: 'What the settings files state in two revisions. Before is the base, after is this revision; nothing was read.',
};

/** What the command is for, and which side is which. */
export function commandPurpose(command: Report['command']): string {
  return purposes[command] ?? '';
}

/** What the report comes to, in one sentence. */
export function headline({ command, summary, numbers }: Report): string {
  const files = count(summary.files, 'settings file');
  const problems = `${count(summary.errors, 'error')}, ${count(summary.warnings, 'warning')}`;
  if (command === 'validate') {
    return summary.errors + summary.warnings === 0 ? `${files}, no problems` : `${files}: ${problems}`;
  }
  if (summary.errors > 0) return `Nothing was read or sent: ${problems} in ${files}`;
  return `${count(summary.numbers, 'number')}, ${changesText(numbers)}`;
}

function changesText(numbers: Report['numbers']): string {
  const { free, risky, held } = countChanges(numbers);
  const parts = [count(free, 'change'), risky > 0 && `${risky} risky`, held > 0 && `${held} protected`];
  return parts.filter((part) => part !== false).join(', ');
}

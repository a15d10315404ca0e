import type { NumberReport, Outcome, Report } from '../../plan/schema-types.ts';
import { isRisky } from '../findings.ts';

/** Outcomes in the order in which a reader wants them: what went wrong first, what needs no look last. */
export const outcomes: readonly Outcome[] = [
  'failed',
  'restricted',
  'protected',
  'skipped',
  'drifted',
  'applied',
  'in_sync',
];

const titles: Record<Outcome, string> = {
  failed: 'Failed',
  restricted: 'Restricted',
  protected: 'Protected',
  skipped: 'Skipped',
  drifted: 'Drifted',
  applied: 'Applied',
  in_sync: 'In sync',
};

/** A diff compares two revisions and reads nothing live, so that nothing in it has drifted or is in sync. */
const diffTitles: Record<Outcome, string> = { ...titles, drifted: 'Changed', in_sync: 'Unchanged' };

export function outcomeTitle(outcome: Outcome, command: Report['command']): string {
  return (command === 'diff' ? diffTitles : titles)[outcome];
}

/** The name of a command, as a title. */
export function commandTitle(command: Report['command']): string {
  return `${command.charAt(0).toUpperCase()}${command.slice(1)}`;
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
  if (summary.errors > 0) return `Settings are invalid: ${problems} in ${files}. Nothing was read or sent`;
  return `${count(summary.numbers, 'number')}, ${countChanges(numbers)}`;
}

/** A protected change will not happen: it is no risk, and no change like the others. */
function countChanges(numbers: readonly Pick<NumberReport, 'changes'>[]): string {
  const changes = numbers.flatMap((number) => number.changes);
  const free = changes.filter((change) => !change.protected);
  const risky = changes.filter(isRisky).length;
  const held = changes.length - free.length;
  const parts = [count(free.length, 'change'), risky > 0 && `${risky} risky`, held > 0 && `${held} protected`];
  return parts.filter((part) => part !== false).join(', ');
}

export function count(many: number, what: string): string {
  return `${many.toLocaleString('en')} ${what}${many === 1 ? '' : 's'}`;
}

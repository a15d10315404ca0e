import type { Change, NumberReport, Outcome, Report } from '../../generated/schema-types.ts';

/** Outcomes in the order of a report: what went wrong comes first, what needs no attention last. */
export const outcomes: readonly Outcome[] = [
  'failed',
  'restricted',
  'protected',
  'skipped',
  'drifted',
  'applied',
  'in_sync',
];

/** When there are more numbers in sync than this, they are only counted. */
export const mostListedInSync = 20;

/** An outcome as a title. */
export function outcomeTitle(outcome: Outcome, command: Report['command']): string {
  return capitalize(outcomeWord(outcome, command));
}

/** An outcome within a sentence. A diff compares two revisions: nothing in it has drifted or is in sync. */
export function outcomeWord(outcome: Outcome, command: Report['command']): string {
  // A planned change may be a new edit, and the target of a restore is in no file: neither has to be drift.
  if ((command === 'plan' || command === 'restore') && outcome === 'drifted') return 'to change';
  if (command === 'diff' && outcome === 'drifted') return 'changed';
  return command === 'diff' && outcome === 'in_sync' ? 'unchanged' : spaced(outcome);
}

/** A code such as `in_sync` for people. */
export function spaced(code: string): string {
  return code.replaceAll('_', ' ');
}

export function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** A number's name. */
export function nameOf({ name }: Pick<NumberReport, 'name'>): string {
  return name ?? 'unnamed';
}

/** The count of numbers for each outcome that occurs, and of those no longer managed. */
export function outcomeCounts({ command, summary, base }: Report, order: readonly Outcome[] = outcomes): string[] {
  const gone = base?.no_longer_managed.length ?? 0;
  return [
    ...order.map((outcome) => [summary[outcome], outcomeWord(outcome, command)] as const),
    [gone, 'no longer managed'] as const,
  ]
    .filter(([many]) => many > 0)
    .map(([many, word]) => `${many.toLocaleString('en')} ${word}`);
}

/** How many of something. */
export function count(many: number, what: string): string {
  return `${many.toLocaleString('en')} ${what}${many === 1 ? '' : 's'}`;
}

/** How many problems the settings files have. */
export function problemCounts({ errors, warnings }: Pick<Report['summary'], 'errors' | 'warnings'>): string {
  return `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
}

/** Whether a change deserves a second look. A protected one is never written, so it is not a risk. */
export function isRisky(change: Change): boolean {
  return change.risk !== null && !change.protected;
}

/** The remark on a protected change. */
export const protectedRemark = 'protected: reported, never written';

/** Numbers of changes. All but `protected` leave out the protected ones. */
export interface ChangeCounts {
  readonly writable: number;
  readonly edits: number;
  readonly drift: number;
  readonly risky: number;
  readonly protected: number;
}

export function countChanges(numbers: readonly { readonly changes: readonly Change[] }[]): ChangeCounts {
  const changes = numbers.flatMap((number) => number.changes);
  const writable = changes.filter((change) => !change.protected);
  const ofOrigin = (origin: Change['origin']) => writable.filter((change) => change.origin === origin).length;
  return {
    writable: writable.length,
    edits: ofOrigin('edit'),
    drift: ofOrigin('drift'),
    risky: writable.filter(isRisky).length,
    protected: changes.length - writable.length,
  };
}

/** All changes of a report in one sentence. Every change of a diff is an edit, so the origin is left out. */
export function changesSentence({ command, numbers }: Pick<Report, 'command' | 'numbers'>): string {
  const counts = countChanges(numbers);
  const { writable, edits, drift, risky } = counts;
  return [
    count(writable, 'change'),
    ...(command !== 'diff' && edits + drift > 0 ? [`${edits} from this revision`, `${drift} from drift`] : []),
    ...(risky > 0 ? [`${risky} risky`] : []),
    ...(counts.protected > 0 ? [`${counts.protected} protected and not written`] : []),
  ].join(', ');
}

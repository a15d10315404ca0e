import type { Change, NumberReport, Outcome, Report } from '../../generated/schema-types.ts';

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

/** Past this many, numbers in sync are only counted. */
export const mostListedInSync = 20;

/** An outcome as a title. */
export function outcomeTitle(outcome: Outcome, command: Report['command']): string {
  return capitalize(outcomeWord(outcome, command));
}

/** An outcome within a sentence. A diff compares two revisions: nothing in it has drifted or is in sync. */
export function outcomeWord(outcome: Outcome, command: Report['command']): string {
  // What a plan would change may be asked for just now, and what restore wants is in no file: neither need be drift.
  if ((command === 'plan' || command === 'restore') && outcome === 'drifted') return 'to change';
  if (command === 'diff' && outcome === 'drifted') return 'changed';
  return command === 'diff' && outcome === 'in_sync' ? 'unchanged' : plainWord(outcome);
}

function plainWord(outcome: Outcome): string {
  return outcome.replace('_', ' ');
}

export function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** How many numbers have each outcome, those that have any, and how many are no longer managed. */
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

/** Whether a change deserves a second look. A protected one will not happen: it is no risk. */
export function isRisky(change: Change): boolean {
  return change.risk !== null && !change.protected;
}

/** Changes by what a reader wants to know of them. Those that are protected will not happen, and count for nothing else. */
export interface ChangeCounts {
  readonly free: number;
  readonly edits: number;
  readonly drift: number;
  readonly risky: number;
  readonly held: number;
}

export function countChanges(numbers: readonly { readonly changes: readonly Change[] }[]): ChangeCounts {
  const changes = numbers.flatMap((number) => number.changes);
  const free = changes.filter((change) => !change.protected);
  const ofOrigin = (origin: Change['origin']) => free.filter((change) => change.origin === origin).length;
  return {
    free: free.length,
    edits: ofOrigin('edit'),
    drift: ofOrigin('drift'),
    risky: free.filter(isRisky).length,
    held: changes.length - free.length,
  };
}

/** All changes of a report in one sentence. In a diff every one is an edit, which needs no telling. */
export function changesSentence({ command, numbers }: Pick<Report, 'command' | 'numbers'>): string {
  const { free, edits, drift, risky, held } = countChanges(numbers);
  return [
    count(free, 'change'),
    ...(command !== 'diff' && edits + drift > 0 ? [`${edits} from this revision`, `${drift} from drift`] : []),
    ...(risky > 0 ? [`${risky} risky`] : []),
    ...(held > 0 ? [`${held} protected and not written`] : []),
  ].join(', ');
}

/** Notes worth telling whatever became of the number. */
export const alwaysNews: readonly string[] = [
  'no_longer_managed',
  'account_changed',
  'protect_changed',
  'unknown_outcome',
  'base_unreadable',
  'cannot_restore',
  'journal_incomplete',
];

/** The notes to tell. Of a number in sync few are news; of a restricted one its error tells the restriction already. */
export function notesToTell({ notes, outcome }: Pick<NumberReport, 'notes' | 'outcome'>): NumberReport['notes'] {
  return notes.filter(({ code }) => {
    if (alwaysNews.includes(code)) return true;
    return code === 'restriction' ? outcome !== 'restricted' : outcome !== 'in_sync';
  });
}

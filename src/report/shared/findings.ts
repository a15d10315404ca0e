import type { Change, NumberReport, Problem, Report, UnmanagedNumber } from '../../generated/schema-types.ts';
import { plainText } from './clean-text.ts';
import {
  changeLines,
  clip,
  failureLines,
  type failures,
  goneText,
  hasLiveMoved,
  isDrift,
  noteText,
  numberText,
  problemLines,
} from './finding-lines.ts';
import { takeTurns } from './lists.ts';
import { isAlwaysShown } from './notes.ts';
import { capitalize, isRisky } from './words.ts';

/** How much a finding matters; in this order. */
export const levels = ['error', 'warning', 'notice'] as const;

/** Something a report says about one place in a file. */
export interface Finding {
  readonly level: (typeof levels)[number];
  /** Stable code: that of the problem, failure or note, or `risky`, `drift`, `change` or `no_longer_managed`. */
  readonly rule: string;
  readonly title: string;
  /** Fit to be printed; what matters most comes first. */
  readonly lines: readonly string[];
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** What it is about, even after its line has moved. */
  readonly subject: string;
}

/** All that a report says about files, what matters most first. Applied changes are left out. */
export function listFindings({ direction, problems, numbers, base }: Report): Finding[] {
  const ofSeverity = (severity: Problem['severity']) =>
    problems.filter((problem) => problem.severity === severity).map(findProblem);
  const unapplied = numbers.filter(({ outcome }) => outcome !== 'applied');
  // Only the first findings are shown: one number must not take all the places.
  const changesThat = (test: (change: Change) => boolean) =>
    takeTurns(
      unapplied.map((number) => number.changes.filter(test).map((change) => findChange(change, number, direction))),
    );
  const findings = [
    ...ofSeverity('error'),
    ...findFailures(numbers, 'failed'),
    ...findFailures(numbers, 'restricted'),
    ...changesThat(isRisky),
    ...findFailures(numbers, 'skipped'),
    ...changesThat((change) => !isRisky(change) && !change.protected),
    ...changesThat((change) => change.protected),
    ...numbers.flatMap(findNotes),
    ...(base?.no_longer_managed ?? []).map(findGone),
    ...ofSeverity('warning'),
  ];
  return levels.flatMap((level) => findings.filter((finding) => finding.level === level));
}

function findProblem(problem: Problem): Finding {
  const { severity, code, file, line, column, path } = problem;
  const title = severity === 'error' ? 'Invalid settings' : 'Settings to look at';
  const lines = problemLines(problem);
  return { level: severity, rule: plainText(code), title, lines, file, line, column, subject: path };
}

function findFailures(numbers: readonly NumberReport[], outcome: (typeof failures)[number]): Finding[] {
  return numbers
    .filter((number) => number.outcome === outcome)
    .map((number) => ({
      level: outcome === 'skipped' ? 'warning' : 'error',
      rule: plainText(number.error?.code ?? outcome),
      title: titleOf(capitalize(outcome), number),
      ...inFileOf(number, failureLines(number)),
      subject: number.phone_number_id,
    }));
}

function findChange(change: Change, number: NumberReport, direction: Report['direction']): Finding {
  const place = { direction, outcome: number.outcome };
  const drifted = isDrift(change, place);
  const kind = hasLiveMoved(change, place) ? 'Live moved' : drifted ? 'Drift' : 'Change';
  return {
    level: drifted ? 'warning' : 'notice',
    rule: isRisky(change) ? 'risky' : drifted ? 'drift' : 'change',
    title: clip(`${kind}${isRisky(change) ? ' (risky)' : ''}: ${plainText(change.path)}`),
    ...inFileOf(number, changeLines(change, place)),
    ...(change.file === null ? {} : { file: change.file, line: change.line }),
    subject: `${number.phone_number_id} ${change.path}`,
  };
}

/** Only the notes that are shown for every outcome: the others explain changes. */
function findNotes(number: NumberReport): Finding[] {
  return number.notes.filter(isAlwaysShown).map((note) => ({
    level: 'notice',
    rule: plainText(note.code),
    title: titleOf(capitalize(noteText(note.code)), number),
    ...inFileOf(number, [plainText(note.message)]),
    subject: `${number.phone_number_id} ${note.path ?? ''}`,
  }));
}

function findGone(number: UnmanagedNumber): Finding {
  return {
    level: 'notice',
    rule: 'no_longer_managed',
    title: titleOf('No longer managed', number),
    ...inFileOf(number, [goneText]),
    subject: number.phone_number_id,
  };
}

type Named = Pick<NumberReport, 'name' | 'phone_number_id' | 'file'>;

function titleOf(kind: string, number: Named): string {
  return clip(`${kind}: ${numberText(number)}`);
}

/** Lines about a number as a whole, in its settings file. */
function inFileOf(number: Named, [first, ...others]: readonly string[]) {
  return { lines: [`Number ${numberText(number)}: ${first}`, ...others], file: number.file, line: null, column: null };
}

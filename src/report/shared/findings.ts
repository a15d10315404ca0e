import type { Change, NumberReport, Problem, Report, UnmanagedNumber } from '../../generated/schema-types.ts';
import { cleanText } from './clean-text.ts';
import { renderValue } from './value-text.ts';
import { alwaysNews, capitalize, isRisky } from './words.ts';

/** How much a finding matters; in this order. */
export const levels = ['error', 'warning', 'notice'] as const;

/** Something a report has to say about one place in a file. */
export interface Finding {
  readonly level: (typeof levels)[number];
  /** Stable code: that of the problem or failure, or `risky`, `drift` or `change`. */
  readonly rule: string;
  readonly title: string;
  /** Fit to be printed; what matters most comes first. */
  readonly lines: readonly string[];
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** What it is about, wherever its line may move to. */
  readonly subject: string;
}

/** Where a change stands. */
export type Place = Pick<Report, 'command'> & Pick<NumberReport, 'outcome'>;

/** All that a report has to say about files, what matters most first. What was applied is not among it. */
export function listFindings({ command, problems, numbers, base }: Report): Finding[] {
  const ofSeverity = (severity: Problem['severity']) =>
    problems.filter((problem) => problem.severity === severity).map(findProblem);
  const unapplied = numbers.filter(({ outcome }) => outcome !== 'applied');
  const changesThat = (hold: (change: Change) => boolean) =>
    takeTurns(
      unapplied.map((number) => number.changes.filter(hold).map((change) => findChange(change, number, command))),
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

/** The first of each list, then the second of each: where only some are shown, one number must not fill the places of all. */
function takeTurns<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const ranked = lists.flatMap((list) => list.map((item, rank) => ({ item, rank })));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}

/** A text from a file or from live, on one line and without what XML and well-formed Unicode forbid. */
export function plainText(text: string): string {
  return cleanText(text).replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}

/** A number for people: its name and its id. */
export function numberText({ name, phone_number_id }: Pick<NumberReport, 'name' | 'phone_number_id'>): string {
  return `${plainText(name ?? 'unnamed')} (${plainText(phone_number_id)})`;
}

/** What is wrong in a file: what was found, then what belongs there and how to mend it. */
export function problemLines({ code, path, message, expected, hint }: Problem): string[] {
  const about = path === '' ? '' : `${path}: `;
  return [`${code}: ${about}${message}`, ...labelled('expected', expected), ...labelled('hint', hint)].map(plainText);
}

/** Why a number was not brought in sync; nothing where it was. */
export function failureLines({ outcome, error }: Pick<NumberReport, 'outcome' | 'error'>): string[] {
  if (error) return [`${error.code}: ${error.message}`, ...labelled('hint', error.hint)].map(plainText);
  return failures.some((failure) => failure === outcome) ? [`${outcome}: the report gives no reason`] : [];
}

/** A change, then what to know about it. */
export function changeLines(change: Change, place: Place): string[] {
  return [
    `${change.path}: ${sidesText(change, place)}`,
    ...(isRisky(change) ? labelled('risky', change.risk) : []),
    ...(hasLiveMoved(change, place)
      ? ['live moved while the files stood still: this revision does not ask for it']
      : []),
    ...(change.protected ? ['protected: reported, never written'] : []),
  ].map(plainText);
}

function findProblem(problem: Problem): Finding {
  const { severity, code, file, line, column, path } = problem;
  const title = severity === 'error' ? 'Invalid settings' : 'Settings to look at';
  return {
    level: severity,
    rule: plainText(code),
    title,
    lines: problemLines(problem),
    file,
    line,
    column,
    subject: path,
  };
}

const failures = ['failed', 'restricted', 'skipped'] as const;

function findFailures(numbers: readonly NumberReport[], outcome: (typeof failures)[number]): Finding[] {
  return numbers
    .filter((number) => number.outcome === outcome)
    .map((number) => {
      const [first, ...others] = failureLines(number);
      return {
        level: outcome === 'skipped' ? 'warning' : 'error',
        rule: plainText(number.error?.code ?? outcome),
        title: clip(`${capitalize(outcome)}: ${numberText(number)}`),
        lines: [`Number ${numberText(number)}: ${first}`, ...others],
        file: number.file,
        line: null,
        column: null,
        subject: number.phone_number_id,
      };
    });
}

function findChange(change: Change, number: NumberReport, command: Report['command']): Finding {
  const place = { command, outcome: number.outcome };
  const [first, ...others] = changeLines(change, place);
  const drifted = isDrift(change, place);
  const kind = hasLiveMoved(change, place) ? 'Live moved' : drifted ? 'Drift' : 'Change';
  return {
    level: drifted ? 'warning' : 'notice',
    rule: isRisky(change) ? 'risky' : drifted ? 'drift' : 'change',
    title: clip(`${kind}${isRisky(change) ? ' (risky)' : ''}: ${plainText(change.path)}`),
    lines: [`Number ${numberText(number)}: ${first}`, ...others],
    file: change.file ?? number.file,
    line: change.file === null ? null : change.line,
    column: null,
    subject: `${number.phone_number_id} ${change.path}`,
  };
}

/** Of notes those that are news whatever became of the number: the others explain its changes. */
function findNotes(number: NumberReport): Finding[] {
  return number.notes
    .filter(({ code }) => alwaysNews.includes(code))
    .map((note) => ({
      level: 'notice',
      rule: plainText(note.code),
      title: clip(`${capitalize(noteText(note.code))}: ${numberText(number)}`),
      lines: [`Number ${numberText(number)}: ${plainText(note.message)}`],
      file: number.file,
      line: null,
      column: null,
      subject: `${number.phone_number_id} ${note.path ?? ''}`,
    }));
}

/** The name of a note, for people. */
export function noteText(code: string): string {
  return plainText(code).replaceAll('_', ' ');
}

function findGone(number: UnmanagedNumber): Finding {
  return {
    level: 'notice',
    rule: 'no_longer_managed',
    title: clip(`No longer managed: ${numberText(number)}`),
    lines: [`Number ${numberText(number)}: ${goneText}`],
    file: number.file,
    line: null,
    column: null,
    subject: number.phone_number_id,
  };
}

export const goneText = 'its settings file is gone, and the number stays as it is';

/** What diff compares are revisions, what restore wants is in no file, and what was applied has become live. */
function setsLiveAgainstFile({ command, outcome }: Place): boolean {
  return command !== 'diff' && command !== 'restore' && outcome !== 'applied';
}

/** What this revision asks for is no drift. */
function isDrift({ origin }: Change, place: Place): boolean {
  return setsLiveAgainstFile(place) && origin !== 'edit';
}

function hasLiveMoved(change: Change, place: Place): boolean {
  return isDrift(change, place) && change.origin === 'drift';
}

function sidesText({ before, after, action }: Change, place: Place): string {
  const from = before === null ? 'none' : clip(renderValue(before));
  const to = action === 'remove' ? 'none' : clip(renderValue(after));
  return setsLiveAgainstFile(place) ? `live: ${from}; file: ${to}` : `${from} → ${to}`;
}

function labelled(label: string, text: string | null): string[] {
  return text ? [`${label}: ${text}`] : [];
}

/** GitHub takes titles of 255 characters, and messages of 4096. */
const longest = 200;

function clip(text: string): string {
  // What the cut leaves of a pair of surrogates is no character.
  return text.length > longest ? plainText(`${text.slice(0, longest)}…`) : text;
}

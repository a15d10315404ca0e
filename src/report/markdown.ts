import type { Change, NumberReport, Problem, Report } from '../generated/schema-types.ts';
import { exchange } from '../plan/direction.ts';
import type { Compared } from './markdown/changes.ts';
import { code, prose } from './markdown/escape.ts';
import { fitSections, type Section, sectionOf } from './markdown/fit-sections.ts';
import {
  hasDetails,
  renderChangeItem,
  renderChangesItem,
  renderFailureItem,
  renderNumberFold,
  renderNumberName,
  renderNumberRow,
} from './markdown/number.ts';
import { labelled } from './shared/lists.ts';
import { listRefusals } from './shared/refusals.ts';
import {
  capitalize,
  changesSentence,
  count,
  isRisky,
  mostListedInSync,
  outcomeCounts,
  outcomes,
  problemCounts,
} from './shared/words.ts';

export interface MarkdownOptions {
  /** Longest length, in bytes. */
  readonly limit?: number;
}

/** GitHub accepts 65,536 characters in a comment; the rest is room for the lines that the poster adds. */
const commentLimit = 60_000;

/** Where not everything fits, the lowest rank is kept longest. */
const ranks = { mustSee: 0, overview: 1, warnings: 2, folds: 3 };

/**
 * The report for a comment on a pull request or the summary of a CI job, as GitHub flavoured Markdown. It begins with a
 * hidden marker with the name of the command, so that a later run finds the comment and updates it.
 */
export function renderMarkdown(report: Report, { limit = commentLimit }: MarkdownOptions = {}): string {
  const { command, problems } = report;
  const numbers = listedNumbers(report);
  const sections = [
    renderRefusals(report),
    renderErrors(problems),
    ...renderFailures(numbers),
    renderDrift(numbers, report),
    renderRisky(numbers, report),
    renderNoLongerManaged(report),
    renderTable(numbers, command),
    renderWarnings(problems, command),
    renderFolds(numbers, report),
  ];
  return fitSections(`<!-- callctl:${command} -->\n${renderSummary(report)}`, sections, limit);
}

/** The numbers to list, by outcome; none if no number has details. */
function listedNumbers({ numbers }: Report): NumberReport[] {
  if (!numbers.some(hasDetails)) return [];
  const inSync = numbers.filter(({ outcome }) => outcome === 'in_sync').length;
  const listed = inSync > mostListedInSync ? numbers.filter(hasDetails) : numbers;
  return outcomes.flatMap((wanted) => listed.filter(({ outcome }) => outcome === wanted));
}

function renderRefusals(report: Report): Section {
  const items = listRefusals(report).map(({ lead, text }) => `> - **${lead}:** ${prose(text)}`);
  return sectionOf('refusals', ranks.mustSee, '> [!CAUTION]', items);
}

function renderErrors(problems: readonly Problem[]): Section {
  const errors = problems.filter(({ severity }) => severity === 'error');
  return sectionOf('errors', ranks.mustSee, `#### Errors (${errors.length})\n`, errors.map(renderProblem));
}

function renderWarnings(problems: readonly Problem[], command: Report['command']): Section {
  const items = problems.filter(({ severity }) => severity === 'warning').map(renderProblem);
  const title = `Warnings (${items.length})`;
  if (command === 'validate') return sectionOf('warnings', ranks.warnings, `#### ${title}\n`, items);
  return sectionOf('warnings', ranks.warnings, `<details>\n<summary>${title}</summary>\n`, items, '\n</details>');
}

function renderProblem({ file, line, column, path, message, expected, hint, code: problem }: Problem): string {
  const about = path === '' ? '' : `${code(path)}: `;
  return [
    `- ${code(`${file}:${line}:${column}`)}: ${about}${prose(message)} (${code(problem)})`,
    ...labelled('Expected', expected, prose),
    ...labelled('Hint', hint, prose),
  ].join('<br>');
}

function renderFailures(numbers: readonly NumberReport[]): Section[] {
  return (['failed', 'restricted', 'skipped'] as const).map((wanted) => {
    const members = numbers.filter(({ outcome }) => outcome === wanted);
    const title = `${capitalize(wanted)} (${members.length})`;
    return sectionOf(`${wanted} numbers`, ranks.mustSee, `#### ${title}\n`, members.map(renderFailureItem));
  });
}

function renderDrift(numbers: readonly NumberReport[], { command, direction }: Compared): Section {
  const drifted = numbers
    .map((number) => ({ number, changes: command === 'diff' ? [] : number.changes.filter(isDrift) }))
    .filter(({ changes }) => changes.length > 0);
  const many = drifted.flatMap(({ changes }) => changes).length;
  const head = [
    '> [!WARNING]',
    `> **Drift: ${count(many, 'change')} that this revision does not ask for.** Live moved while the files stood still,`,
    '> and apply brings it back to what they say.',
    '>',
  ].join('\n');
  const asDrift = direction === 'live_to_file' ? drifted.map(fromTheFile) : drifted;
  const items = asDrift.map(
    ({ number, changes }) => `> ${renderChangesItem(number, changes, { command, direction: 'file_to_live' })}`,
  );
  return sectionOf('numbers with drift', ranks.overview, head, items);
}

/** A hand edit is what live did to the file, whichever way the report reads. */
function fromTheFile({ number, changes }: { readonly number: NumberReport; readonly changes: readonly Change[] }) {
  // The risk of an exchanged change is that of apply, which the risky changes list.
  return { number, changes: changes.map((change) => ({ ...exchange(change), risk: null })) };
}

function isDrift(change: Change): boolean {
  return change.origin === 'drift' && !change.protected;
}

function renderRisky(numbers: readonly NumberReport[], compared: Compared): Section {
  const items = numbers.flatMap((number) =>
    number.changes.filter(isRisky).map((change) => renderChangeItem(number, change, compared)),
  );
  return sectionOf('risky changes', ranks.mustSee, `#### Risky changes (${items.length})\n`, items);
}

function renderNoLongerManaged({ base }: Report): Section {
  const gone = base?.no_longer_managed ?? [];
  const head = `#### No longer managed (${gone.length})\n\nTheir settings files are gone. The numbers stay as they are.\n`;
  const items = gone.map((number) => `- ${renderNumberName(number)}: ${code(number.file)}`);
  return sectionOf('numbers no longer managed', ranks.overview, head, items);
}

function renderTable(numbers: readonly NumberReport[], command: Report['command']): Section {
  const head = '| Number | ID | Outcome | Changes | Settings |\n| --- | --- | --- | --- | --- |';
  const rows = numbers.map((number) => renderNumberRow(number, command));
  return sectionOf('rows of the table', ranks.overview, head, rows);
}

/** The numbers with the most changes and notes are kept longest. */
function renderFolds(numbers: readonly NumberReport[], compared: Compared): Section {
  const items = numbers.filter(hasDetails).map((number) => ({
    text: renderNumberFold(number, compared),
    worth: number.outcome === 'in_sync' ? 0 : 1 + number.changes.length + number.notes.length,
  }));
  return { noun: 'details of numbers', rank: ranks.folds, head: '', items, tail: '' };
}

function renderSummary(report: Report): string {
  const { command, summary, problems, shard, base } = report;
  const since = base === null ? '' : ` against ${code(base.ref)}`;
  const part = shard === null ? '' : ` (part ${shard.index} of ${shard.count})`;
  const title = `**${capitalize(command)}**${since}${part}`;
  if (command === 'validate') {
    return `${title}: ${count(summary.files, 'file')}, ${problems.length === 0 ? 'no problems' : problemCounts(summary)}.`;
  }
  if (summary.errors > 0) return `${title}: nothing was read or sent: ${problemCounts(summary)}.`;
  return `${title}: ${count(summary.numbers, 'number')}: ${outcomeCounts(report).join(', ') || 'none'}. ${changesSentence(report)}.`;
}

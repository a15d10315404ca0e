import type { Change, NumberReport, Outcome, Problem, Report } from '../generated/schema-types.ts';
import { jsonText } from '../plan/json-text.ts';
import { cleanText } from './shared/clean-text.ts';
import { headerParts } from './shared/header.ts';
import { labelled } from './shared/lists.ts';
import { listRefusals } from './shared/refusals.ts';
import { sortNumbers } from './shared/told.ts';
import { foldWarnings, type ToldWarning } from './shared/warnings.ts';
import { capitalize, changesSentence, count, outcomeCounts, outcomeTitle, problemCounts } from './shared/words.ts';
import { changeBlocks, failureBlocks, kindOf, nameLine, noteBlocks, type Telling } from './text/blocks.ts';
import { openPage, type Page } from './text/page.ts';

export interface TextOptions {
  readonly color: boolean;
  /** In columns. */
  readonly width: number;
  /** Whether to name every number, and to show the requests. */
  readonly verbose: boolean;
}

/**
 * The report for a person at a terminal. What cannot be done comes first, then what is risky, what changes, warnings, and one
 * line of counts. What is true of many numbers is told once.
 */
export function renderText(report: Report, { color, width, verbose }: TextOptions): string {
  const page = openPage(color, width);
  const telling = { page, direction: report.direction, verbose };
  const ofSeverity = (severity: Problem['severity']) =>
    report.problems.filter((problem) => problem.severity === severity);
  const sections = [
    ...renderHeader(report, page),
    ...joined(ofSeverity('error').map((problem) => renderError(problem, page))),
    ...joined(
      listRefusals(report).map(({ lead, text }) =>
        page.line(0, `${page.paint(['red', 'bold'], lead)}: ${cleanText(text)}`),
      ),
    ),
    ...renderFailures('failed', report, telling),
    ...renderChanges(report, telling),
    ...renderFailures('restricted', report, telling),
    ...renderFailures('skipped', report, telling),
    ...renderNoLongerManaged(report, page),
    ...section('Notes', 'cyan', noteBlocks(report.numbers, telling), telling),
    ...(verbose ? renderRequests(report, telling) : []),
    ...(verbose ? renderInSync(report, page) : []),
    ...joined(foldWarnings(ofSeverity('warning'), verbose).map((warning) => renderWarning(warning, page))),
    page.line(0, page.paint('bold', renderSummary(report))),
  ];
  return `${sections.join('\n\n')}\n`;
}

function joined(lines: readonly string[]): string[] {
  return lines.length > 0 ? [lines.join('\n')] : [];
}

type Style = Parameters<Page['paint']>[0];

function section(title: string, style: Style, blocks: readonly string[], { page }: Telling): string[] {
  return blocks.length > 0 ? [[page.paint([style, 'bold'].flat() as Style, title), ...blocks].join('\n')] : [];
}

function renderHeader(report: Report, page: Page): string[] {
  const parts = headerParts(report).map(cleanText);
  return parts.length > 0 ? [page.line(0, page.paint('dim', parts.join(' · ')))] : [];
}

function renderError(problem: Problem, page: Page): string {
  const { file, line, column, path, message, expected, hint, code } = problem;
  const about = path === '' ? '' : `${cleanText(path)}: `;
  const place = `${cleanText(file)}:${line}:${column}`;
  return [
    page.line(
      0,
      `${place}: ${page.paint(['red', 'bold'], 'error')}: ${about}${cleanText(message)} ${codeText(code, page)}`,
    ),
    ...adviceLines(expected, hint, page),
  ].join('\n');
}

function renderWarning({ code, path, message, expected, hint, places, rest }: ToldWarning, page: Page): string {
  const about = path === '' ? '' : `${cleanText(path)}: `;
  const where = [...places.map(cleanText), ...rest].join(', ');
  return [
    page.line(0, `${page.paint(['yellow', 'bold'], 'warning')}: ${about}${cleanText(message)} ${codeText(code, page)}`),
    ...adviceLines(expected, hint, page),
    page.line(2, page.paint('dim', where)),
  ].join('\n');
}

function adviceLines(expected: string | null, hint: string | null, page: Page): string[] {
  return [...labelled('expected', expected, cleanText), ...labelled('hint', hint, cleanText)].map((line) =>
    page.line(2, line),
  );
}

function codeText(code: string, { paint }: Page): string {
  return paint('dim', `[${cleanText(code)}]`);
}

const failureStyles = { failed: 'red', restricted: 'magenta', skipped: 'magenta' } as const;

function renderFailures(outcome: keyof typeof failureStyles, { numbers, command }: Report, telling: Telling): string[] {
  const members = numbers.filter((number) => number.outcome === outcome);
  const title = `${outcomeTitle(outcome, command)} (${count(members.length, 'number')})`;
  return section(title, failureStyles[outcome], failureBlocks(members, telling), telling);
}

const kinds = ['risky', 'change', 'drift', 'protected'] as const;

/** Changes by what a reader has to do with them: those that are or were written, then those that never are. */
function renderChanges({ numbers, command, direction }: Report, telling: Telling): string[] {
  return (['drifted', 'applied', 'protected'] as const).flatMap((outcome) =>
    kinds.flatMap((kind) => {
      const isOfKind = (change: Change) => kindOf(change, { direction, outcome }) === kind;
      const members = numbers.filter((number) => number.outcome === outcome && number.changes.some(isOfKind));
      const title = `${kindTitle(kind, outcome, command)} (${count(members.length, 'number')})`;
      return section(title, kind === 'risky' ? 'red' : 'yellow', changeBlocks(members, isOfKind, telling), telling);
    }),
  );
}

function kindTitle(kind: (typeof kinds)[number], outcome: Outcome, command: Report['command']): string {
  if (kind === 'protected') return 'Protected: reported, never written';
  if (kind === 'drift') return 'Drift: live moved while the files stood still, and apply brings it back';
  const what = command === 'drift' ? 'drift' : outcome === 'applied' ? 'applied changes' : 'changes';
  return capitalize(kind === 'risky' ? `risky ${what}` : what);
}

/** Numbers whose settings file is gone. */
function renderNoLongerManaged({ base }: Report, page: Page): string[] {
  const gone = sortNumbers(base?.no_longer_managed ?? []);
  if (base === null || gone.length === 0) return [];
  const title = page.paint(['magenta', 'bold'], `No longer managed (${count(gone.length, 'number')})`);
  const why = `their files are gone since ${cleanText(base.ref)}: they stay as they are`;
  return [[title, ...gone.map((number) => page.line(2, nameLine(number, page))), page.line(4, why)].join('\n')];
}

/** The requests as they would be sent or were sent, one line per setting. */
function renderRequests({ numbers, direction }: Report, { page }: Telling): string[] {
  // Drift sends nothing.
  const sending = direction === 'file_to_live' ? [] : numbers.filter(({ requests }) => requests.length > 0);
  if (sending.length === 0) return [];
  const lines = sortNumbers(sending).flatMap((number) => [
    page.line(2, nameLine(number, page)),
    ...requestLines(number, page),
  ]);
  return [[page.paint('bold', 'Requests'), ...lines].join('\n')];
}

function requestLines({ requests }: NumberReport, page: Page): string[] {
  const settings = requests.flatMap(({ calling }) => Object.entries(calling as object));
  return settings.map(([setting, value]) =>
    page.line(4, page.paint('dim', `${setting}: ${cleanText(jsonText(value))}`)),
  );
}

function renderInSync({ numbers }: Report, page: Page): string[] {
  const members = sortNumbers(numbers.filter(({ outcome }) => outcome === 'in_sync'));
  if (members.length === 0) return [];
  const title = page.paint(['green', 'bold'], `In sync (${count(members.length, 'number')})`);
  return [[title, ...members.map((number) => page.line(2, nameLine(number, page)))].join('\n')];
}

/** What was done, or still needs doing, comes first. */
const summaryOrder: readonly Outcome[] = [
  'applied',
  'drifted',
  'in_sync',
  'restricted',
  'protected',
  'failed',
  'skipped',
];

function renderSummary(report: Report): string {
  const { command, summary, problems } = report;
  const files = count(summary.files, 'file');
  if (command === 'validate')
    return `Validate: ${files}, ${problems.length === 0 ? 'no problems' : problemCounts(summary)}.`;
  if (summary.errors > 0) return `Nothing was read or sent: ${files}, ${problemCounts(summary)}.`;
  const counts = outcomeCounts(report, summaryOrder).join(', ') || 'none';
  const warnings = summary.warnings > 0 ? ` ${count(summary.warnings, 'warning')}.` : '';
  return `${titleOf(report)}: ${count(summary.numbers, 'number')}: ${counts}. ${changesSentence(report)}.${warnings}`;
}

function titleOf({ command, base }: Report): string {
  return command === 'diff' && base !== null ? `Diff since ${cleanText(base.ref)}` : capitalize(command);
}

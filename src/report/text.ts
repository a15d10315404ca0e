import { styleText } from 'node:util';
import type { Change, NumberReport, Outcome, Problem, Report, UnmanagedNumber } from '../generated/schema-types.ts';
import { jsonText } from '../plan/json-text.ts';
import { cleanText } from './shared/clean-text.ts';
import { labelled } from './shared/lists.ts';
import { shownNotes } from './shared/notes.ts';
import { listRefusals } from './shared/refusals.ts';
import { reportTitle, sidesLine, sidesOf } from './shared/sides.ts';
import { renderValue } from './shared/value-text.ts';
import {
  changesSentence,
  count,
  isRisky,
  mostListedInSync,
  nameOf,
  outcomeCounts,
  outcomes,
  outcomeTitle,
  problemCounts,
  spaced,
} from './shared/words.ts';

export interface TextOptions {
  readonly color: boolean;
}

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const styles: Readonly<Record<Outcome, Style>> = {
  failed: 'red',
  restricted: 'magenta',
  protected: 'magenta',
  skipped: 'magenta',
  drifted: 'yellow',
  applied: 'green',
  in_sync: 'green',
};

/** The report for a person at a terminal: problems, then numbers by outcome, and one line of counts. */
export function renderText(report: Report, { color }: TextOptions): string {
  const paint: Paint = color
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
  const sections = [
    ...(report.problems.length > 0 ? [report.problems.map((problem) => renderProblem(problem, paint)).join('\n')] : []),
    ...outcomes.flatMap((outcome) => renderGroup(outcome, report, paint)),
    ...renderNoLongerManaged(report, paint),
    ...renderRefusals(report, paint),
    paint('bold', renderSummary(report)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function renderProblem(problem: Problem, paint: Paint): string {
  const { severity, file, line, column, path, message, expected, hint, code } = problem;
  const label = severity === 'error' ? paint(['red', 'bold'], 'error') : paint(['yellow', 'bold'], 'warning');
  const about = path === '' ? '' : `${cleanText(path)}: `;
  return [
    `${cleanText(file)}:${line}:${column}: ${label}: ${about}${cleanText(message)} ${paint('dim', `[${cleanText(code)}]`)}`,
    ...labelled('  expected', expected, cleanText),
    ...labelled('  hint', hint, cleanText),
  ].join('\n');
}

function renderGroup(outcome: Outcome, { command, direction, numbers }: Report, paint: Paint): string[] {
  const members = numbers.filter((number) => number.outcome === outcome);
  if (members.length === 0) return [];
  const title = paint([styles[outcome], 'bold'] as Style, `${outcomeTitle(outcome, command)} (${members.length})`);
  if (outcome === 'in_sync' && members.length > mostListedInSync) return [title];
  const shown = members.map((number) => renderNumber(number, direction, paint));
  return [`${title}\n${shown.join(outcome === 'in_sync' ? '\n' : '\n\n')}`];
}

/** Numbers whose settings file is gone. */
function renderNoLongerManaged({ base }: Report, paint: Paint): string[] {
  if (base === null || base.no_longer_managed.length === 0) return [];
  const lines = base.no_longer_managed.map((number) => renderName(number, paint));
  const title = paint(['magenta', 'bold'], `No longer managed (${lines.length})`);
  return [
    `${title}\n${lines.join('\n')}\n      their files are gone since ${cleanText(base.ref)}: they stay as they are`,
  ];
}

/** Next to the summary, where a person at a terminal looks first. */
function renderRefusals(report: Report, paint: Paint): string[] {
  const lines = listRefusals(report).map(({ lead, text }) => `${paint(['red', 'bold'], lead)}: ${cleanText(text)}`);
  return lines.length > 0 ? [lines.join('\n')] : [];
}

function renderName(number: UnmanagedNumber, paint: Paint): string {
  const name = paint('bold', cleanText(nameOf(number)));
  return `  ${name}  ${number.phone_number_id}  ${paint('dim', cleanText(number.file))}`;
}

function renderNumber(number: NumberReport, direction: Report['direction'], paint: Paint): string {
  return [
    renderName(number, paint),
    ...driftFirst(number.changes).flatMap((change) => renderChange(change, direction, paint)),
    ...(number.error ? renderFailure(number.error, paint) : []),
    ...shownNotes(number).map(
      ({ code, message }) => `      ${paint('cyan', spaced(cleanText(code)))}: ${cleanText(message)}`,
    ),
    ...(direction !== 'file_to_live' && number.outcome === 'drifted'
      ? number.requests.flatMap((request) => renderRequest(request, paint))
      : []),
  ].join('\n');
}

/** The request as it would be sent, one line per setting. */
function renderRequest({ calling }: NumberReport['requests'][number], paint: Paint): string[] {
  return Object.entries(calling as object).map(([setting, value]) =>
    paint('dim', `      sends ${setting}: ${cleanText(jsonText(value))}`),
  );
}

const signs = { add: ['green', '+'], change: ['yellow', '~'], remove: ['red', '-'] } as const;

function renderChange(change: Change, direction: Report['direction'], paint: Paint): string[] {
  const [style, sign] = signs[change.action];
  const { missing, removed } = sidesOf(direction);
  const before = change.action === 'add' ? `(${missing})` : renderValue(change.before);
  const after = change.action === 'remove' ? `(${removed})` : renderValue(change.after);
  const source = change.file === null ? '' : `  ${paint('dim', `${cleanText(change.file)}:${change.line}`)}`;
  const drifted =
    change.origin === 'drift' ? ` ${paint(['yellow', 'bold'], '(drift: live moved, the files did not)')}` : '';
  const mark = change.protected ? ` ${paint('magenta', '(protected)')}` : '';
  return [
    `    ${paint(style, sign)} ${cleanText(change.path)}: ${sidesLine(before, paint('bold', after), direction)}${mark}${drifted}${source}`,
    ...(isRisky(change) ? [`      ${paint(['red', 'bold'], 'risky')}: ${cleanText(change.risk ?? '')}`] : []),
  ];
}

/** What nobody asked for comes before the edits of this revision. */
function driftFirst(changes: readonly Change[]): Change[] {
  return [...changes.filter(({ origin }) => origin === 'drift'), ...changes.filter(({ origin }) => origin !== 'drift')];
}

function renderFailure({ code, message, hint }: NonNullable<NumberReport['error']>, paint: Paint): string[] {
  return [
    `      ${paint('red', 'error')}: ${cleanText(message)} ${paint('dim', `[${cleanText(code)}]`)}`,
    ...labelled('      hint', hint, cleanText),
  ];
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
  return `${titleOf(report)}: ${count(summary.numbers, 'number')}: ${counts}. ${changesSentence(report)}.`;
}

function titleOf({ command, base }: Report): string {
  return command === 'diff' && base !== null ? `Diff since ${cleanText(base.ref)}` : reportTitle(command);
}

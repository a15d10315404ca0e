import { styleText } from 'node:util';
import type { Change, NumberReport, Outcome, Problem, Report } from '../plan/schema-types.ts';
import { cleanText } from './clean-text.ts';
import { renderValue } from './value-text.ts';

export interface TextOptions {
  readonly color: boolean;
}

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/** Outcomes in the order in which a reader wants them: what went wrong first, what needs no look last. */
const groups: readonly { readonly outcome: Outcome; readonly title: string; readonly style: Style }[] = [
  { outcome: 'failed', title: 'Failed', style: 'red' },
  { outcome: 'restricted', title: 'Restricted', style: 'magenta' },
  { outcome: 'protected', title: 'Protected', style: 'magenta' },
  { outcome: 'skipped', title: 'Skipped', style: 'magenta' },
  { outcome: 'drifted', title: 'Drifted', style: 'yellow' },
  { outcome: 'applied', title: 'Applied', style: 'green' },
  { outcome: 'in_sync', title: 'In sync', style: 'green' },
];

/** Past this many, numbers in sync are only counted. */
const mostListedInSync = 20;

/** The report for a person at a terminal: problems, then numbers by outcome, and one line that sums up. */
export function renderText(report: Report, { color }: TextOptions): string {
  const paint: Paint = color
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_style, text) => text;
  const sections = [
    ...(report.problems.length > 0 ? [report.problems.map((problem) => renderProblem(problem, paint)).join('\n')] : []),
    ...groups.flatMap((group) => renderGroup(group, report, paint)),
    ...renderNoLongerManaged(report, paint),
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
    ...(expected ? [`  expected: ${cleanText(expected)}`] : []),
    ...(hint ? [`  hint: ${cleanText(hint)}`] : []),
  ].join('\n');
}

function renderGroup(group: (typeof groups)[number], { command, numbers }: Report, paint: Paint): string[] {
  const members = numbers.filter(({ outcome }) => outcome === group.outcome);
  if (members.length === 0) return [];
  const title = paint([group.style, 'bold'] as Style, `${titleOf(group, command)} (${members.length})`);
  if (group.outcome === 'in_sync' && members.length > mostListedInSync) return [title];
  const told = members.map((number) => renderNumber(number, command !== 'drift', paint));
  return [`${title}\n${told.join(group.outcome === 'in_sync' ? '\n' : '\n\n')}`];
}

/** A diff compares files with files: nothing in it has drifted. */
function titleOf({ outcome, title }: (typeof groups)[number], command: Report['command']): string {
  if (command !== 'diff') return title;
  return { drifted: 'Changed', in_sync: 'Unchanged' }[outcome as string] ?? title;
}

/** Numbers whose settings file is gone. */
function renderNoLongerManaged({ base }: Report, paint: Paint): string[] {
  if (base === null || base.no_longer_managed.length === 0) return [];
  const told = base.no_longer_managed.map(
    ({ phone_number_id, name, file }) =>
      `  ${paint('bold', cleanText(name ?? 'unnamed'))}  ${phone_number_id}  ${paint('dim', cleanText(file))}`,
  );
  const title = paint(['magenta', 'bold'], `No longer managed (${told.length})`);
  return [
    `${title}\n${told.join('\n')}\n      their files are gone since ${cleanText(base.ref)}: they stay as they are`,
  ];
}

function renderNumber(number: NumberReport, showsRequests: boolean, paint: Paint): string {
  const head = [
    paint('bold', cleanText(number.name ?? 'unnamed')),
    number.phone_number_id,
    paint('dim', cleanText(number.file)),
  ];
  const notes = number.notes.filter(({ code }) => isNews(code, number.outcome));
  return [
    `  ${head.join('  ')}`,
    ...driftFirst(number.changes).flatMap((change) => renderChange(change, paint)),
    ...(number.error ? renderFailure(number.error, paint) : []),
    ...notes.map(
      ({ code, message }) => `      ${paint('cyan', cleanText(code).replaceAll('_', ' '))}: ${cleanText(message)}`,
    ),
    ...(showsRequests && number.outcome === 'drifted'
      ? number.requests.flatMap((request) => renderRequest(request, paint))
      : []),
  ].join('\n');
}

/** The request as it would be sent, a line for each setting in it. */
function renderRequest({ calling }: NumberReport['requests'][number], paint: Paint): string[] {
  return Object.entries(calling as object).map(([setting, value]) =>
    paint('dim', `      sends ${setting}: ${cleanText(JSON.stringify(value))}`),
  );
}

/** News whatever became of the number. */
const alwaysNews = ['no_longer_managed', 'unknown_outcome', 'base_unreadable', 'cannot_restore'];

/** Of a number in sync few notes are news; of a restricted one its error tells the restriction already. */
function isNews(code: string, outcome: Outcome): boolean {
  if (alwaysNews.includes(code)) return true;
  return code === 'restriction' ? outcome !== 'restricted' : outcome !== 'in_sync';
}

const signs = { add: ['green', '+'], change: ['yellow', '~'], remove: ['red', '-'] } as const;

function renderChange(change: Change, paint: Paint): string[] {
  const [style, sign] = signs[change.action];
  const before = change.before === null ? '(not set)' : renderValue(change.before);
  const after = change.action === 'remove' ? '(removed)' : renderValue(change.after);
  const source = change.file === null ? '' : `  ${paint('dim', `${cleanText(change.file)}:${change.line}`)}`;
  const drifted =
    change.origin === 'drift' ? ` ${paint(['yellow', 'bold'], '(drift: live moved, the files did not)')}` : '';
  const mark = change.protected ? ` ${paint('magenta', '(protected)')}` : '';
  return [
    `    ${paint(style, sign)} ${cleanText(change.path)}: ${before} → ${paint('bold', after)}${mark}${drifted}${source}`,
    ...(change.risk === null || change.protected
      ? []
      : [`      ${paint(['red', 'bold'], 'risky')}: ${cleanText(change.risk)}`]),
  ];
}

/** What nobody asked for comes before what this revision asks for. */
function driftFirst(changes: readonly Change[]): Change[] {
  return [...changes.filter(({ origin }) => origin === 'drift'), ...changes.filter(({ origin }) => origin !== 'drift')];
}

function renderFailure({ code, message, hint }: NonNullable<NumberReport['error']>, paint: Paint): string[] {
  return [
    `      ${paint('red', 'error')}: ${cleanText(message)} ${paint('dim', `[${cleanText(code)}]`)}`,
    ...(hint ? [`      hint: ${cleanText(hint)}`] : []),
  ];
}

function renderSummary({ command, summary, problems, numbers, base }: Report): string {
  const files = `${summary.files} ${summary.files === 1 ? 'file' : 'files'}`;
  const counted = `${count(summary.errors, 'error')}, ${count(summary.warnings, 'warning')}`;
  if (command === 'validate') return `Validate: ${files}, ${problems.length === 0 ? 'no problems' : counted}.`;
  if (summary.errors > 0) return `Settings are invalid: ${files}, ${counted}. Nothing was read or sent.`;
  if (command === 'diff') return renderDiffSummary(summary, numbers, base);
  const verb = { apply: 'Apply', restore: 'Restore', drift: 'Drift (live → file)' }[command as string] ?? 'Plan';
  const parts = [
    [summary.applied, 'applied'],
    [summary.drifted, command === 'plan' ? 'to change' : 'drifted'],
    [summary.in_sync, 'in sync'],
    [summary.restricted, 'restricted'],
    [summary.protected, 'protected'],
    [summary.failed, 'failed'],
    [summary.skipped, 'skipped'],
  ] as const;
  const told = parts.filter(([many]) => many > 0).map(([many, what]) => `${many} ${what}`);
  return `${verb}: ${count(summary.numbers, 'number')}: ${told.join(', ') || 'none'}. ${countChanges(numbers)}.`;
}

function renderDiffSummary(summary: Report['summary'], numbers: readonly NumberReport[], base: Report['base']): string {
  const since = base === null ? '' : ` since ${cleanText(base.ref)}`;
  const gone = base?.no_longer_managed.length ?? 0;
  return [
    `Diff${since}: ${count(summary.numbers, 'number')}: ${summary.drifted} changed, ${summary.in_sync} unchanged`,
    ...(gone > 0 ? [`, ${gone} no longer managed`] : []),
    `. ${countChanges(numbers.map((number) => ({ ...number, changes: number.changes.map(withoutOrigin) })))}.`,
  ].join('');
}

/** In a diff every change comes from this revision. */
function withoutOrigin(change: Change): Change {
  return { ...change, origin: null };
}

/** A protected change will not happen: it is no risk, and no change like the others. */
function countChanges(numbers: readonly NumberReport[]): string {
  const changes = numbers.flatMap((number) => number.changes);
  const free = changes.filter((change) => !change.protected);
  const risky = free.filter(({ risk }) => risk !== null).length;
  const held = changes.length - free.length;
  const [edits, drift] = (['edit', 'drift'] as const).map((one) => free.filter(({ origin }) => origin === one).length);
  return [
    count(free.length, 'change'),
    ...(edits || drift ? [`${edits} from this revision`, `${drift} drift`] : []),
    ...(risky > 0 ? [`${risky} risky`] : []),
    ...(held > 0 ? [`${held} protected and not written`] : []),
  ].join(', ');
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}

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
    paint('bold', renderSummary(report)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function renderProblem(problem: Problem, paint: Paint): string {
  const { severity, file, line, column, path, message, expected, hint, code } = problem;
  const label = severity === 'error' ? paint(['red', 'bold'], 'error') : paint(['yellow', 'bold'], 'warning');
  const about = path === '' ? '' : `${cleanText(path)}: `;
  return [
    `${cleanText(file)}:${line}:${column}: ${label}: ${about}${cleanText(message)} ${paint('dim', `[${code}]`)}`,
    ...(expected ? [`  expected: ${cleanText(expected)}`] : []),
    ...(hint ? [`  hint: ${cleanText(hint)}`] : []),
  ].join('\n');
}

function renderGroup(group: (typeof groups)[number], { command, numbers }: Report, paint: Paint): string[] {
  const members = numbers.filter(({ outcome }) => outcome === group.outcome);
  if (members.length === 0) return [];
  const title = paint([group.style, 'bold'] as Style, `${group.title} (${members.length})`);
  if (group.outcome === 'in_sync' && members.length > mostListedInSync) return [title];
  const told = members.map((number) => renderNumber(number, command !== 'drift', paint));
  return [`${title}\n${told.join(group.outcome === 'in_sync' ? '\n' : '\n\n')}`];
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
    ...number.changes.flatMap((change) => renderChange(change, paint)),
    ...(number.error ? renderFailure(number.error, paint) : []),
    ...notes.map(({ code, message }) => `      ${paint('cyan', code.replaceAll('_', ' '))}: ${cleanText(message)}`),
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

/** Of a number in sync only a restriction is news, and of a restricted one its error tells the restriction already. */
function isNews(code: string, outcome: Outcome): boolean {
  return code === 'restriction' ? outcome !== 'restricted' : outcome !== 'in_sync';
}

const signs = { add: ['green', '+'], change: ['yellow', '~'], remove: ['red', '-'] } as const;

function renderChange(change: Change, paint: Paint): string[] {
  const [style, sign] = signs[change.action];
  const before = change.before === null ? '(not set)' : renderValue(change.before);
  const after = change.action === 'remove' ? '(removed)' : renderValue(change.after);
  const source = change.file === null ? '' : `  ${paint('dim', `${cleanText(change.file)}:${change.line}`)}`;
  const mark = change.protected ? ` ${paint('magenta', '(protected)')}` : '';
  return [
    `    ${paint(style, sign)} ${cleanText(change.path)}: ${before} → ${paint('bold', after)}${mark}${source}`,
    ...(change.risk === null || change.protected
      ? []
      : [`      ${paint(['red', 'bold'], 'risky')}: ${cleanText(change.risk)}`]),
  ];
}

function renderFailure({ code, message, hint }: NonNullable<NumberReport['error']>, paint: Paint): string[] {
  return [
    `      ${paint('red', 'error')}: ${cleanText(message)} ${paint('dim', `[${code}]`)}`,
    ...(hint ? [`      hint: ${cleanText(hint)}`] : []),
  ];
}

function renderSummary({ command, summary, problems, numbers }: Report): string {
  const files = `${summary.files} ${summary.files === 1 ? 'file' : 'files'}`;
  const counted = `${count(summary.errors, 'error')}, ${count(summary.warnings, 'warning')}`;
  if (command === 'validate') return `Validate: ${files}, ${problems.length === 0 ? 'no problems' : counted}.`;
  if (summary.errors > 0) return `Settings are invalid: ${files}, ${counted}. Nothing was read or sent.`;
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

/** A protected change will not happen: it is no risk, and no change like the others. */
function countChanges(numbers: readonly NumberReport[]): string {
  const changes = numbers.flatMap((number) => number.changes);
  const free = changes.filter((change) => !change.protected);
  const risky = free.filter(({ risk }) => risk !== null).length;
  const held = changes.length - free.length;
  return `${count(free.length, 'change')}${risky > 0 ? `, ${risky} risky` : ''}${held > 0 ? `, ${held} protected and not written` : ''}`;
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}

import type { Outcome, Report } from '../plan/schema-types.ts';
import { countText, type Finding, isRisky, levels, listFindings, plainText } from './findings.ts';

/** GitHub shows this many annotations of each kind for a step, and passes over the rest. */
const mostShown = 10;

/**
 * The report as workflow commands, which GitHub Actions shows beside the lines of the files: errors, warnings and notices,
 * each with what matters most first, and one plain line that sums up.
 */
export function renderGithub(report: Report): string {
  const findings = listFindings(report);
  const lines = [...findings.map(renderCommand), renderSummary(report, findings)];
  return `${lines.map(disarm).join('\n')}\n`;
}

function renderCommand({ level, file, line, column, title, lines }: Finding): string {
  const properties = Object.entries({ file: plainText(file), line, col: column, title })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${properties.join(',')}::${escapeData(lines.join('\n'))}`;
}

/** The percent sign goes first, lest it is escaped twice. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A runner that does not know `notice` looks for the older syntax `##[command]` anywhere in the line. */
function disarm(line: string): string {
  return line.replaceAll('##[', '## [');
}

/** Of counts alone, so that no value can make a command of it. */
function renderSummary({ command, summary, numbers, base }: Report, findings: readonly Finding[]): string {
  const outcomes = (['failed', 'restricted', 'protected', 'skipped', 'drifted', 'applied', 'in_sync'] as const)
    .filter((outcome) => summary[outcome] > 0)
    .map((outcome) => `${summary[outcome]} ${outcomeText(outcome, command)}`);
  const gone = base?.no_longer_managed.length ?? 0;
  const risky = numbers.flatMap(({ changes }) => changes.filter(isRisky)).length;
  return [
    `callctl ${command}: ${countText(summary.files, 'file')}, ${countText(summary.errors, 'error')}, ${countText(summary.warnings, 'warning')};`,
    `${[countText(summary.numbers, 'number'), ...outcomes, ...(gone > 0 ? [`${gone} no longer managed`] : [])].join(', ')};`,
    `${countText(summary.changes, 'change')}${risky > 0 ? `, ${risky} risky` : ''}.`,
    ...renderUnshown(findings),
  ].join(' ');
}

/** Drift is told of live alone. */
function outcomeText(outcome: Outcome, command: Report['command']): string {
  if (outcome === 'drifted' && command !== 'drift') return command === 'diff' ? 'changed' : 'to change';
  return outcome === 'in_sync' && command === 'diff' ? 'unchanged' : outcome.replace('_', ' ');
}

function renderUnshown(findings: readonly Finding[]): string[] {
  const many = levels
    .map((level) => [level, findings.filter((finding) => finding.level === level).length] as const)
    .filter(([, count]) => count > mostShown)
    .map(([level, count]) => countText(count, level));
  return many.length > 0
    ? [`GitHub annotates the first ${mostShown} of ${many.join(' and of ')}; the log has all.`]
    : [];
}

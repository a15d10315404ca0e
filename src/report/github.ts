import type { Report } from '../generated/schema-types.ts';
import { plainText } from './shared/clean-text.ts';
import { type Finding, levels, listFindings } from './shared/findings.ts';
import { listRefusals, type Refusal } from './shared/refusals.ts';
import { count, countChanges, outcomeCounts, problemCounts } from './shared/words.ts';

/** GitHub shows this many annotations of each kind for a step, and drops the rest. */
const mostShown = 10;

/**
 * The report as workflow commands, which GitHub Actions shows beside the lines of the files: errors, warnings and notices,
 * in each what matters most first, and one plain line of counts.
 */
export function renderGithub(report: Report): string {
  const findings = listFindings(report);
  const lines = [
    ...listRefusals(report).map(renderRefusal),
    ...findings.map(renderCommand),
    renderSummary(report, findings),
  ];
  return `${lines.map(disarm).join('\n')}\n`;
}

/** It belongs to no line of a file, so GitHub shows it with the run alone. */
function renderRefusal({ lead, text }: Refusal): string {
  return `::error title=callctl guards::${escapeData(`${lead}: ${plainText(text)}`)}`;
}

function renderCommand({ level, file, line, column, title, lines }: Finding): string {
  const properties = Object.entries({ file: plainText(file), line, col: column, title })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${properties.join(',')}::${escapeData(lines.join('\n'))}`;
}

/** The percent sign goes first, because the other escapes contain one. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A runner that does not know `notice` finds the older syntax `##[command]` anywhere in the line. */
function disarm(line: string): string {
  return line.replaceAll('##[', '## [');
}

/** It has counts only, so that no value can turn it into a command. */
function renderSummary(report: Report, findings: readonly Finding[]): string {
  const { command, summary, numbers } = report;
  const { risky } = countChanges(numbers);
  return [
    `callctl ${command}: ${count(summary.files, 'file')}, ${problemCounts(summary)};`,
    `${[count(summary.numbers, 'number'), ...outcomeCounts(report)].join(', ')};`,
    `${count(summary.changes, 'change')}${risky > 0 ? `, ${risky} risky` : ''}.`,
    ...renderUnshown(findings),
  ].join(' ');
}

function renderUnshown(findings: readonly Finding[]): string[] {
  const unshown = levels
    .map((level) => [level, findings.filter((finding) => finding.level === level).length] as const)
    .filter(([, many]) => many > mostShown)
    .map(([level, many]) => count(many, level));
  return unshown.length > 0
    ? [`GitHub annotates the first ${mostShown} of ${unshown.join(' and of ')}; the log has all.`]
    : [];
}

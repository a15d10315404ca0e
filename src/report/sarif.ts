import { createHash } from 'node:crypto';
import type { Report } from '../generated/schema-types.ts';
import { plainText } from './shared/clean-text.ts';
import { type Finding, listFindings } from './shared/findings.ts';
import { listRefusals } from './shared/refusals.ts';
import { count, spaced } from './shared/words.ts';

export interface SarifOptions {
  /** Of callctl. */
  readonly version: string;
}

/** Code scanning accepts 25,000 results of a run and shows the first 5,000. */
const mostResults = 5000;

const levelNames = { error: 'error', warning: 'warning', notice: 'note' } as const;

/** The report as SARIF 2.1.0, for code scanning: a result for each problem, failure and change, what matters most first. */
export function renderSarif(report: Report, { version }: SarifOptions): string {
  const findings = listFindings(report);
  const shown = findings.slice(0, mostResults);
  const rules = firstOfEachRule(shown);
  const run = {
    tool: { driver: { name: 'callctl', version, semanticVersion: version, rules: rules.map(renderRule) } },
    // An upload replaces the earlier one with the same id, so each shard and command has its own.
    automationDetails: { id: `callctl/${report.command}/${shardName(report)}` },
    columnKind: 'unicodeCodePoints',
    invocations: [renderInvocation(report, findings.slice(mostResults))],
    results: renderResults(
      shown,
      rules.map(({ rule }) => rule),
    ),
  };
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return `${JSON.stringify({ $schema, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function firstOfEachRule(findings: readonly Finding[]): Finding[] {
  const first = new Map<string, Finding>();
  for (const finding of findings) if (!first.has(finding.rule)) first.set(finding.rule, finding);
  return [...first.values()];
}

function shardName({ shard }: Report): string {
  return shard === null ? '' : `shard-${shard.index}-of-${shard.count}/`;
}

const ruleTexts = new Map([
  ['drift', 'Live differs from the settings file'],
  ['risky', 'A change that deserves a second look'],
  ['change', 'A change that was asked for'],
  ['restricted', 'Meta blocks writes to the number'],
]);

/** A rule, made from the first result that breaks it. */
function renderRule({ rule, level, title }: Finding) {
  const kind = title.split(':')[0] ?? title;
  const text = messageText(ruleTexts.get(rule) ?? `${kind}: ${spaced(rule)}`);
  return {
    id: rule,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: 'The result says what was found and how to fix it.' },
    defaultConfiguration: { level: levelNames[level] },
  };
}

/** The run itself succeeded, even if it found errors. */
function renderInvocation(report: Report, unshown: readonly Finding[]) {
  const text = `${count(unshown.length, 'result')} left out: code scanning shows ${mostResults} of a run. These are the most important.`;
  const texts = [
    ...listRefusals(report).map((refusal) => messageText(plainText(`${refusal.lead}: ${refusal.text}`))),
    ...(unshown.length > 0 ? [text] : []),
  ];
  const toolExecutionNotifications = texts.map((notice) => ({ level: 'warning', message: { text: notice } }));
  return { executionSuccessful: true, endTimeUtc: report.created_at, toolExecutionNotifications };
}

function renderResults(findings: readonly Finding[], rules: readonly string[]) {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const digest = digestOf(finding);
    const occurrence = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, occurrence);
    return renderResult(finding, rules.indexOf(finding.rule), `${digest}:${occurrence}`);
  });
}

function renderResult(
  { rule, level, title, lines, file, line, column }: Finding,
  ruleIndex: number,
  fingerprint: string,
) {
  const region = { startLine: line ?? 1, ...(column === null ? {} : { startColumn: column }) };
  return {
    ruleId: rule,
    ruleIndex,
    level: levelNames[level],
    message: { text: messageText([title, ...lines].join('\n')) },
    locations: [{ physicalLocation: { artifactLocation: { uri: fileUri(file) }, region } }],
    // Code scanning looks for this name. Without it, results of several numbers at one line of a partial would be one.
    partialFingerprints: { primaryLocationLineHash: fingerprint },
  };
}

/** Identifies a finding by its subject, not by its line or values, so that it stays the same when the line moves. */
function digestOf({ rule, file, subject }: Finding): string {
  return createHash('sha256')
    .update(JSON.stringify([rule, file, subject]))
    .digest('hex')
    .slice(0, 32);
}

/** Braces would be placeholders (SARIF 3.11.5), and text in brackets before parentheses a link (3.11.6). */
function messageText(text: string): string {
  return text.replaceAll('{', '{{').replaceAll('}', '}}').replaceAll('](', '] (');
}

function fileUri(path: string): string {
  const segments = path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent);
  return `${path.startsWith('/') ? 'file://' : ''}${segments.join('/')}`;
}

import type { NumberReport, Outcome, Problem, Report, UnmanagedNumber } from '../generated/schema-types.ts';
import { groupByKey } from '../plan/group-by-key.ts';
import { plainText } from './shared/clean-text.ts';
import { escapeXml } from './shared/escape-markup.ts';
import { changeLines, failureLines, goneText, noteText, numberText, problemLines } from './shared/finding-lines.ts';
import { shownNotes } from './shared/notes.ts';
import { listRefusals, type Refusal } from './shared/refusals.ts';
import { count, isRisky, problemCounts } from './shared/words.ts';

/** One test of the suite. `output` is its text besides the result. */
interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly file: string | null;
  readonly result: 'passed' | 'failure' | 'skipped';
  /** Of a failure: its kind, and a summary. */
  readonly type: string;
  readonly message: string;
  readonly output: readonly string[];
}

/**
 * The report as JUnit XML, for CI systems that show tests: a suite with a test for each file with problems and for each
 * number. It follows Jenkins' schema except for the attribute `file`, which GitLab links to.
 */
export function renderJunit(report: Report): string {
  const tests = [
    ...listRefusals(report).map(testGuard),
    ...listFileTests(report.problems),
    ...report.numbers.map((number) => testNumber(number, report)),
    ...(report.base?.no_longer_managed ?? []).map(testGone),
  ];
  // Jenkins reports a suite without a test as a mistake.
  return renderSuite(report, tests.length > 0 ? tests : [passedTest]);
}

const passedTest: TestCase = {
  classname: 'settings',
  name: 'settings files',
  file: null,
  result: 'passed',
  type: '',
  message: '',
  output: [],
};

function listFileTests(problems: readonly Problem[]): TestCase[] {
  return [...groupByKey(problems, ({ file }) => file)].map(([file, found]) => testFile(file, found));
}

function testGuard({ code, lead, text }: Refusal): TestCase {
  const message = `${lead}: ${plainText(text)}`;
  return {
    classname: 'guards',
    name: code,
    file: null,
    result: 'failure',
    type: 'refused',
    message,
    output: [message],
  };
}

/** Warnings alone do not fail a test. */
function testFile(file: string, problems: readonly Problem[]): TestCase {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return {
    classname: 'settings',
    name: file,
    file,
    result: errors > 0 ? 'failure' : 'passed',
    type: 'invalid',
    message: problemCounts({ errors, warnings: problems.length - errors }),
    output: problems.flatMap(renderProblem),
  };
}

function renderProblem(problem: Problem): string[] {
  const { severity, file, line, column } = problem;
  const [first, ...others] = problemLines(problem);
  return hanging([`${plainText(file)}:${line}:${column}: ${severity}: ${first}`, ...others]);
}

function hanging([first = '', ...others]: readonly string[]): string[] {
  return [first, ...others.map((line) => `  ${line}`)];
}

const results: Readonly<Record<Outcome, TestCase['result']>> = {
  in_sync: 'passed',
  applied: 'passed',
  drifted: 'failure',
  failed: 'failure',
  restricted: 'failure',
  protected: 'skipped',
  skipped: 'skipped',
};

function testNumber(number: NumberReport, { command, direction }: Report): TestCase {
  const { account, file, outcome, changes } = number;
  const failure = failureLines(number);
  return {
    classname: account ?? 'default',
    name: numberText(number),
    file,
    result: outcome === 'drifted' && isWanted(number, command) ? 'passed' : results[outcome],
    type: outcome,
    message: failure[0] ?? changesText(number),
    output: [
      ...failure,
      ...changes.flatMap((change) => hanging(changeLines(change, { direction, outcome }))),
      ...shownNotes(number).map(({ code, message }) => `${noteText(code)}: ${plainText(message)}`),
    ],
  };
}

function testGone(number: UnmanagedNumber): TestCase {
  return {
    classname: number.account ?? 'default',
    name: numberText(number),
    file: number.file,
    result: 'skipped',
    type: 'no_longer_managed',
    message: goneText,
    output: [goneText],
  };
}

/** Changes of the files are wanted: all of a diff, and the edits of a plan with a base. */
function isWanted({ changes }: NumberReport, command: Report['command']): boolean {
  return command === 'diff' || (changes.length > 0 && changes.every(({ origin }) => origin === 'edit'));
}

function changesText({ changes }: NumberReport): string {
  const risky = changes.filter(isRisky).length;
  return `${count(changes.length, 'change')}${risky > 0 ? `, ${risky} risky` : ''}`;
}

function renderSuite(report: Report, tests: readonly TestCase[]): string {
  const count = (result: TestCase['result']) => tests.filter((test) => test.result === result).length;
  const totals = { tests: tests.length, failures: count('failure'), errors: 0 };
  const more = { skipped: count('skipped'), timestamp: report.created_at };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'callctl', ...totals })}>`,
    `  <testsuite${attributes({ name: `callctl ${report.command}`, ...totals, ...more })}>`,
    ...renderProperties(report),
    ...tests.map(renderTest),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function renderProperties({ command, graph_url, graph_version, base, shard }: Report): string[] {
  const properties = {
    command,
    graph_url,
    graph_version,
    base: base && `${base.ref} ${base.commit}`,
    shard: shard && `${shard.index}/${shard.count}`,
  };
  const stated = Object.entries(properties).filter(([, value]) => value !== null);
  return [
    '    <properties>',
    ...stated.map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
  ];
}

function renderTest(test: TestCase): string {
  const { classname, name, file } = test;
  const start = `    <testcase${attributes({ classname, name, file })}`;
  const content = renderContent(test);
  return content === '' ? `${start}/>` : `${start}>\n      ${content}\n    </testcase>`;
}

function renderContent({ result, type, message, output }: TestCase): string {
  const text = output.map(escapeXml).join('\n');
  if (result === 'failure') return `<failure${attributes({ type, message })}>${text}</failure>`;
  if (result === 'skipped') return `<skipped>${text}</skipped>`;
  return text === '' ? '' : `<system-out>${text}</system-out>`;
}

function attributes(values: Record<string, string | number | null>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${escapeXml(plainText(String(value)))}"`)
    .join('');
}

import { readFile } from 'node:fs/promises';
import type { CallctlError } from '../errors.ts';
import { isObject } from '../plan/json.ts';
import { mergeReports, type NamedReport } from '../plan/merge-reports.ts';
import type { Change, Failure, Note, NumberReport, Problem, Report, SavedPlan, Summary } from '../plan/schema-types.ts';
import { parseShard } from '../plan/shard.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';
import { type SettingsOptions, usage } from './options.ts';
import { checkOutput, printReport } from './print-report.ts';

export interface ReportOptions extends Pick<SettingsOptions, 'format' | 'output' | 'color' | 'quiet'> {
  /** Whether drift in a plan makes the exit code 2, as it does for `plan` itself. */
  readonly detailedExitcode?: boolean;
}

/**
 * Renders a saved JSON report, or those of all shards of one run as one. The exit code is the one that one run would have
 * given.
 *
 * @throws CallctlError `usage` for a file that is no report, or reports that are not of one run.
 */
export async function report(files: readonly string[], options: ReportOptions, io: Io): Promise<number> {
  const printing = { ...options, only: [] };
  checkOutput(printing);
  const reports: NamedReport[] = [];
  for (const name of files) reports.push({ name, report: await readReport(name) });
  const merged = mergeReports(reports);
  if ('refusal' in merged) throw usage(merged.refusal, merged.hint);
  printReport(merged.report, printing, io);
  return exitCodeOfRun(merged.report, options.detailedExitcode === true);
}

function exitCodeOfRun(made: Report, detailed: boolean): number {
  const { command, summary } = made;
  const code = exitCodeOf(made, command === 'drift' || (command === 'plan' && detailed));
  // An apply leaves drift alone only where a guard refused it or nobody approved it.
  const refused = command === 'apply' && summary.drifted > 0;
  return refused && code !== exitCodes.interrupted && code !== exitCodes.invalid ? exitCodes.refused : code;
}

async function readReport(name: string): Promise<Report> {
  const value = parseJson(await readText(name), name);
  if (isObject(value) && typeof value.format_version === 'number' && value.format_version !== 1) {
    throw noReport(`${name} has format_version ${value.format_version}, and this callctl reads 1`);
  }
  const wrong = isWithinDepth(value, deepest) ? checkReport(value, '') : 'it is nested too deeply';
  if (wrong !== null) throw noReport(`${name} is no report of callctl: ${wrong}`);
  return value as Report;
}

/** Also refuses what is no UTF-8, and skips a byte order mark. */
async function readText(name: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(name));
  } catch (error) {
    throw noReport(`${name} cannot be read: ${(error as Error).message}`);
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw noReport(`${name} is not JSON: ${(error as Error).message}`);
  }
}

function noReport(message: string): CallctlError {
  return usage(message, 'give a file that callctl wrote with --format json --output FILE');
}

/** Far deeper than any report; printing recurses, and must not run out of stack. */
const deepest = 100;

function isWithinDepth(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((member) => isWithinDepth(member, depth - 1));
}

/** What is wrong with a value, and where; null where nothing is. */
type Check = (value: unknown, path: string) => string | null;

function is(holds: (value: unknown) => boolean, expected: string): Check {
  return (value, path) => {
    if (holds(value)) return null;
    const at = path || 'the document';
    return value === undefined ? `${at} is missing` : `${at} is not ${expected}`;
  };
}

function orNull(check: Check): Check {
  return (value, path) => (value === null ? null : check(value, path));
}

function oneOf(...values: readonly string[]): Check {
  return is((value) => typeof value === 'string' && values.includes(value), `one of ${values.join(', ')}`);
}

function listOf(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return list(value, path);
    return firstWrong(value.map((item, at) => () => check(item, `${path}[${at}]`)));
  };
}

/** Each member that the type has is checked: a new one in the schema does not compile until it is. */
function objectOf<Shape>(members: { readonly [Key in keyof Shape]-?: Check }): Check {
  const checks = Object.entries<Check>(members);
  return (value, path) => {
    if (!isObject(value)) return object(value, path);
    return firstWrong(
      checks.map(
        ([key, check]) =>
          () =>
            check(value[key], path === '' ? key : `${path}.${key}`),
      ),
    );
  };
}

function firstWrong(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const wrong = check();
    if (wrong !== null) return wrong;
  }
  return null;
}

const anything = is((value) => value !== undefined, 'a value');
const list = is(Array.isArray, 'a list');
const object = is(isObject, 'an object');
const text = is((value) => typeof value === 'string', 'a text');
const flag = is((value) => typeof value === 'boolean', 'true or false');
const wholeNumber = is((value) => Number.isSafeInteger(value) && Number(value) >= 0, 'a whole number');
const code = is((value) => typeof value === 'string' && /^[a-z\d_]+$/.test(value), 'a code as in not_found');
const digits = is((value) => typeof value === 'string' && /^\d+$/.test(value), 'digits in quotes');
const time = is(
  (value) =>
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value)),
  'a time as in 2026-11-22T10:00:00Z',
);
const shard = is(
  (value) =>
    isObject(value) &&
    typeof value.index === 'number' &&
    typeof value.count === 'number' &&
    parseShard(`${value.index}/${value.count}`) !== null,
  'a shard as in {"index": 1, "count": 4}',
);

const checkChange = objectOf<Change>({
  path: text,
  setting: text,
  action: oneOf('add', 'change', 'remove'),
  before: anything,
  after: anything,
  risk: orNull(text),
  origin: orNull(oneOf('edit', 'drift')),
  protected: flag,
  file: orNull(text),
  line: orNull(wholeNumber),
});

const checkNumber = objectOf<NumberReport>({
  phone_number_id: digits,
  name: orNull(text),
  account: orNull(text),
  file: text,
  outcome: oneOf('in_sync', 'drifted', 'applied', 'restricted', 'protected', 'failed', 'skipped'),
  changes: listOf(checkChange),
  requests: listOf(objectOf<{ calling: unknown }>({ calling: object })),
  notes: listOf(objectOf<Note>({ code, message: text, path: orNull(text) })),
  live_fingerprint: orNull(text),
  error: orNull(objectOf<Failure>({ code, message: text, hint: orNull(text) })),
});

const checkProblem = objectOf<Problem>({
  severity: oneOf('error', 'warning'),
  code,
  message: text,
  expected: orNull(text),
  hint: orNull(text),
  file: text,
  line: wholeNumber,
  column: wholeNumber,
  path: text,
});

const checkSummary = objectOf<Summary>({
  files: wholeNumber,
  numbers: wholeNumber,
  in_sync: wholeNumber,
  drifted: wholeNumber,
  applied: wholeNumber,
  restricted: wholeNumber,
  protected: wholeNumber,
  failed: wholeNumber,
  skipped: wholeNumber,
  changes: wholeNumber,
  errors: wholeNumber,
  warnings: wholeNumber,
});

const checkReport = objectOf<Report>({
  format_version: is((value) => value === 1, '1'),
  command: oneOf('validate', 'plan', 'apply', 'drift', 'diff', 'restore', 'import', 'report', 'doctor'),
  created_at: time,
  graph_url: orNull(text),
  graph_version: orNull(text),
  summary: checkSummary,
  numbers: listOf(checkNumber),
  problems: listOf(checkProblem),
  shard: orNull(shard),
  saved_plan: orNull(objectOf<NonNullable<SavedPlan>>({ desired_digest: text, digest: text })),
});

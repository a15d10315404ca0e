import { readFile } from 'node:fs/promises';
import type { CallctlError } from '../errors.ts';
import { validateReport } from '../generated/report-validator.ts';
import type { Report } from '../generated/schema-types.ts';
import { isObject, isWithinDepth } from '../plan/json.ts';
import { mergeReports, type NamedReport } from '../plan/merge-reports.ts';
import { exitCodeOf, exitCodes } from '../run/exit-code.ts';
import { type SettingsOptions, usage } from '../run/options.ts';
import { checkOutput, printReport } from '../run/print-report.ts';
import type { Io } from '../run/world.ts';

export interface ReportOptions extends Pick<SettingsOptions, 'format' | 'output' | 'color'> {
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
  checkOutput(options);
  const reports: NamedReport[] = [];
  for (const name of files) reports.push({ name, report: await readReport(name) });
  const merged = mergeReports(reports);
  if ('refusal' in merged) throw usage(merged.refusal, merged.hint);
  await printReport(merged.report, options, io);
  return exitCodeOfRun(merged.report, options.detailedExitcode === true);
}

function exitCodeOfRun(made: Report, detailed: boolean): number {
  const { command, summary } = made;
  const code = exitCodeOf(made, command === 'drift' || detailed);
  // These leave drift alone only where a guard refused it or nobody approved it.
  const refused = (command === 'apply' || command === 'restore') && summary.drifted > 0;
  return refused && code !== exitCodes.interrupted && code !== exitCodes.invalid ? exitCodes.refused : code;
}

async function readReport(name: string): Promise<Report> {
  const value = parseJson(await readText(name), name);
  if (isObject(value) && typeof value.format_version === 'number' && value.format_version !== 1) {
    throw noReport(`${name} has format_version ${value.format_version}, and this callctl reads 1`);
  }
  const wrong = isWithinDepth(value) ? findWrong(value) : 'it is nested too deeply';
  if (wrong !== null) throw noReport(`${name} is no report of callctl: ${wrong}`);
  return value as Report;
}

interface Validate {
  (value: unknown): boolean;
  errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
}

/** What a value has against the schema of reports, and where; null for a report. */
function findWrong(value: unknown): string | null {
  // The generated module is plain JavaScript; its type is what ajv documents for standalone code.
  const validate = validateReport as unknown as Validate;
  if (validate(value)) return null;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath.slice(1).replaceAll('/', '.') || 'it'} ${first?.message ?? 'is wrong'}`;
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

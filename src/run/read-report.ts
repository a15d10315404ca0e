import { readFile } from 'node:fs/promises';
import { type CallctlError, usageError } from '../errors.ts';
import { validateReport } from '../generated/report-validator.ts';
import type { Report } from '../generated/schema-types.ts';
import { directionOf, exchangeSides } from '../plan/direction.ts';
import { isObject, type Json } from '../plan/json.ts';
import { parseJsonText } from '../plan/parse-json.ts';

/**
 * Reads a report that was saved as JSON.
 *
 * @throws CallctlError `usage` for a file that is not a report of callctl, or is of another format version.
 */
export async function readReport(name: string): Promise<Report> {
  const value = parseJson(await readText(name), name);
  const version = isObject(value) ? value.format_version : undefined;
  if (typeof version === 'number' && version !== 1 && version !== 2) {
    throw notReport(`${name} has format_version ${version}, and this callctl reads 1 and 2`);
  }
  const current = version === 1 ? addLaterMembers(value) : value;
  const wrong = findWrong(current);
  if (wrong !== null) throw notReport(`${name} is not a callctl report: ${wrong}`);
  const report = current as unknown as Report;
  return version === 1 && report.command === 'drift' ? turnDrift(report) : report;
}

/** What a report of format version 1 lacks. */
function addLaterMembers(value: Json): Json {
  if (!isObject(value)) return value;
  const direction = directionOf(value.command as Report['command']);
  return { selection: null, guards: null, ...value, format_version: 2, direction };
}

/** In format version 1, drift read from live to the files. */
function turnDrift(report: Report): Report {
  return { ...report, numbers: report.numbers.map(exchangeSides) };
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

/** Refuses text that is not UTF-8, and skips a byte order mark. */
async function readText(name: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(name));
  } catch (error) {
    throw notReport(`${name} cannot be read: ${(error as Error).message}`);
  }
}

function parseJson(text: string, name: string): Json {
  try {
    return parseJsonText(text);
  } catch (error) {
    throw notReport(`${name} is not JSON: ${(error as Error).message}`);
  }
}

function notReport(message: string): CallctlError {
  return usageError(message, 'give a file that callctl wrote with --format json --output FILE');
}

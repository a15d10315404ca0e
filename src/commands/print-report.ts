import { randomUUID } from 'node:crypto';
import { accessSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CallctlError } from '../errors.ts';
import type { Report } from '../plan/schema-types.ts';
import { renderJson } from '../report/json.ts';
import { renderText } from '../report/text.ts';
import type { Io } from './io.ts';
import type { SettingsOptions } from './options.ts';

/** Prints the report to stdout, or writes it to the file of --output. A report that cannot be written is printed. */
export function printReport(report: Report, options: SettingsOptions, io: Io): void {
  const color = options.color && io.color && options.output === undefined;
  const text = options.format === 'json' ? renderJson(report) : renderText(report, { color });
  try {
    if (options.output === undefined) io.stdout(text);
    else writeWhole(options.output, io.mask(text));
  } catch (error) {
    io.stdout(text);
    throw cannotWrite(options.output ?? 'stdout', error);
  }
}

/**
 * Makes sure, before anything is sent, that --output can be written in the end.
 *
 * @throws CallctlError `io` where it cannot.
 */
export function checkOutput({ output }: SettingsOptions): void {
  if (output === undefined) return;
  try {
    const found = statSync(output, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new Error('it is a folder');
    accessSync(found ? output : dirname(output), constants.W_OK);
  } catch (error) {
    throw cannotWrite(output, error);
  }
}

/** Writes beside the file and renames, so that a reader never meets half a report. A device or a pipe is written to. */
function writeWhole(output: string, text: string): void {
  const found = statSync(output, { throwIfNoEntry: false });
  if (found && !found.isFile()) writeFileSync(output, text);
  else replaceFile(found ? realpathSync(output) : output, text);
}

function replaceFile(path: string, text: string): void {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function cannotWrite(path: string, error: unknown): CallctlError {
  return new CallctlError(
    'io',
    `cannot write ${path}: ${(error as Error).message}`,
    'give --output a path that can be written',
  );
}

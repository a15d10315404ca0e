import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { CallctlError } from '../errors.ts';
import type { Report } from '../plan/schema-types.ts';
import { renderJson } from '../report/json.ts';
import { renderText } from '../report/text.ts';
import type { Io } from './io.ts';
import type { SettingsOptions } from './options.ts';

/** Prints the report to stdout, or writes it to the file of --output. */
export function printReport(report: Report, options: SettingsOptions, io: Io): void {
  const color = options.color && io.color && options.output === undefined;
  const text = options.format === 'json' ? renderJson(report) : renderText(report, { color });
  if (options.output === undefined) io.stdout(text);
  else writeWhole(options.output, text);
}

/** Writes beside the file and renames, so that a reader never meets half a report. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new CallctlError(
      'io',
      `cannot write ${path}: ${(error as Error).message}`,
      'give --output a path that can be written',
    );
  }
}

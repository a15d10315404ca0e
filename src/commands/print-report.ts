import type { Report } from '../plan/schema-types.ts';
import { renderJson } from '../report/json.ts';
import { renderText } from '../report/text.ts';
import type { Io } from './io.ts';
import type { SettingsOptions } from './options.ts';
import { checkWritable, writeWhole } from './write-file.ts';

type PrintOptions = Pick<SettingsOptions, 'format' | 'output' | 'color'>;

/** Prints the report to stdout, or writes it to the file of --output. A report that cannot be written is printed. */
export function printReport(report: Report, options: PrintOptions, io: Io): void {
  const color = options.color && io.color && options.output === undefined;
  const text = options.format === 'json' ? renderJson(report) : renderText(report, { color });
  if (options.output === undefined) {
    io.stdout(text);
    return;
  }
  try {
    writeWhole(options.output, io.mask(text), '--output');
  } catch (error) {
    io.stdout(text);
    throw error;
  }
}

/**
 * Makes sure, before anything is sent, that --output can be written in the end.
 *
 * @throws CallctlError `io` where it cannot.
 */
export function checkOutput({ output }: PrintOptions): void {
  if (output !== undefined) checkWritable(output, '--output');
}

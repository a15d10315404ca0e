import type { Report } from '../generated/schema-types.ts';
import { renderReport } from '../report/formats.ts';
import { defaults, type ReportFlags } from './options.ts';
import { writeWhole } from './output-file.ts';
import { readVersion } from './version.ts';
import type { World } from './world.ts';

/** Prints the report to stdout, or writes it to the file of --output. A report that cannot be written is printed. */
export async function printReport(report: Report, flags: ReportFlags, world: World): Promise<void> {
  const color = flags.color && world.color && flags.output === undefined;
  const { verbose = false, format = defaults.format, output } = flags;
  const width = output === undefined ? world.width : defaults.width;
  const text = await renderReport(report, format, { color, width, verbose, version: readVersion() });
  if (flags.output === undefined) {
    world.stdout(text);
    return;
  }
  try {
    writeWhole(flags.output, world.mask(text), '--output');
  } catch (error) {
    world.stdout(text);
    throw error;
  }
}

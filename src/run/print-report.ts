import type { Report } from '../generated/schema-types.ts';
import type { Format, SettingsOptions } from './options.ts';
import { checkWritable, writeWhole } from './output-file.ts';
import { readVersion } from './version.ts';
import type { Io } from './world.ts';

type PrintOptions = Pick<SettingsOptions, 'format' | 'output' | 'color'>;
type Render = (report: Report, color: boolean) => Promise<string>;

/** Loaded when it is asked for: a run needs one of them. */
const renderers: Record<Format, Render> = {
  text: async (report, color) => (await import('../report/text.ts')).renderText(report, { color }),
  json: async (report) => (await import('../report/json.ts')).renderJson(report),
  markdown: async (report) => (await import('../report/markdown.ts')).renderMarkdown(report),
  html: async (report) => (await import('../report/html.ts')).renderHtml(report),
  github: async (report) => (await import('../report/github.ts')).renderGithub(report),
  sarif: async (report) => (await import('../report/sarif.ts')).renderSarif(report, { version: readVersion() }),
  junit: async (report) => (await import('../report/junit.ts')).renderJunit(report),
};

/** Prints the report to stdout, or writes it to the file of --output. A report that cannot be written is printed. */
export async function printReport(report: Report, options: PrintOptions, io: Io): Promise<void> {
  const color = options.color && io.color && options.output === undefined;
  const text = await renderers[options.format](report, color);
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

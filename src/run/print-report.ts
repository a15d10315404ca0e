import type { Report } from '../generated/schema-types.ts';
import { defaults, type Format, type ReportFlags } from './options.ts';
import { writeWhole } from './output-file.ts';
import { readVersion } from './version.ts';
import type { World } from './world.ts';

type Render = (report: Report, color: boolean) => Promise<string>;

/** Loaded on demand, because a run needs only one of them. */
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
export async function printReport(report: Report, flags: ReportFlags, world: World): Promise<void> {
  const color = flags.color && world.color && flags.output === undefined;
  const text = await renderers[flags.format ?? defaults.format](report, color);
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

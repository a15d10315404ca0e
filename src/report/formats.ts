import type { Report } from '../generated/schema-types.ts';

/** The names of the formats that a report can be rendered in. */
export const formats = ['text', 'json', 'markdown', 'html', 'github', 'sarif', 'junit'] as const;
export type Format = (typeof formats)[number];

/** What some formats need beside the report. */
export interface RenderOptions {
  /** Whether text for a terminal has colours. */
  readonly color: boolean;
  /** How wide text for a terminal may be, in columns. */
  readonly width: number;
  /** Whether text names every number and shows the requests. */
  readonly verbose: boolean;
  /** The version of callctl. */
  readonly version: string;
}

/** The report in one format. */
export function renderReport(report: Report, format: Format, options: RenderOptions): Promise<string> {
  return renderers[format](report, options);
}

/** A renderer is loaded only when its format is asked for: a run needs one of them. */
const renderers: Readonly<Record<Format, (report: Report, options: RenderOptions) => Promise<string>>> = {
  text: async (report, options) => (await import('./text.ts')).renderText(report, options),
  json: async (report) => (await import('./json.ts')).renderJson(report),
  markdown: async (report) => (await import('./markdown.ts')).renderMarkdown(report),
  html: async (report) => (await import('./html.ts')).renderHtml(report),
  github: async (report) => (await import('./github.ts')).renderGithub(report),
  sarif: async (report, options) => (await import('./sarif.ts')).renderSarif(report, options),
  junit: async (report) => (await import('./junit.ts')).renderJunit(report),
};

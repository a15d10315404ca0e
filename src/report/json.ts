import type { Report } from '../plan/schema-types.ts';

/** The report by schemas/report.schema.json, indented, with a newline at its end. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

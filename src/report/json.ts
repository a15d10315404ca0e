import type { Report } from '../generated/schema-types.ts';
import { cleanJson } from './shared/clean-text.ts';

/** The report by schemas/report.schema.json, indented, with a newline at its end. */
export function renderJson(report: Report): string {
  return `${cleanJson(JSON.stringify(report, null, 2))}\n`;
}

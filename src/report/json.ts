import type { Report } from '../plan/schema-types.ts';
import { cleanJson } from './clean-text.ts';

/** The report by schemas/report.schema.json, indented, with a newline at its end. */
export function renderJson(report: Report): string {
  return `${cleanJson(JSON.stringify(report, null, 2))}\n`;
}

import type { Report } from '../generated/schema-types.ts';
import { jsonText } from '../plan/json-text.ts';
import { cleanJson } from './shared/clean-text.ts';

/** The report by schemas/report.schema.json, indented, with a newline at its end. */
export function renderJson(report: Report): string {
  return `${cleanJson(jsonText(report, 2))}\n`;
}

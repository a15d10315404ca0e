import type { Report } from '../plan/schema-types.ts';

/**
 * JSON.stringify leaves these as they are. On a terminal they could move the cursor, or reorder text; and in the log of a
 * GitHub Actions job `##[` could begin a command to the runner.
 */
const unprintable = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|(?<=##)\[/g;

/** The report by schemas/report.schema.json, indented, with a newline at its end. */
export function renderJson(report: Report): string {
  const text = JSON.stringify(report, null, 2);
  return `${text.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

import { jsonText } from '../../plan/json-text.ts';
import { cleanJson } from './clean-text.ts';

/** Room for a value on one line. */
const lineWidth = 84;

/** A request as JSON. Lists and objects of plain values stay on one line where they fit. No character is invisible. */
export function renderRequestJson(request: unknown): string {
  return cleanJson(layOut(request, ''));
}

function layOut(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return jsonText(value);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inner = `${indent}  `;
  const members = membersOf(value, inner);
  const line = `${open}${members.join(', ')}${close}`;
  const isFlat = Object.values(value).every((member) => typeof member !== 'object' || member === null);
  if (isFlat && indent.length + line.length <= lineWidth) return line;
  return `${open}\n${members.map((member) => inner + member).join(',\n')}\n${indent}${close}`;
}

function membersOf(value: object, indent: string): string[] {
  if (Array.isArray(value)) return value.map((item) => layOut(item, indent));
  return Object.entries(value).map(([key, item]) => `${jsonText(key)}: ${layOut(item, indent)}`);
}

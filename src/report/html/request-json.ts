/** Room for a value on one line. */
const lineWidth = 84;

/** A body as JSON, objects and lists that fit on one line kept there; what no reader can see is written as an escape. */
export function renderRequestJson(value: unknown): string {
  return escapeUnprintable(layOut(value, ''));
}

function layOut(value: unknown, indent: string): string {
  // A line break within a JSON text is never part of a value.
  const line = JSON.stringify(value, null, 1).replace(/\n */g, ' ');
  if (typeof value !== 'object' || value === null || indent.length + line.length <= lineWidth) return line;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${membersOf(value, inner).join(',\n')}\n${indent}${close}`;
}

function membersOf(value: object, indent: string): string[] {
  if (Array.isArray(value)) return value.map((item) => `${indent}${layOut(item, indent)}`);
  return Object.entries(value).map(([key, item]) => `${indent}${JSON.stringify(key)}: ${layOut(item, indent)}`);
}

/** Beyond what JSON escapes: marks that hide or reorder what follows them. */
const unprintable = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function escapeUnprintable(json: string): string {
  return json.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

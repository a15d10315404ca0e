import { isObject } from './json.ts';

/** The JSON of a value that may hold bigints, indented by so many spaces. */
export function jsonText(value: unknown, indent = 0): string {
  try {
    return JSON.stringify(value, null, indent);
  } catch {
    // JSON.stringify, several times as fast, refuses bigints, and nearly no value holds one.
    return writeJson(value, indent > 0 ? '\n' : '', ' '.repeat(indent));
  }
}

/** @param line What ends a line and begins the next: nothing where the text has no lines, and so no steps. */
function writeJson(value: unknown, line: string, step: string): string {
  if (typeof value === 'bigint') return String(value);
  const inner = line + step;
  if (Array.isArray(value))
    return enclose(
      '[',
      value.map((item) => writeJson(item, inner, step)),
      ']',
      line,
      inner,
    );
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const colon = line === '' ? ':' : ': ';
  const texts = members.map(([key, member]) => JSON.stringify(key) + colon + writeJson(member, inner, step));
  return enclose('{', texts, '}', line, inner);
}

function enclose(open: string, items: readonly string[], close: string, line: string, inner: string): string {
  return items.length === 0 ? open + close : `${open}${inner}${items.join(`,${inner}`)}${line}${close}`;
}

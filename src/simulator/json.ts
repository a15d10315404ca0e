/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** What `renderJson` accepts: JSON, and bigints for integers of any length. */
export type Renderable = Json | bigint | undefined | readonly Renderable[] | { readonly [key: string]: Renderable };

/**
 * Parses JSON text. An integer that is too long for a JS number becomes the string of its digits: ids can exceed 2^53, and
 * `JSON.parse` would round them silently.
 */
export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  // Only text that was parsed once is quoted: quoting could turn malformed text into valid text.
  return LONG_DIGITS.test(text) ? JSON.parse(text.replace(STRING_OR_NUMBER, quoteUnsafeInteger)) : value;
}

/** Renders compact JSON. Members that are undefined are left out. */
export function renderJson(value: Renderable): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(renderJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${renderJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

/** Whether a value is a JSON object: neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LONG_DIGITS = /\d{16}/;
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function quoteUnsafeInteger(token: string): string {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}

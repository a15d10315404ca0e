import { isInteger, isSafeNumber, parse } from 'lossless-json';
import type { Json } from '../plan/json.ts';

/** A number, not a text, with more digits than a JS number may hold. */
const longNumber = /[:[,]\s*-?\d{16}/;

/**
 * Parses JSON; an integer past 2^53, an id that is, becomes a string of its digits.
 *
 * @throws SyntaxError when the text is no JSON.
 */
export function parseJsonText(text: string): Json {
  if (!longNumber.test(text)) return JSON.parse(text) as Json;
  return parse(text, undefined, (digits) =>
    isInteger(digits) && !isSafeNumber(digits) ? digits : Number(digits),
  ) as Json;
}

import { isInteger, isSafeNumber, parse } from 'lossless-json';
import type { Json } from '../plan/json.ts';

/** A number, not a text, with more digits than a JS number may hold. */
const longNumber = /[:[,]\s*-?\d{16}/;

/**
 * Parses JSON; an integer past 2^53, an id that is, becomes a string of its digits.
 *
 * @throws SyntaxError when the text is not JSON, or nested so deeply that walking it could exhaust the stack.
 */
export function parseJsonText(text: string): Json {
  if (isTooDeep(text)) throw new SyntaxError('the JSON is nested too deeply');
  if (!longNumber.test(text)) return JSON.parse(text) as Json;
  return parse(text, undefined, (digits) =>
    isInteger(digits) && !isSafeNumber(digits) ? digits : Number(digits),
  ) as Json;
}

const maxDepth = 100;

/** Counts brackets, those in texts too: no honest answer comes near the limit either way. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === openBracket || code === openBrace) depth += 1;
    else if (code === closeBracket || code === closeBrace) depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

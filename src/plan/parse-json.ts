import { isInteger, isSafeNumber, parse } from 'lossless-json';
import type { Json } from './json.ts';

/** What may be a number that a JS number cannot hold: one with many digits, or with a large exponent. */
const longNumber = /[:[,]\s*-?\d{16}|\d[eE]\+?\d{3}/;

/**
 * Parses JSON. An integer past 2^53, such as an id, becomes a bigint, so that all its digits are kept.
 *
 * @throws SyntaxError if the text is not JSON, is nested so deeply that walking it could exhaust the stack, or holds a number past
 * the range of a double: it would be sent back as null.
 */
export function parseJsonText(text: string): Json {
  if (isTooDeep(text)) throw new SyntaxError('the JSON is nested too deeply');
  if (!longNumber.test(text)) return JSON.parse(text) as Json;
  return parse(text, undefined, parseNumber) as Json;
}

function parseNumber(digits: string): number | bigint {
  if (isInteger(digits) && !isSafeNumber(digits)) return BigInt(digits);
  const number = Number(digits);
  if (!Number.isFinite(number)) throw new SyntaxError(`the number ${digits} is out of range`);
  return number;
}

const maxDepth = 100;

/** Also counts brackets inside strings: no real answer comes near the limit either way. */
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

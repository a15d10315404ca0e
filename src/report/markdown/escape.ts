import { cleanText, escapeInJson } from '../shared/clean-text.ts';
import { renderRequestJson } from '../shared/request-json.ts';

/*
 * What files and live say must stay text, on GitHub too, which links @names, #1, commit ids and addresses even where
 * Markdown sees plain words. So there are two ways only: a word of letters is written as it is, and all else goes into
 * code, where neither Markdown nor GitHub looks.
 */

/** One value as code, safe in a paragraph, a list, a heading and a cell of a table. */
export function code(value: string): string {
  const text = shorten(cleanText(value), mostInCode);
  if (text === '') return '(empty)';
  // These three end a span of code or a cell, or begin a tag: they stand between spans. No escape is needed inside one.
  return text
    .split(/([`|<])/)
    .map(codeOrEntity)
    .join('');
}

/** A sentence or name, safe where code() is, but not at the start of a line. */
export function prose(text: string): string {
  return words(text, code);
}

/** A sentence or name, safe within an HTML element, where Markdown does not look. */
export function htmlProse(text: string): string {
  return words(text, (word) => `<code>${htmlText(word)}</code>`);
}

/** A request as JSON in a fence of code, which nothing in it can end. */
export function jsonFence(request: unknown): string {
  return `\`\`\`json\n${escapeInJson(renderRequestJson(request), /[`<]/g)}\n\`\`\``;
}

/** Longer ones are no settings. A fold has every request whole. */
const mostInCode = 300;
const mostInProse = 1000;

const entities: Record<string, string> = { '`': '&#96;', '|': '&#124;', '<': '&lt;' };

function codeOrEntity(piece: string): string {
  return entities[piece] ?? (piece === '' ? '' : `\`${piece}\``);
}

/** What stays plain within a sentence: letters and pictures, short numbers, dates, and signs that stand alone. */
const plainWord = /^[\p{L}\p{M}\p{So}]+(?:['’-][\p{L}\p{M}]+)*$|^\d{1,6}$|^\d{4}-\d{2}-\d{2}$|^[-&+/→–—·]$/u;
/** GitHub links these to a commit where there is one. */
const maybeCommit = /^[0-9a-f]{7,}$/i;

function words(text: string, wrap: (word: string) => string): string {
  const told = shorten(cleanText(text), mostInProse);
  if (told === '') return '(empty)';
  return told
    .split(/\s+/)
    .map((word) => wrapUnlessPlain(word, wrap))
    .join(' ');
}

function wrapUnlessPlain(word: string, wrap: (word: string) => string): string {
  const [, before = '', core = '', after = ''] = /^([("']*)(.*?)([)"',.;:!?…]*)$/u.exec(word) ?? [];
  const isPlain = core === '' || (plainWord.test(core) && !maybeCommit.test(core));
  return `${before}${isPlain ? core : wrap(core)}${after}`;
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${[...text].slice(0, most).join('')}…`;
}

const htmlEntities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function htmlText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => htmlEntities[character] ?? '');
}

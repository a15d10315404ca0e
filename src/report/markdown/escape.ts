import { cleanText, escapeInJson } from '../shared/clean-text.ts';
import { escapeText } from '../shared/escape-markup.ts';
import { renderRequestJson } from '../shared/request-json.ts';

/*
 * Values of files and of live must stay text, on GitHub too, which links @names, #1, commit ids and addresses even where
 * Markdown sees plain words. So a word of letters is written as it is, and everything else goes into code, where neither
 * Markdown nor GitHub looks for markup.
 */

/** One value as code, safe in a paragraph, a list, a heading and a cell of a table. */
export function code(value: string): string {
  const text = shorten(cleanText(value), mostInCode);
  if (text === '') return '(empty)';
  // These three end a span of code or a cell, or begin a tag, so they go between spans. Inside a span no escape is needed.
  return text
    .split(/([`|<])/)
    .map(codeOrEntity)
    .join('');
}

/** A sentence or name, safe in the same places as code(), but not at the start of a line. */
export function prose(text: string): string {
  return words(text, code);
}

/** A sentence or name, safe within an HTML element, where Markdown does not look. */
export function htmlProse(text: string): string {
  return words(text, (word) => `<code>${escapeText(word)}</code>`);
}

/** A request as JSON in a fenced code block, which nothing inside it can end. */
export function jsonFence(request: unknown): string {
  return `\`\`\`json\n${escapeInJson(renderRequestJson(request), /[`<]/g)}\n\`\`\``;
}

/** No real setting is longer. The folds have every request in full. */
const mostInCode = 300;
const mostInProse = 1000;

const entities: Record<string, string> = { '`': '&#96;', '|': '&#124;', '<': '&lt;' };

function codeOrEntity(piece: string): string {
  return entities[piece] ?? (piece === '' ? '' : `\`${piece}\``);
}

/** What stays plain within a sentence: letters and emoji, short numbers, dates, and single signs. */
const plainWord = /^[\p{L}\p{M}\p{So}]+(?:['’-][\p{L}\p{M}]+)*$|^\d{1,6}$|^\d{4}-\d{2}-\d{2}$|^[-&+/→–—·]$/u;
/** GitHub links these to a commit if there is one. */
const maybeCommit = /^[0-9a-f]{7,}$/i;

function words(text: string, wrap: (word: string) => string): string {
  const short = shorten(cleanText(text), mostInProse);
  if (short === '') return '(empty)';
  return short
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

/** Controls, line separators and marks of direction: they could move a terminal's cursor, or hide and reorder text. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/**
 * A text from a file or from live, fit to be printed on one line. In the log of a GitHub Actions job a line that begins
 * with two colons is a command to the runner, and so was `##[`: neither gets through.
 */
export function cleanText(text: string): string {
  return text.replace(unprintable, ' ').trim().replace(/^::/, ': :').replaceAll('##[', '## [');
}

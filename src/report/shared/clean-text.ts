/** Controls, line separators and direction marks: they could move a terminal's cursor, or hide and reorder text. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/**
 * Makes a text from a file or from live fit to be printed on one line. In the log of a GitHub Actions job, a line that
 * begins with two colons is a command to the runner, and so was `##[`: neither gets through.
 */
export function cleanText(text: string): string {
  return text.replace(unprintable, ' ').trim().replace(/^::/, ': :').replaceAll('##[', '## [');
}

/** Cleans a text, and replaces what XML and well-formed Unicode forbid. */
export function plainText(text: string): string {
  return cleanText(text).replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}

/** JSON.stringify leaves these as they are; `##[` could begin a command to the runner of a GitHub Actions job. */
const unprintableInJson = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|(?<=##)\[/g;

/** JSON with such characters written as escapes. They can only occur inside its strings, and mean the same there. */
export function cleanJson(json: string): string {
  return escapeInJson(json, unprintableInJson);
}

/** JSON with the characters that a pattern matches written as escapes. */
export function escapeInJson(json: string, pattern: RegExp): string {
  return json.replace(pattern, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

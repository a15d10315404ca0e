import { styleText } from 'node:util';
import { wrapAnsi } from 'fast-wrap-ansi';

type Style = Parameters<typeof styleText>[0];

/** How text is put on a page: in colour or not, and how wide. */
export interface Page {
  readonly paint: (style: Style, text: string) => string;
  /** A line, wrapped at spaces; its later lines are indented two columns more than the first. */
  readonly line: (indent: number, text: string) => string;
}

/**
 * @param width In columns. A word that is longer stays whole, because a secret that is broken in two could not be masked.
 */
export function openPage(color: boolean, width: number): Page {
  return {
    paint: color ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text,
    line: (indent, text) => {
      const [first = '', ...others] = wrapAnsi(text, Math.max(width - indent - 2, 20))
        .split('\n')
        .map(disarm);
      return [' '.repeat(indent) + first, ...others.map((other) => ' '.repeat(indent + 2) + other)].join('\n');
    },
  };
}

/** Two colons at the start of a line of a job log would begin a command to the runner of GitHub Actions. */
function disarm(line: string): string {
  return line.replace(startsCommand, '$1: :');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours come before the first character.
const startsCommand = /^((?:\u001b\[[\d;]*m|\s)*)::/;

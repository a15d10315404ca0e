import { LineCounter } from 'yaml';
import type { Source } from '../../plan/desired-number.ts';

/** The text of a file, with the places of its lines. */
export interface SourceFile {
  /** As the user would name it. */
  readonly name: string;
  readonly text: string;
  readonly lines: LineCounter;
  /** Sources already handed out, by line: thousands of numbers point into the same few lines of a partial. */
  readonly sources: Source[];
}

/** A place in a file. */
export interface Place {
  readonly source: SourceFile;
  /** Counted from 0, in UTF-16 code units. */
  readonly offset: number;
}

/** A text with the places of its lines. */
export function makeSourceFile(name: string, text: string): SourceFile {
  const lines = new LineCounter();
  // Counted here, because the parser stops where it finds a second document, and secrets are looked for behind it too.
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return { name, text, lines, sources: [] };
}

/** The line of a place, from 1. */
export function lineOf({ source, offset }: Place): number {
  return source.lines.linePos(offset).line;
}

/** The column of a place, from 1, in characters: an emoji is one. */
export function columnOf({ source, offset }: Place): number {
  const { col } = source.lines.linePos(offset);
  return [...source.text.slice(offset - col + 1, offset)].length + 1;
}

/** File and line of a place, one value for each line. */
export function sourceAt(place: Place): Source {
  const line = lineOf(place);
  const { sources, name } = place.source;
  const source = sources[line] ?? { file: name, line };
  sources[line] = source;
  return source;
}

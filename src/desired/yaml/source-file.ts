import { LineCounter } from 'yaml';
import type { Source } from '../../plan/desired-number.ts';

/** The text of a file and where its lines begin. */
export interface SourceFile {
  /** As the user would name it. */
  readonly name: string;
  readonly text: string;
  readonly lines: LineCounter;
  /** One source per line, shared: thousands of numbers point to the same few lines of a partial. */
  readonly sources: Source[];
}

/** A place in a file. */
export interface Place {
  readonly source: SourceFile;
  /** Counted from 0, in UTF-16 code units. */
  readonly offset: number;
}

/** Makes a source file from its text. */
export function makeSourceFile(name: string, text: string): SourceFile {
  const lines = new LineCounter();
  // The parser stops counting lines at a second document, but secrets are searched for after it too.
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return { name, text, lines, sources: [] };
}

/** The line of a place, from 1. */
export function lineOf({ source, offset }: Place): number {
  return source.lines.linePos(offset).line;
}

/** The column of a place, from 1, in characters; an emoji counts as one. */
export function columnOf({ source, offset }: Place): number {
  const { col } = source.lines.linePos(offset);
  return [...source.text.slice(offset - col + 1, offset)].length + 1;
}

/** The file and line of a place; places on one line share one value. */
export function sourceAt(place: Place): Source {
  const line = lineOf(place);
  const { sources, name } = place.source;
  const source = sources[line] ?? { file: name, line };
  sources[line] = source;
  return source;
}

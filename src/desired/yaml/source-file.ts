import type { Source } from '../../plan/desired-number.ts';

/** The text of a file, with what it takes to tell lines and columns. */
export interface SourceFile {
  /** As the user would name it. */
  readonly name: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
  /** Sources already handed out, by line: thousands of numbers point into the same few lines of a partial. */
  readonly sources: Source[];
}

/** A place in a file. */
export interface Place {
  readonly source: SourceFile;
  /** Counted from 0, in UTF-16 code units. */
  readonly offset: number;
}

/** Prepares a text for telling places in it. */
export function makeSourceFile(name: string, text: string): SourceFile {
  const lineStarts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lineStarts.push(end + 1);
  return { name, text, lineStarts, sources: [] };
}

/** The line of a place, from 1. */
export function lineOf({ source, offset }: Place): number {
  const { lineStarts } = source;
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

/** The column of a place, from 1, in characters: an emoji is one. */
export function columnOf(place: Place): number {
  const lineStart = place.source.lineStarts[lineOf(place) - 1] ?? 0;
  return [...place.source.text.slice(lineStart, place.offset)].length + 1;
}

/** File and line of a place, one value for each line. */
export function sourceAt(place: Place): Source {
  const line = lineOf(place);
  const { sources, name } = place.source;
  const source = sources[line] ?? { file: name, line };
  sources[line] = source;
  return source;
}

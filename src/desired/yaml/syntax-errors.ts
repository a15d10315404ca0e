import { type Document, Scalar, visit, type YAMLParseError } from 'yaml';
import type { Problem } from '../../generated/schema-types.ts';
import { type ProblemText, problemAt } from './problem.ts';
import { lineOf, type SourceFile } from './source-file.ts';

/** Turns the parser's errors into problems, one per line: later errors on a line usually follow from the first. */
export function explainSyntaxErrors(source: SourceFile, document: Document) {
  const { errors } = document;
  const quotes = errors.flatMap((error) => findOpenQuotes(document, error));
  const isInQuote = (offset: number) => quotes.some(([start, end]) => offset >= start && offset <= end);
  const byLine = new Map<number, Problem>();
  for (const error of errors) {
    const place = { source, offset: error.pos[0] };
    const line = lineOf(place);
    if (!byLine.has(line) && !isInQuote(place.offset)) byLine.set(line, problemAt(place, '', explain(error)));
  }
  const ofQuotes = quotes.map(([offset]) => problemAt({ source, offset }, '', openQuote));
  // The first of several documents is complete, so its own problems are reported as well.
  return { problems: [...ofQuotes, ...byLine.values()], isBroken: errors.some(({ code }) => code !== 'MULTIPLE_DOCS') };
}

/** The parser reports a missing quote where the text ends, often at the end of the file; users look where the quote opens. */
function findOpenQuotes(document: Document, { message, pos: [end] }: YAMLParseError): [number, number][] {
  if (!/^Missing closing .quote/.test(message)) return [];
  const found: [number, number][] = [];
  visit(document, {
    Scalar(_, { type, range }) {
      const isQuoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
      if (isQuoted && range?.[1] === end) found.push([range[0], end]);
    },
  });
  return found;
}

const openQuote: ProblemText = {
  code: 'yaml_syntax',
  message: 'not valid YAML: this quote is never closed',
  hint: 'close it',
};

/** No valid settings file is nested this deeply. */
export const tooDeep: ProblemText = { code: 'too_deep', message: 'lists and maps are nested too deeply' };

function explain({ code, message }: YAMLParseError): ProblemText {
  if (code === 'MULTIPLE_DOCS') return severalDocuments;
  // The parser recurses: a hundred thousand brackets exhaust its stack.
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep;
  const [firstLine = ''] = message.split('\n');
  return { code: 'yaml_syntax', message: `not valid YAML: ${firstLine}`, hint: hints[code] ?? null };
}

const severalDocuments: ProblemText = {
  code: 'several_documents',
  message: 'another document begins here',
  expected: 'one document per file',
  hint: 'put each number in its own file',
};

const hints: Partial<Record<YAMLParseError['code'], string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_INDENT: 'check the indentation, and that every bracket before this is closed',
  MISSING_CHAR: 'close the quote or bracket that was opened before this',
  BLOCK_AS_IMPLICIT_KEY: 'put a value that contains ": " in quotes',
  BAD_SCALAR_START: 'put the value in quotes',
};

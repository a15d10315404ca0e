import type { Problem } from '../../generated/schema-types.ts';
import { placeOf } from '../../plan/report-order.ts';
import { columnOf, lineOf, type Place } from './source-file.ts';

/** A problem without its place. */
export interface ProblemText {
  readonly severity?: Problem['severity'];
  readonly code: string;
  readonly message: string;
  readonly expected?: string | null;
  readonly hint?: string | null;
}

/** A problem at a place of a file. */
export function problemAt(place: Place, path: string, text: ProblemText): Problem {
  const { name } = place.source;
  return { ...withDefaults(text), file: name, line: lineOf(place), column: columnOf(place), path: onOneLine(path) };
}

/** A problem of a whole file. */
export function problemOfFile(file: string, text: ProblemText): Problem {
  return { ...withDefaults(text), file, line: 1, column: 1, path: '' };
}

/** Whether a problem is an error. Settings with an error must not be used. */
export function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

/** The problems at places where nothing is reported yet. */
export function withoutPlacesOf(problems: readonly Problem[], reported: readonly Problem[]): Problem[] {
  const places = new Set(reported.map(placeOf));
  return problems.filter((problem) => !places.has(placeOf(problem)));
}

function withDefaults({ severity = 'error', code, message, expected = null, hint = null }: ProblemText) {
  return { severity, code, message: onOneLine(message), expected, hint: hint === null ? null : onOneLine(hint) };
}

/** Line ends and control characters from a file could forge output in terminals and build logs. */
function onOneLine(text: string): string {
  return text.replace(unsafeCharacters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const unsafeCharacters = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

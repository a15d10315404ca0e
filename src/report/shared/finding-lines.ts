import type { Change, NumberReport, Problem } from '../../generated/schema-types.ts';
import { plainText } from './clean-text.ts';
import { labelled } from './lists.ts';
import { comparesLiveWithFile, type Place, sidesLine } from './sides.ts';
import { renderValue } from './value-text.ts';
import { isRisky, nameOf, protectedRemark, spaced } from './words.ts';

/** What is wrong in a file: what was found, then what is expected there and how to fix it. */
export function problemLines({ code, path, message, expected, hint }: Problem): string[] {
  const about = path === '' ? '' : `${path}: `;
  return [`${code}: ${about}${message}`, ...labelled('expected', expected), ...labelled('hint', hint)].map(plainText);
}

/** Outcomes of a number that could not be brought in sync. */
export const failures = ['failed', 'restricted', 'skipped'] as const;

/** Why a number could not be brought in sync; no line for any other number. */
export function failureLines({ outcome, error }: Pick<NumberReport, 'outcome' | 'error'>): string[] {
  if (error) return [`${error.code}: ${error.message}`, ...labelled('hint', error.hint)].map(plainText);
  return failures.some((failure) => failure === outcome) ? [`${outcome}: the report gives no reason`] : [];
}

/** A change, then what to know about it. */
export function changeLines(change: Change, place: Place): string[] {
  return [
    `${change.path}: ${valuesText(change, place.direction)}`,
    ...(isRisky(change) ? labelled('risky', change.risk) : []),
    ...(hasLiveMoved(change, place)
      ? ['live moved while the files stood still: this revision does not ask for it']
      : []),
    ...(change.protected ? [protectedRemark] : []),
  ].map(plainText);
}

/** Whether live and the file differ for another reason than an edit of this revision. */
export function isDrift({ origin }: Change, place: Place): boolean {
  return comparesLiveWithFile(place) && origin !== 'edit';
}

/** Whether the base proves that it is drift. */
export function hasLiveMoved(change: Change, place: Place): boolean {
  return isDrift(change, place) && change.origin === 'drift';
}

function valuesText({ before, after, action }: Change, direction: Place['direction']): string {
  const from = action === 'add' ? null : clip(renderValue(before));
  const to = action === 'remove' ? null : clip(renderValue(after));
  return sidesLine(from, to, direction);
}

/** A number for people: its name and its id. */
export function numberText(number: Pick<NumberReport, 'name' | 'phone_number_id'>): string {
  return `${plainText(nameOf(number))} (${plainText(number.phone_number_id)})`;
}

/** The code of a note for people. */
export function noteText(code: string): string {
  return spaced(plainText(code));
}

export const goneText = 'its settings file is gone, and the number stays as it is';

/** GitHub takes titles of 255 characters, and messages of 4096. */
const longest = 200;

/** The text, cut where it is too long for a title. */
export function clip(text: string): string {
  // The cut may leave half of a surrogate pair, which plainText replaces.
  return text.length > longest ? plainText(`${text.slice(0, longest)}…`) : text;
}

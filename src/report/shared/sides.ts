import type { NumberReport, Report } from '../../generated/schema-types.ts';
import { capitalize } from './words.ts';

type Command = Report['command'];

/** The names of the two sides of a change, and the words for a missing value. */
export interface Sides {
  readonly before: string;
  readonly after: string;
  /** A setting that has no value before. */
  readonly missing: string;
  /** A setting that has no value after. */
  readonly removed: string;
  /** Hours that a side does not state. */
  readonly unstated: string;
}

/** The names for every command, in HTML and text. */
export const commonSides: Sides = {
  before: 'Before',
  after: 'After',
  missing: 'not set',
  removed: 'removed',
  unstated: 'not stated',
};

/** The names for one command, in Markdown. */
export function sidesOf(command: Command): Sides {
  if (command === 'diff') return { ...commonSides, missing: 'not stated' };
  const sides = { ...commonSides, unstated: 'not set' };
  return command === 'drift' ? { ...sides, before: 'Live', after: 'File' } : sides;
}

/** One side or both, within a sentence. */
export function sidesPhrase(which: 'before' | 'after' | 'before and after', { before, after }: Sides): string {
  const names = { before, after, 'before and after': `${before} and ${after}` };
  return names[which].toLowerCase();
}

/** The title of the report of a command. */
export function reportTitle(command: Command): string {
  return command === 'drift' ? 'Drift (live → file)' : capitalize(command);
}

const meanings: Partial<Record<Command, string>> = {
  plan: 'Before is live, after is what the settings files state.',
  apply: 'Before is live as it was, after is what the settings files state.',
  drift: 'Before is live, after is what they state.',
  restore: 'Before is live, after is what a number had before the run.',
  diff: 'Before is the base, after is this revision; nothing was read.',
};

/** Which side is which, in a sentence; null for a command without changes. */
export function sidesMeaning(command: Command): string | null {
  return meanings[command] ?? null;
}

/** Command and outcome decide which two sides a change compares. */
export type Place = Pick<Report, 'command'> & Pick<NumberReport, 'outcome'>;

/** Diff compares revisions, the target of a restore is in no file, and what was applied has become live. */
export function comparesLiveWithFile({ command, outcome }: Place): boolean {
  return command !== 'diff' && command !== 'restore' && outcome !== 'applied';
}

/** Both sides on one line of an annotation or a test; null for a side without a value. */
export function sidesLine(before: string | null, after: string | null, place: Place): string {
  const [from, to] = [before ?? 'none', after ?? 'none'];
  return comparesLiveWithFile(place) ? `live: ${from}; file: ${to}` : `${from} → ${to}`;
}

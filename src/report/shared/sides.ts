import type { Change, NumberReport, Report } from '../../generated/schema-types.ts';

type Direction = Report['direction'];

/** The words for the two sides of a change, in the direction of the report. */
export interface Sides {
  readonly before: string;
  readonly after: string;
  /** A setting that has no value before. */
  readonly missing: string;
  /** A setting that has no value after. */
  readonly removed: string;
  /** Hours that a side does not state. */
  readonly unstated: string;
  /** Where something holds, as the end of a sentence. */
  readonly where: Readonly<Record<'before' | 'after' | 'before and after', string>>;
  /** What a week picture shows, in the words of its legend. */
  readonly open: Readonly<Record<'kept' | 'opened' | 'closed', string>>;
  /** Whether values are labelled with their side, because no arrow may stand between them. */
  readonly labelled: boolean;
  readonly actions: Readonly<Record<Change['action'], string>>;
}

const written: Sides = {
  before: 'Before',
  after: 'After',
  missing: 'not set',
  removed: 'removed',
  unstated: 'not set',
  where: { before: 'before', after: 'after', 'before and after': 'before and after' },
  open: { kept: 'stays open', opened: 'opens', closed: 'closes' },
  labelled: false,
  actions: { add: 'added', change: 'changed', remove: 'removed' },
};

/** Drift is what happened to live: it lost, gained or changed something. */
const drifted: Sides = {
  before: 'File',
  after: 'Live',
  missing: 'none',
  removed: 'none',
  unstated: 'not stated',
  where: { before: 'in the file', after: 'in live', 'before and after': 'in the file and in live' },
  open: { kept: 'open in both', opened: 'open', closed: 'closed' },
  labelled: true,
  actions: { add: 'gained', change: 'changed', remove: 'lost' },
};

const revised: Sides = { ...written, missing: 'not stated', unstated: 'not stated' };

/** The words for a direction. */
export function sidesOf(direction: Direction): Sides {
  if (direction === 'base_to_file') return revised;
  return direction === 'file_to_live' ? drifted : written;
}

const meanings: Readonly<Record<NonNullable<Direction>, string>> = {
  live_to_file: 'Before is live, after is what the settings files state.',
  file_to_live: 'File is what the settings files state, live is what became of it.',
  live_to_earlier: 'Before is live, after is what a number had before the run.',
  base_to_file: 'Before is the base, after is this revision; nothing was read.',
};

/** Which side is which, in a sentence; null where nothing is compared. */
export function sidesMeaning(direction: Direction): string | null {
  return direction === null ? null : meanings[direction];
}

/** Direction and outcome decide which two sides a change compares. */
export type Place = Pick<Report, 'direction'> & Pick<NumberReport, 'outcome'>;

/** A diff compares revisions, the target of a restore is in no file, and what was applied has become live. */
export function comparesLiveWithFile({ direction, outcome }: Place): boolean {
  return (direction === 'live_to_file' || direction === 'file_to_live') && outcome !== 'applied';
}

/** Both sides on one line; null for a side without a value. */
export function sidesLine(before: string | null, after: string | null, direction: Direction): string {
  const { missing, removed, labelled } = sidesOf(direction);
  const [from, to] = [before ?? missing, after ?? removed];
  return labelled ? `file ${from}, live ${to}` : `${from} → ${to}`;
}

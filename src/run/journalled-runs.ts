import {
  headerOf,
  type JournalEntry,
  type JournalledRun,
  type JournalOptions,
  listRuns,
  openNumbers,
  readRun,
  writeLater,
} from '../apply/journal.ts';
import { CallctlError, usageError } from '../errors.ts';
import type { Options } from './options.ts';

/** A request that a run sent, and what live had before it. */
export type Write = Extract<JournalEntry, { type: 'before' }>;

/** The requests of a run by phone number id, in the order in which they were sent. */
export type Writes = ReadonlyMap<string, readonly Write[]>;

/** What a run did. Counts are of numbers. */
export interface RunSummary {
  readonly run: string;
  /** ISO 8601; empty where the journal does not say. */
  readonly startedAt: string;
  readonly command: string;
  /** Empty in journals of older versions. */
  readonly host: string;
  /** Written to, as an answer or a reading showed. */
  readonly changed: number;
  /** Refused by Meta, and not written to. */
  readonly failed: number;
  /** With a request of unknown result. */
  readonly open: number;
  /** Brought back since. */
  readonly undone: number;
}

/** The runs that sent something, the latest first. */
export function listRunSummaries(journal: string): RunSummary[] {
  return listRuns(journal)
    .toReversed()
    .flatMap((run) => {
      const journalled = readRun(journal, run);
      return journalled.entries.some(({ type }) => type === 'before') ? [summarizeRun(run, journalled, journal)] : [];
    });
}

function summarizeRun(run: string, journalled: JournalledRun, journal: string): RunSummary {
  const header = headerOf(journalled);
  const open = openNumbers(journalled);
  const written = writesOf(journalled);
  const sent = new Set(journalled.entries.flatMap((entry) => (entry.type === 'before' ? entry.phone_number_id : [])));
  return {
    run,
    startedAt: header?.at ?? '',
    command: header?.command ?? 'unknown',
    host: header?.process?.host ?? '',
    changed: [...written.keys()].filter((id) => !open.has(id)).length,
    failed: [...sent].filter((id) => !written.has(id) && !open.has(id)).length,
    open: open.size,
    undone: undoneNumbers(run, journal).size,
  };
}

/** A run to undo, and the numbers of it that are still to be brought back; null for all. */
export interface RunToUndo {
  readonly run: string;
  readonly left: ReadonlySet<string> | null;
}

/**
 * The latest apply that changed something and is not undone yet. Where an earlier restore brought back some of its numbers,
 * only the others are left.
 *
 * @throws CallctlError `usage` where there is none.
 */
export function latestToUndo(journal: string): RunToUndo {
  for (const run of listRuns(journal).toReversed()) {
    const journalled = readRun(journal, run);
    if ((headerOf(journalled)?.command ?? 'apply') !== 'apply') continue;
    const undone = undoneNumbers(run, journal);
    const left = [...writesOf(journalled).keys()].filter((id) => !undone.has(id));
    if (left.length > 0) return { run, left: new Set(left) };
  }
  throw nothingToUndo(journal);
}

function nothingToUndo(journal: string): CallctlError {
  if (listRuns(journal).length === 0)
    return usageError(`no run has a journal in ${journal}`, 'name the journal folder with --journal DIR');
  return usageError(
    `${journal} has no apply that changed something and is not undone yet`,
    'callctl restore --list shows the runs; name one to undo it again',
  );
}

/** Numbers that a later run has brought back, unless that was undone in turn. */
function undoneNumbers(run: string, journal: string): Set<string> {
  const runs = listRuns(journal);
  const undone = readRun(journal, run).entries.flatMap((entry) => {
    if (entry.type !== 'undone') return [];
    const { phone_number_id: id, by } = entry;
    // Names sort by time, and a run can only be undone by a later one.
    const isRedone = by !== null && by > run && runs.includes(by) && undoneNumbers(by, journal).has(id);
    return isRedone ? [] : [id];
  });
  return new Set(undone);
}

/** Notes in the journal of a run that these numbers are as they were before it. */
export function writeUndone(run: string, ids: readonly string[], by: string | null, options: JournalOptions): void {
  writeLater(
    run,
    ids.map((phone_number_id) => ({ type: 'undone', phone_number_id, by })),
    options,
  );
}

/**
 * Reads what a run wrote.
 *
 * @param warn Takes a line about each part of the journal that cannot be read.
 * @throws CallctlError `usage` where there is no such run, `refused` where it was not made at this Graph URL.
 */
export function readWrites(run: string, { journal, graph }: Options, warn: (line: string) => void): Writes {
  if (!listRuns(journal).includes(run))
    throw usageError(`there is no run ${run} in ${journal}`, 'callctl restore --list shows the runs');
  const read = readRun(journal, run);
  checkHeader(read, graph.url, run);
  for (const line of read.damaged) warn(`run ${run}: line ${line} of its journal cannot be read, and is ignored\n`);
  return writesOf(read);
}

/** Numbers that a run wrote to, or may have written to: what Meta refused, or was never sent, left nothing to undo. */
function writesOf({ entries }: JournalledRun): Writes {
  const writes = new Map<string, Write[]>();
  for (const entry of entries) {
    if (entry.type === 'before')
      writes.set(entry.phone_number_id, [...(writes.get(entry.phone_number_id) ?? []), entry]);
    else if (entry.type === 'after' && (entry.result === 'unsent' || entry.result === 'refused'))
      writes.get(entry.phone_number_id)?.pop();
  }
  return new Map([...writes].filter(([, ofNumber]) => ofNumber.length > 0));
}

function checkHeader(journalled: JournalledRun, graphUrl: string, run: string): void {
  const header = headerOf(journalled);
  if (header?.format_version !== 1) {
    throw new CallctlError(
      'refused',
      `the journal of run ${run} does not say which Graph URL the run used: nothing was sent`,
      'a journal starts with a line that callctl writes first; restore the file, or restore the numbers by hand',
    );
  }
  if (header.graph_url === graphUrl) return;
  throw new CallctlError(
    'refused',
    `run ${run} used ${header.graph_url}, and this is ${graphUrl}: nothing was sent`,
    'set the Graph URL of that run',
  );
}

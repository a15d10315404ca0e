import { type JournalEntry, type JournalledRun, listRuns, readRun } from '../apply/journal.ts';
import { CallctlError, usageError } from '../errors.ts';
import type { Options } from './options.ts';

/** A request that a run sent, and what live had before it. */
export type Write = Extract<JournalEntry, { type: 'before' }>;

/** The requests of a run by phone number id, in the order in which they were sent. */
export type Writes = ReadonlyMap<string, readonly Write[]>;

/** Runs that have a journal, the latest last, each with how many numbers it wrote to. */
export function listWrites(journal: string): { readonly run: string; readonly writes: number }[] {
  return listRuns(journal).map((run) => ({ run, writes: writesOf(readRun(journal, run)).size }));
}

/**
 * The latest run that changed something: nobody wants to undo one that was stopped before its first request.
 *
 * @throws CallctlError `usage` where no run has a journal.
 */
export function latestRun(journal: string): string {
  const runs = listRuns(journal);
  const latest = runs.findLast((run) => writesOf(readRun(journal, run)).size > 0) ?? runs.at(-1);
  if (latest !== undefined) return latest;
  throw usageError(`no run has a journal in ${journal}`, 'name the journal folder with --journal DIR');
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

function checkHeader({ entries }: JournalledRun, graphUrl: string, run: string): void {
  const [header] = entries;
  if (header?.type !== 'run' || header.format_version !== 1) {
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

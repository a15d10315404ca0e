import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CallctlError } from '../errors.ts';
import type { NumberReport } from '../generated/schema-types.ts';
import { asObject, isObject, type Json, type JsonObject } from '../plan/json.ts';
import { jsonText } from '../plan/json-text.ts';
import { parseJsonText } from '../plan/parse-json.ts';
import type { Shard } from '../plan/shard.ts';
import { isRunning, type RunProcess } from './run-process.ts';

type Request = NumberReport['requests'][number];

/** One line of a run's journal, a JSON object. */
export type JournalEntry =
  | {
      readonly type: 'run';
      readonly format_version: 1;
      readonly command: string;
      readonly graph_url: string;
      /** When the run began, ISO 8601; every line has its time. */
      readonly at?: string;
      /** Journals of older versions lack these. */
      readonly process?: RunProcess;
      readonly shard?: Shard | null;
    }
  /** Written before a POST: what live had, and what is about to be sent. */
  | {
      readonly type: 'before';
      readonly phone_number_id: string;
      readonly account: string | null;
      readonly before: JsonObject;
      readonly request: Request;
    }
  /** Written after the POST: `done` or `refused` by Meta, `unanswered`, or `unsent` if it was never sent. */
  | {
      readonly type: 'after';
      readonly phone_number_id: string;
      readonly result: 'done' | 'refused' | 'unanswered' | 'unsent';
      readonly code: string | null;
    }
  /** Written when a reading shows the result of a POST that was left open. */
  | { readonly type: 'settled'; readonly phone_number_id: string }
  /** Written when another run has brought back what a number had before this one; `by` is its name, if it sent anything. */
  | { readonly type: 'undone'; readonly phone_number_id: string; readonly by: string | null }
  /** The last line of a run that left nothing open, so that later runs need not read its journal. */
  | { readonly type: 'end' };

/** The first line of a journal. */
export type RunHeader = Extract<JournalEntry, { type: 'run' }>;

export interface Journal {
  /** The name of the run. */
  readonly run: string;
  /** On disk when the call returns: the file is synchronised. */
  readonly write: (entry: JournalEntry) => void;
  /** Ends the journal of the run. */
  readonly close: () => void;
}

export interface JournalOptions {
  readonly folder: string;
  readonly now: () => Date;
  /** Masks secrets. */
  readonly mask: (text: string) => string;
}

/**
 * Begins the journal of a run: one file per run, with names that sort by time.
 *
 * @throws CallctlError `io` where it cannot be written, `refused` while another run is at work in the folder: each would
 * overwrite what the other has just read.
 */
export function openJournal(header: RunHeader, options: JournalOptions): Journal {
  const { folder } = options;
  attempt(folder, () => makeFolder(folder));
  const time = options.now().toISOString().replaceAll(/[-:.]/g, '');
  const run = `${time}-${randomBytes(3).toString('hex')}`;
  const { write, close } = appendTo(pathOf(folder, run), options);
  const open = new Set<string>();
  write(header);
  refuseSecond(folder, run, header, close);
  return {
    run,
    write: (entry) => {
      write(entry);
      follow(open, entry);
    },
    close: () => {
      if (open.size === 0) write({ type: 'end' });
      close();
    },
  };
}

/** Each run writes its own name before it looks for others, so of two that start together at least one is refused. */
function refuseSecond(folder: string, run: string, { shard }: RunHeader, close: () => void): void {
  const other = listRuns(folder).find((name) => name !== run && isAtWork(folder, name, shard ?? null));
  if (other === undefined) return;
  close();
  rmSync(pathOf(folder, run));
  throw new CallctlError(
    'refused',
    `run ${other} is still at work with this journal folder: nothing was sent`,
    'wait until it has ended',
  );
}

/** Whether a run is at work on numbers that may be in this shard. */
function isAtWork(folder: string, run: string, shard: Shard | null): boolean {
  if (hasEnded(folder, run)) return false;
  const journalled = readRun(folder, run);
  return isOfRunningProcess(journalled) && !areApart(shard, headerOf(journalled)?.shard ?? null);
}

/** Shards of one split have no number in common. */
function areApart(a: Shard | null, b: Shard | null): boolean {
  return a !== null && b !== null && a.count === b.count && a.index !== b.index;
}

function isOfRunningProcess(journalled: JournalledRun): boolean {
  const running = headerOf(journalled)?.process;
  return running !== undefined && !journalled.entries.some(({ type }) => type === 'end') && isRunning(running);
}

/** The first line of a journal; null where it is damaged. */
export function headerOf({ entries: [first] }: JournalledRun): RunHeader | null {
  return first?.type === 'run' ? first : null;
}

/** Not mkdir's own recursion, which hides the reason for a failure, and in Node 20 does not end under /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another run may have just made it.
    if (!existsSync(path)) throw error;
  }
}

/**
 * Lists the runs that have a journal, the latest last.
 *
 * @throws CallctlError `io` if the folder cannot be read.
 */
export function listRuns(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = attemptToRead(folder, () => readdirSync(folder, { withFileTypes: true }));
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'));
  return files.map(({ name }) => basename(name, '.jsonl')).sort();
}

/** The contents of a run's journal. */
export interface JournalledRun {
  readonly entries: readonly JournalEntry[];
  /** Numbers, from 1, of lines that cannot be read; a crash may cut a line short. */
  readonly damaged: readonly number[];
}

/**
 * Reads the journal of a run.
 *
 * @throws CallctlError `io` if it cannot be read.
 */
export function readRun(folder: string, run: string): JournalledRun {
  const path = pathOf(folder, run);
  const lines = attemptToRead(path, () => readFileSync(path, 'utf8')).split('\n');
  const parsed = lines.map(parseLine);
  return {
    entries: parsed.flatMap((entry) => entry ?? []),
    damaged: lines.flatMap((line, index) => (line !== '' && parsed[index] === null ? [index + 1] : [])),
  };
}

/** The run that left a request of a number open, or has one in flight. */
export interface OpenRequest {
  readonly run: string;
  /** Whether the run is still at work; otherwise it was killed. */
  readonly isAtWork: boolean;
}

/**
 * Finds the numbers with a request whose result neither an answer nor a reading has shown, because its run was killed or is
 * still at work.
 *
 * @param onUnreadable Called for each journal that cannot be read: whether it left anything open stays unknown.
 */
export function findUnsettled(folder: string, onUnreadable: (error: CallctlError) => void): Map<string, OpenRequest> {
  const unsettled = new Map<string, OpenRequest>();
  const attempt = (work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof CallctlError)) throw error;
      onUnreadable(error);
    }
  };
  attempt(() => {
    for (const run of listRuns(folder)) {
      attempt(() => {
        if (hasEnded(folder, run)) return;
        const journalled = readRun(folder, run);
        const request = { run, isAtWork: isOfRunningProcess(journalled) };
        for (const phoneNumberId of openNumbers(journalled)) unsettled.set(phoneNumberId, request);
      });
    }
  });
  return unsettled;
}

/** The numbers with a request of unknown result. */
export function openNumbers({ entries }: JournalledRun): Set<string> {
  const open = new Set<string>();
  for (const entry of entries) follow(open, entry);
  return open;
}

/** Updates, with one entry, the set of numbers that have a request of unknown result. */
function follow(open: Set<string>, entry: JournalEntry): void {
  if (entry.type === 'before') open.add(entry.phone_number_id);
  else if (entry.type === 'settled' || (entry.type === 'after' && entry.result !== 'unanswered'))
    open.delete(entry.phone_number_id);
}

/** Longer than the last line of a run that has ended. */
const tailBytes = 100;

function hasEnded(folder: string, run: string): boolean {
  const path = pathOf(folder, run);
  const file = attemptToRead(path, () => openSync(path, 'r'));
  try {
    const tail = Buffer.alloc(tailBytes);
    readSync(file, tail, 0, tailBytes, Math.max(0, fstatSync(file).size - tailBytes));
    return tail.toString().trimEnd().endsWith(',"type":"end"}');
  } finally {
    closeSync(file);
  }
}

/** What may be added to the journal of a run after it has ended. */
type LaterEntry = Extract<JournalEntry, { type: 'settled' | 'undone' }>;

/** Adds to the journal of an earlier run what became of its requests. */
export function writeLater(run: string, entries: readonly LaterEntry[], options: JournalOptions): void {
  if (entries.length === 0) return;
  const journal = appendTo(pathOf(options.folder, run), options);
  for (const entry of entries) journal.write(entry);
  journal.close();
}

function appendTo(path: string, { now, mask }: JournalOptions): Omit<Journal, 'run'> {
  const file = attempt(path, () => openSync(path, 'a', 0o600));
  return {
    write: (entry) =>
      attempt(path, () => {
        // The leading newline starts a new line even after one that a crash cut short.
        // Not writeSync: on a full disk it writes half a line without an error.
        writeFileSync(file, mask(`\n${jsonText({ at: now().toISOString(), ...entry })}\n`));
        fsyncSync(file);
      }),
    close: () => closeSync(file),
  };
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const hint = 'name another folder with --journal DIR: nothing is sent without a journal';
    throw new CallctlError('io', `cannot write the journal ${path}: ${(error as Error).message}`, hint);
  }
}

function attemptToRead<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw new CallctlError(
      'io',
      `cannot read the journal ${path}: ${(error as Error).message}`,
      'name another folder with --journal DIR, or fix this one',
    );
  }
}

function pathOf(folder: string, run: string): string {
  return join(folder, `${run}.jsonl`);
}

/** Returns null for a line that is not an entry. */
function parseLine(line: string): JournalEntry | null {
  try {
    const entry: unknown = parseJsonText(line);
    return isEntry(entry) ? entry : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is JournalEntry {
  if (!isObject(value)) return false;
  const { type, phone_number_id: id, before, request } = value;
  if (type === 'run' || type === 'end') return true;
  if (type === 'after' || type === 'settled' || type === 'undone') return typeof id === 'string';
  return type === 'before' && typeof id === 'string' && isObject(before) && isObject(asObject(request as Json).calling);
}

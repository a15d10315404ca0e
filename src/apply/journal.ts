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
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { CallctlError } from '../errors.ts';
import type { NumberReport } from '../generated/schema-types.ts';
import { asObject, isObject, type Json, type JsonObject } from '../plan/json.ts';

type Request = NumberReport['requests'][number];

/** One line of a run's journal, a JSON object. */
export type JournalEntry =
  | { readonly type: 'run'; readonly format_version: 1; readonly command: string; readonly graph_url: string }
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
  /** The last line of a run that left nothing open, so that later runs need not read its journal. */
  | { readonly type: 'end' };

export interface Journal {
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

/** Begins the journal of a run: one file per run, with names that sort by time. */
export function openJournal(header: JournalEntry, options: JournalOptions): Journal {
  attempt(options.folder, () => mkdirSync(options.folder, { recursive: true }));
  const time = options.now().toISOString().replaceAll(/[-:.]/g, '');
  const path = join(options.folder, `${time}-${randomBytes(3).toString('hex')}.jsonl`);
  const { write, close } = appendTo(path, options);
  const open = new Set<string>();
  write(header);
  return {
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

/**
 * Finds the numbers with a request whose result neither an answer nor a reading has shown, because its run was killed.
 * Returns the run for each number.
 *
 * @param onUnreadable Called for each journal that cannot be read: whether it left anything open stays unknown.
 */
export function findUnsettled(folder: string, onUnreadable: (error: CallctlError) => void): Map<string, string> {
  const unsettled = new Map<string, string>();
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
        for (const phoneNumberId of readOpenNumbers(folder, run)) unsettled.set(phoneNumberId, run);
      });
    }
  });
  return unsettled;
}

function readOpenNumbers(folder: string, run: string): Set<string> {
  const open = new Set<string>();
  if (hasEnded(folder, run)) return open;
  for (const entry of readRun(folder, run).entries) follow(open, entry);
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

/** Notes, in the journal of the run that left a request open, that a reading has shown its result. */
export function writeSettled(run: string, phoneNumberId: string, options: JournalOptions): void {
  const journal = appendTo(pathOf(options.folder, run), options);
  journal.write({ type: 'settled', phone_number_id: phoneNumberId });
  journal.close();
}

function appendTo(path: string, { now, mask }: JournalOptions): Journal {
  const file = attempt(path, () => openSync(path, 'a', 0o600));
  return {
    write: (entry) =>
      attempt(path, () => {
        // The leading newline starts a new line even after one that a crash cut short.
        // Not writeSync: on a full disk it writes half a line without an error.
        writeFileSync(file, mask(`\n${JSON.stringify({ at: now().toISOString(), ...entry })}\n`));
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
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) ? entry : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is JournalEntry {
  if (!isObject(value)) return false;
  const { type, phone_number_id: id, before, request } = value;
  if (type === 'run' || type === 'end') return true;
  if (type === 'after' || type === 'settled') return typeof id === 'string';
  return type === 'before' && typeof id === 'string' && isObject(before) && isObject(asObject(request as Json).calling);
}

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
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { CallctlError } from '../errors.ts';
import type { JsonObject } from '../plan/json.ts';
import type { NumberReport } from '../plan/schema-types.ts';

type Request = NumberReport['requests'][number];

/** What a run that sends requests writes down, one JSON object a line. */
export type JournalEntry =
  | { readonly type: 'run'; readonly format_version: 1; readonly command: string; readonly graph_url: string }
  /** Written before a POST: what live had, and what is sent. */
  | {
      readonly type: 'before';
      readonly phone_number_id: string;
      readonly account: string | null;
      readonly before: JsonObject;
      readonly request: Request;
    }
  /** Written after it: `done` and `refused` on Meta's word, `unanswered` where it gave none, `unsent` where it was held back. */
  | {
      readonly type: 'after';
      readonly phone_number_id: string;
      readonly result: 'done' | 'refused' | 'unanswered' | 'unsent';
      readonly code: string | null;
    }
  /** Written where a reading told what became of a POST that was left open. */
  | { readonly type: 'settled'; readonly phone_number_id: string }
  /** The last line of a run that left nothing open: later runs need not read its journal. */
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
  /** Blots out secrets. */
  readonly mask: (text: string) => string;
}

/** Begins the journal of a run: one file a run, named so that the names sort by time. */
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

/** Runs that have a journal, the latest last. */
export function listRuns(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return files.map((name) => basename(name, '.jsonl')).sort();
}

/** The entries of a run. A line that a crash cut short is left out. */
export function readRun(folder: string, run: string): JournalEntry[] {
  const lines = readFileSync(pathOf(folder, run), 'utf8').split('\n');
  return lines.flatMap((line) => parseLine(line) ?? []);
}

/** Numbers to which a request was sent of which no answer tells, nor a reading since: its run was killed. By number, with the run. */
export function findUnsettled(folder: string): Map<string, string> {
  const unsettled = new Map<string, string>();
  for (const run of listRuns(folder)) {
    if (hasEnded(folder, run)) continue;
    const open = new Set<string>();
    for (const entry of readRun(folder, run)) follow(open, entry);
    for (const phoneNumberId of open) unsettled.set(phoneNumberId, run);
  }
  return unsettled;
}

/** Keeps up, entry by entry, which numbers have a request whose outcome is not known. */
function follow(open: Set<string>, entry: JournalEntry): void {
  if (entry.type === 'before') open.add(entry.phone_number_id);
  else if (entry.type === 'settled' || (entry.type === 'after' && entry.result !== 'unanswered'))
    open.delete(entry.phone_number_id);
}

/** More than the last line of a run that has ended. */
const tailBytes = 100;

function hasEnded(folder: string, run: string): boolean {
  const file = openSync(pathOf(folder, run), 'r');
  try {
    const tail = Buffer.alloc(tailBytes);
    readSync(file, tail, 0, tailBytes, Math.max(0, fstatSync(file).size - tailBytes));
    return tail.toString().trimEnd().endsWith(',"type":"end"}');
  } finally {
    closeSync(file);
  }
}

/** Writes down, in the journal of the run that left it open, that a reading has told the outcome. */
export function settle(run: string, phoneNumberId: string, options: JournalOptions): void {
  const journal = appendTo(pathOf(options.folder, run), options);
  journal.write({ type: 'settled', phone_number_id: phoneNumberId });
  journal.close();
}

function appendTo(path: string, { now, mask }: JournalOptions): Journal {
  const file = attempt(path, () => openSync(path, 'a', 0o600));
  return {
    write: (entry) =>
      attempt(path, () => {
        // Begun on a line of its own, even after one that a crash cut short.
        writeSync(file, mask(`\n${JSON.stringify({ at: now().toISOString(), ...entry })}\n`));
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
    throw new CallctlError('io', `cannot keep the journal ${path}: ${(error as Error).message}`, hint);
  }
}

function pathOf(folder: string, run: string): string {
  return join(folder, `${run}.jsonl`);
}

function parseLine(line: string): JournalEntry | null {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null && 'type' in entry ? (entry as JournalEntry) : null;
  } catch {
    return null;
  }
}

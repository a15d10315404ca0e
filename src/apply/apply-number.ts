import { CallctlError, failureOf } from '../errors.ts';
import type { Failure, Note, NumberReport } from '../generated/schema-types.ts';
import { contextOf } from '../plan/context.ts';
import { asJson, type DesiredNumber } from '../plan/desired-number.ts';
import { jsonText } from '../plan/json-text.ts';
import type { Difference } from '../plan/settings/setting-row.ts';
import { fetchBeforeWrite } from './fetch-before-write.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { type Result, type SendOptions, sendRequest } from './send-request.ts';
import { firstWrite, type Request, secondWrite, type Write } from './write.ts';

/**
 * Carries out the plan of one number: makes sure that live is still what the plan rests on, posts the very request that was
 * planned, then reads live back. `applied` means that a reading showed no drift. What the write is known to disturb (SIP
 * writes can reset SRTP) gets one more request; anything else that then differs is somebody else's. Never throws for what the server or the disk does.
 */
export async function applyNumber(
  planned: NumberReport,
  desired: DesiredNumber,
  options: SendOptions,
): Promise<NumberReport> {
  const [request] = planned.requests;
  if (!request) return planned;
  const fresh = await fetchBeforeWrite(planned, desired, options);
  if (!fresh.ok) return fresh.report;
  const { journal, lost } = tolerantJournal(options.journal);
  const tools = { ...options, journal };
  const context = contextOf(fresh.live, asJson(desired.calling), { ...options, now: options.now() });
  const write = firstWrite(request, fresh.live, desired, context);
  const written = await sendRequest(write, ({ plan }) => plan.requests[0], desired, tools);
  const { requests, notes, last } = await repair(write, written, desired, tools);
  return { ...planned, requests, notes: [...planned.notes, ...notes, ...lost], ...conclude(last) };
}

/**
 * A journal that cannot be written stops a number only before its POST. Afterwards live is still read back, and a note reports
 * the gap.
 */
function tolerantJournal({ write }: Pick<Journal, 'write'>) {
  const lost: Note[] = [];
  const writeOrNote = (entry: JournalEntry): void => {
    try {
      write(entry);
    } catch (error) {
      if (entry.type === 'before' || !(error instanceof CallctlError)) throw error;
      if (lost.length === 0) lost.push(incompleteNote(error));
    }
  };
  return { journal: { write: writeOrNote }, lost };
}

/** The requests that were sent, the result of the last one, and notes about a second request. */
interface Work {
  readonly requests: Request[];
  readonly notes: Note[];
  readonly last: Result;
}

/** Sends a second request for what the write disturbed. */
async function repair(write: Write, first: Result, desired: DesiredNumber, options: SendOptions): Promise<Work> {
  const { request } = write;
  if (first.state !== 'read') return { requests: first.state === 'unsent' ? [] : [request], notes: [], last: first };
  const next = first.reading.repair;
  if (!next) return { requests: [request], notes: [], last: first };
  const repairing = secondWrite(write, next, first.reading.live);
  const second = await sendRequest(repairing, (reading) => reading.repair, desired, options);
  if (second.state === 'unsent')
    return { requests: [request], notes: [unsentRepairNote(next, second.failure)], last: first };
  return { requests: [request, next], notes: [repairNote(next, desired)], last: second };
}

/** Returns what the report says about a number, given the result of its last request. */
function conclude(last: Result): Partial<NumberReport> {
  if (last.state === 'unread') return { outcome: 'failed', error: notReadBack(last.failure) };
  if (last.state !== 'read') return { outcome: last.outcome, error: failureOf(last.failure) };
  const { plan, left } = last.reading;
  if (left.length > 0) return { outcome: 'failed', error: notVerified(left) };
  return { outcome: 'applied', live_fingerprint: plan.live_fingerprint, error: null };
}

function notReadBack({ message }: Failure): Failure {
  return {
    code: 'not_read_back',
    message: `posted, but live could not be read back: ${message}`,
    hint: 'run plan to see what live has now',
  };
}

function notVerified(left: readonly Difference[]): Failure {
  const byPath = new Map(left.map(({ path, before }) => [path, before]));
  const differences = [...byPath].map(
    ([path, live]) => `${path} reads ${live === undefined ? 'as not set' : jsonText(live)}`,
  );
  return {
    code: 'not_verified',
    message: `posted, but live still differs: ${differences.join('; ')}`,
    hint: 'run plan in a while: reads may lag behind writes, or somebody else may have changed the number; apply again if it still drifts',
  };
}

function repairNote(request: Request, { calling, protect }: DesiredNumber): Note {
  const isStated = settingsOf(request).every((name) => name in calling && !protect.some((one) => one === name));
  const target = isStated ? 'what the file states' : 'what live had';
  return { code: 'second_request', message: `${disturbed(request)}: a second request put back ${target}`, path: null };
}

function unsentRepairNote(request: Request, failure: Failure): Note {
  const message = `${disturbed(request)}, and no second request was sent: ${failure.message}`;
  return { code: 'no_second_request', message, path: null };
}

function disturbed(request: Request): string {
  return `the write changed ${settingsOf(request).join(', ')} too`;
}

function settingsOf(request: Request): string[] {
  return Object.keys(request.calling as object);
}

function incompleteNote({ message }: CallctlError): Note {
  return { code: 'journal_incomplete', message: `posted, but ${message}`, path: null };
}

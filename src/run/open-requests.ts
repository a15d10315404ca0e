import { findUnsettled, type JournalOptions, type OpenRequest, writeLater } from '../apply/journal.ts';
import type { Note, NumberReport } from '../generated/schema-types.ts';
import type { Options } from './options.ts';
import type { RunWorld } from './world.ts';

/** Numbers with a request of unknown result, by phone number id. */
export type OpenRequests = ReadonlyMap<string, OpenRequest>;

/** Finds the requests that other runs left open or have in flight. Reading does not depend on a journal, so one that is unreadable only warns. */
export function findOpenRequests({ journal }: Options, { warn }: RunWorld): OpenRequests {
  return findUnsettled(journal, ({ message }) =>
    warn(`${message}: whether an earlier run left a request open is not known`),
  );
}

/** Adds to a number that was read that another run left a request open, or has one in flight. */
export function noteOpenRequest(number: NumberReport, open: OpenRequests): NumberReport {
  const request = open.get(number.phone_number_id);
  return request ? { ...number, notes: [...number.notes, noteOf(request)] } : number;
}

function noteOf({ run, isAtWork }: OpenRequest): Note {
  if (isAtWork) {
    const message = `run ${run} is still at work and waits for an answer about this number: live may change in a moment`;
    return { code: 'run_at_work', message, path: null };
  }
  const message = `run ${run} ended between a request and its answer; its outcome was unknown until this reading`;
  return { code: 'unknown_outcome', message, path: null };
}

/** Writes into the journals of killed runs that these numbers have been read since. A run at work settles its own. */
export function settleOpenRequests(
  read: readonly NumberReport[],
  open: OpenRequests,
  options: Options,
  world: RunWorld,
): void {
  const journal = journalOptions(options, world);
  for (const { phone_number_id } of read) {
    const request = open.get(phone_number_id);
    if (request && !request.isAtWork) writeLater(request.run, [{ type: 'settled', phone_number_id }], journal);
  }
}

export function journalOptions({ journal }: Options, { now, mask }: RunWorld): JournalOptions {
  return { folder: journal, now, mask };
}

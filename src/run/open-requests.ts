import { findUnsettled, type JournalOptions, writeSettled } from '../apply/journal.ts';
import type { NumberReport } from '../generated/schema-types.ts';
import type { Options } from './options.ts';
import type { RunWorld } from './world.ts';

/** Numbers that an earlier run left with a request of unknown outcome, each with that run: it was killed. */
export type OpenRequests = ReadonlyMap<string, string>;

/** Finds the requests that earlier runs left open. Reading does not depend on a journal, so one that is unreadable only warns. */
export function findOpenRequests({ journal }: Options, { warn }: RunWorld): OpenRequests {
  return findUnsettled(journal, ({ message }) =>
    warn(`${message}: whether an earlier run left a request open is not known`),
  );
}

/** Adds to a number that was read that an earlier run had left a request open. */
export function noteOpenRequest(number: NumberReport, open: OpenRequests): NumberReport {
  const run = open.get(number.phone_number_id);
  if (run === undefined) return number;
  const message = `run ${run} ended between a request and its answer; its outcome was unknown until this reading`;
  return { ...number, notes: [...number.notes, { code: 'unknown_outcome', message, path: null }] };
}

/** Writes into the journals of those runs that these numbers have been read since. */
export function settleOpenRequests(
  read: readonly NumberReport[],
  open: OpenRequests,
  options: Options,
  world: RunWorld,
): void {
  const journal = journalOptions(options, world);
  for (const { phone_number_id } of read) {
    const run = open.get(phone_number_id);
    if (run !== undefined) writeSettled(run, phone_number_id, journal);
  }
}

export function journalOptions({ journal }: Options, { now, mask }: RunWorld): JournalOptions {
  return { folder: journal, now, mask };
}

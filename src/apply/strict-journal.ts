import type { Journal } from './journal.ts';

/**
 * Wraps a journal so that, after one failed write, no number of the run begins another request, even if there is space
 * again: the journal could no longer account for the whole run. Results of requests already sent are still written if
 * possible.
 */
export function strictJournal({ run, write, close }: Journal): Journal {
  let broken: { readonly error: unknown } | null = null;
  return {
    run,
    write: (entry) => {
      if (broken && entry.type === 'before') throw broken.error;
      try {
        write(entry);
      } catch (error) {
        broken ??= { error };
        throw error;
      }
    },
    close: () => {
      try {
        close();
      } catch {
        // The report of what was done matters more. Without its last line a journal is still readable.
      }
    },
  };
}

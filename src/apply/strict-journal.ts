import type { Journal } from './journal.ts';

/**
 * A journal that, once it could not be kept, lets no number of the run begin another request, even where there is room
 * again: it could not account for the whole run any more. What became of requests already sent is still written down,
 * where that is possible.
 */
export function strictJournal({ write, close }: Journal): Journal {
  let broken: { readonly error: unknown } | null = null;
  return {
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
        // The report of what was done matters more. A journal without its last line is read whole.
      }
    },
  };
}

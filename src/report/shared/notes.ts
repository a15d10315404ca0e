import type { NumberReport } from '../../generated/schema-types.ts';

/** Codes of the notes that are shown for every outcome. */
const alwaysShown: readonly string[] = [
  'no_longer_managed',
  'account_changed',
  'protect_changed',
  'unknown_outcome',
  'base_unreadable',
  'cannot_restore',
  'journal_incomplete',
];

/** Whether a note is shown for every outcome. The other notes explain changes. */
export function isAlwaysShown({ code }: NumberReport['notes'][number]): boolean {
  return alwaysShown.includes(code);
}

/** The notes to show. A number in sync needs few of them; the error of a restricted number already states the restriction. */
export function shownNotes({ notes, outcome }: Pick<NumberReport, 'notes' | 'outcome'>): NumberReport['notes'] {
  return notes.filter((note) => {
    if (isAlwaysShown(note)) return true;
    return note.code === 'restriction' ? outcome !== 'restricted' : outcome !== 'in_sync';
  });
}

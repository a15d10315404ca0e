import type { Change, NumberReport, Report } from '../generated/schema-types.ts';

const directions: Partial<Record<Report['command'], Report['direction']>> = {
  plan: 'live_to_file',
  apply: 'live_to_file',
  drift: 'file_to_live',
  diff: 'base_to_file',
  restore: 'live_to_earlier',
};

/** Which two sides the changes of a command compare; null for a command that compares nothing. */
export function directionOf(command: Report['command']): Report['direction'] {
  return directions[command] ?? null;
}

/** The same number seen from the other side: what was added is removed, and what was before is after. */
export function exchangeSides(number: NumberReport): NumberReport {
  const { call_hours: hours } = number;
  return {
    ...number,
    changes: number.changes.map(exchange),
    // Nothing is written, so nothing is sent back.
    notes: number.notes.filter(({ code }) => code !== 'carried_over'),
    call_hours: hours && { ...hours, before: hours.after, after: hours.before },
  };
}

const opposites = { add: 'remove', remove: 'add', change: 'change' } as const;

/** The same change seen from the other side. */
export function exchange(change: Change): Change {
  return { ...change, action: opposites[change.action], before: change.after, after: change.before };
}

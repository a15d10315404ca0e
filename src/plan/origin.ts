import { asJson, type DesiredNumber } from './desired-number.ts';
import { diffDesired, diffSettings, newlyStated } from './diff.ts';
import type { JsonObject } from './json.ts';
import { contextOf } from './plan.ts';
import type { Calling, Note, NumberReport } from './schema-types.ts';
import type { Context } from './setting-row.ts';

/** What the base states of a number: null where it has no file for it, `unreadable` where that file is not well formed. */
export type BaseCalling = Calling | null | 'unreadable';

/**
 * Tells of each change of a plan whether this revision asks for it (`edit`) or live moved while the files stood still
 * (`drift`).
 *
 * @param live `calling` as GET returned it.
 */
export function tellOrigins(
  plan: NumberReport,
  live: JsonObject,
  desired: DesiredNumber,
  base: BaseCalling,
  input: { readonly now: Date; readonly appId: string | null },
): NumberReport {
  if (base === 'unreadable') return { ...plan, notes: [...plan.notes, unreadableNote] };
  const context = contextOf({ live, desired, ...input });
  const [before, after] = [asJson(base ?? {}), asJson(desired.calling)];
  const edited = editedPaths(before, after, context);
  const changes = plan.changes.map((change) => {
    const origin = edited.some((path) => overlaps(path, change.path)) ? ('edit' as const) : ('drift' as const);
    return { ...change, origin };
  });
  const edits = new Set(changes.filter(({ origin }) => origin === 'edit').map(({ path }) => path));
  const moved = diffSettings(live, before, context).filter(({ path }) => edits.has(path));
  const notes = [...movedNotes(moved.map(({ path }) => path)), ...noLongerManagedNotes(before, after, context)];
  return { ...plan, changes, notes: [...plan.notes, ...notes] };
}

/** Settings and members that the base states and this revision does not: callctl stops managing them. */
export function noLongerManagedNotes(base: JsonObject, desired: JsonObject, context: Context): Note[] {
  const left = newlyStated(desired, base, context);
  const paths = left.map(({ path, setting }) => (desired[setting] === undefined ? setting : path));
  return [...new Set(paths)].map((path) => ({
    code: 'no_longer_managed',
    message: `${path} is not stated any more: callctl leaves it as it is`,
    path,
  }));
}

function editedPaths(base: JsonObject, desired: JsonObject, context: Context): string[] {
  const edited = [...diffDesired(base, desired, context), ...newlyStated(base, desired, context)];
  return edited.map(({ path }) => path);
}

/** Whether one path is the other, or lies in it. */
function overlaps(one: string, other: string): boolean {
  return one === other || isIn(one, other) || isIn(other, one);
}

function isIn(path: string, outer: string): boolean {
  return path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}

/** Who edits a value may not know that live has left the one before. */
function movedNotes(paths: readonly string[]): Note[] {
  return paths.map((path) => ({
    code: 'moved_before_edit',
    message: `live had moved away from what the base states of ${path} before this edit`,
    path,
  }));
}

const unreadableNote: Note = {
  code: 'base_unreadable',
  message: 'the base has a settings file for this number that is not well formed: edits and drift cannot be told apart',
  path: null,
};

import type { Change, Note, NumberReport } from '../generated/schema-types.ts';
import { contextOf, type Viewpoint } from './context.ts';
import { asJson, type DesiredNumber } from './desired-number.ts';
import { diffDesired, diffSettings, newlyStated } from './diff.ts';
import type { JsonObject } from './json.ts';
import { overlaps } from './setting-path.ts';
import type { Context } from './settings/setting-row.ts';

type Managed = Pick<DesiredNumber, 'calling' | 'protect' | 'account'>;

/** A number as the base has it: null where it has no file for it, `unreadable` where that file is not well formed. */
export type BaseNumber = Managed | null | 'unreadable';

/**
 * Marks each change of a plan as `edit` where this revision asks for it, or as `drift` where live moved while the files stayed
 * the same.
 *
 * @param live `calling` as GET returned it.
 */
export function addOrigins(
  plan: NumberReport,
  live: JsonObject,
  desired: DesiredNumber,
  base: BaseNumber,
  viewpoint: Viewpoint,
): NumberReport {
  if (base === 'unreadable') return { ...plan, notes: [...plan.notes, unreadableBase.ofPlan] };
  const [before, after] = [asJson(base?.calling ?? {}), asJson(desired.calling)];
  const context = contextOf(live, after, viewpoint);
  const edited = editedPaths(before, after, context);
  // This revision lifts the protection, so it asks for the write.
  const isEdit = ({ path, setting }: Change) =>
    edited.some((other) => overlaps(other, path)) || (protects(base, setting) && !protects(desired, setting));
  const changes = plan.changes.map((change) => ({
    ...change,
    origin: isEdit(change) ? ('edit' as const) : ('drift' as const),
  }));
  const edits = new Set(changes.filter(({ origin }) => origin === 'edit').map(({ path }) => path));
  const moved = diffSettings(live, before, context).filter(({ path }) => edits.has(path));
  const notes = [...movedNotes(moved.map(({ path }) => path)), ...managementNotes(base, desired, context)];
  return { ...plan, changes, notes: [...plan.notes, ...notes] };
}

/** How the handling of a number changed since the base: account, protection, and what is managed. */
export function managementNotes(base: BaseNumber, desired: DesiredNumber, context: Context): Note[] {
  if (base === null || base === 'unreadable') return [];
  return [
    ...accountNotes(base, desired),
    ...protectNotes(base, desired),
    ...noLongerManagedNotes(asJson(base.calling), asJson(desired.calling), context),
  ];
}

function accountNotes(base: Managed, { account }: DesiredNumber): Note[] {
  if (base.account === account) return [];
  const [from, to] = [base.account, account].map((name) => name ?? 'none');
  return [{ code: 'account_changed', message: `the account was ${from} and is ${to}`, path: null }];
}

function protectNotes(base: Managed, desired: DesiredNumber): Note[] {
  const settings = [...new Set([...base.protect, ...desired.protect])];
  return settings
    .filter((setting) => protects(base, setting) !== protects(desired, setting))
    .map((setting) => ({
      code: 'protect_changed',
      message: protects(desired, setting)
        ? `${setting} is now protected: callctl reports it and no longer writes it`
        : `${setting} is no longer protected: callctl writes it from now on`,
      path: setting,
    }));
}

function protects(number: BaseNumber, setting: string): boolean {
  return number !== null && number !== 'unreadable' && number.protect.some((name) => name === setting);
}

/** Settings and members that the base states and this revision does not. callctl stops managing them. */
function noLongerManagedNotes(base: JsonObject, desired: JsonObject, context: Context): Note[] {
  const left = newlyStated(desired, base, context);
  const paths = left.map(({ path, setting }) => (desired[setting] === undefined ? setting : path));
  return [...new Set(paths)].map((path) => ({
    code: 'no_longer_managed',
    message: `${path} is no longer in the file: callctl leaves it as it is`,
    path,
  }));
}

function editedPaths(base: JsonObject, desired: JsonObject, context: Context): string[] {
  const edited = [...diffDesired(base, desired, context), ...newlyStated(base, desired, context)];
  return edited.map(({ path }) => path);
}

/** The author of an edit may not know that live had already moved away from the old value. */
function movedNotes(paths: readonly string[]): Note[] {
  return paths.map((path) => ({
    code: 'moved_before_edit',
    message: `live had already moved away from the base's ${path} before this edit`,
    path,
  }));
}

/** The notes where the base's file for a number is not well formed: one for a plan, one for an offline diff. */
export const unreadableBase = {
  ofPlan: unreadableNote(
    'the base has a settings file for this number that is not well formed: edits and drift cannot be told apart',
  ),
  ofDiff: unreadableNote(
    'the settings file that the base has for this number is not well formed: everything it states now is reported as added',
  ),
} as const;

function unreadableNote(message: string): Note {
  return { code: 'base_unreadable', message, path: null };
}

import type { Change, Note, NumberReport } from '../generated/schema-types.ts';
import { contextOf, type Viewpoint } from './context.ts';
import { asJson, type DesiredNumber } from './desired-number.ts';
import { diffDesired, diffSettings, newlyStated } from './diff.ts';
import type { JsonObject } from './json.ts';
import { overlaps } from './setting-path.ts';
import type { Context } from './settings/setting-row.ts';

type Managed = Pick<DesiredNumber, 'calling' | 'protect' | 'account'>;

/** A base that does not show what it states for a number. */
export interface UnknownBase {
  /** Why, as the first half of a sentence. */
  readonly unknown: string;
}

/** A number as the base has it: null where the base has no file for it. */
export type BaseNumber = Managed | UnknownBase | null;

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
  if (isUnknown(base)) return { ...plan, notes: [...plan.notes, unknownOriginNote(base)] };
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
  if (base === null || isUnknown(base)) return [];
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
  return number !== null && !isUnknown(number) && number.protect.some((name) => name === setting);
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

/** Whether the base leaves open what it states for a number. */
export function isUnknown(base: BaseNumber): base is UnknownBase {
  return base !== null && 'unknown' in base;
}

function unknownOriginNote({ unknown }: UnknownBase): Note {
  return { code: 'base_unreadable', message: `${unknown}, so edits and drift cannot be distinguished`, path: null };
}

/** What an offline diff says where it has nothing to compare with. */
export function allAddedNote({ unknown }: UnknownBase): Note {
  return { code: 'base_unreadable', message: `${unknown}, so every stated setting is shown as added`, path: null };
}

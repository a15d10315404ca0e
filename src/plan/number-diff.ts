import type { NumberReport } from '../generated/schema-types.ts';
import { toChange } from './change.ts';
import { contextOf, type Viewpoint } from './context.ts';
import { asJson, type DesiredNumber } from './desired-number.ts';
import { diffDesired } from './diff.ts';
import { viewCallHours } from './hours-view.ts';
import { allAddedNote, type BaseNumber, isUnknown, managementNotes } from './origin.ts';

/**
 * How the settings files of a number differ between the base and this revision. Live is not read. Changes read from the base
 * to this revision.
 */
export function buildNumberDiff(
  base: BaseNumber,
  desired: DesiredNumber,
  moment: Omit<Viewpoint, 'appId'>,
): NumberReport {
  const known = base === null || isUnknown(base) ? null : base;
  const [before, after] = [asJson(known?.calling ?? {}), asJson(desired.calling)];
  const context = contextOf(before, after, { ...moment, appId: null });
  const origin = base !== null && isUnknown(base) ? null : 'edit';
  const judgement = { judges: 'write', sides: { before, after }, origin } as const;
  const changes = diffDesired(before, after, context).map((difference) => toChange(difference, desired, judgement));
  const unknown = base !== null && isUnknown(base) ? [allAddedNote(base)] : [];
  const notes = [...managementNotes(base, desired, context), ...unknown];
  return {
    phone_number_id: desired.phoneNumberId,
    name: desired.name,
    account: desired.account,
    file: desired.file,
    outcome: changes.length + notes.length > 0 ? 'drifted' : 'in_sync',
    changes,
    requests: [],
    notes,
    call_hours: viewCallHours(before, after, context),
    live_fingerprint: null,
    error: null,
  };
}

import type { Change, Failure, NumberReport } from '../generated/schema-types.ts';
import { jsonText } from './json-text.ts';
import { isStale, staleFailure } from './stale.ts';

/**
 * What may become of the numbers of a reviewed plan, given how they read now. A number that needs no request, or cannot have
 * one, is as it reads now. One that needs the very request that was reviewed gets it. Any other fails as `stale`.
 *
 * @param planned The numbers as reviewed.
 * @param current The same numbers, read and planned again.
 */
export function reviewNumbers(planned: readonly NumberReport[], current: readonly NumberReport[]): NumberReport[] {
  const byId = new Map(planned.map((number) => [number.phone_number_id, number]));
  return current.map((number) => reviewNumber(byId.get(number.phone_number_id), number));
}

/** The numbers with only those changes that the reviewed plan does not show, or shows with another risk. */
export function unreviewedChanges(planned: readonly NumberReport[], current: readonly NumberReport[]): NumberReport[] {
  const byId = new Map(planned.map((number) => [number.phone_number_id, number]));
  return current.map((number) => {
    const shown = byId.get(number.phone_number_id)?.changes ?? [];
    return { ...number, changes: number.changes.filter((change) => findShown(change, shown)?.risk !== change.risk) };
  });
}

function reviewNumber(planned: NumberReport | undefined, current: NumberReport): NumberReport {
  if (current.requests.length === 0) return withOrigins(current, planned);
  if (!planned || planned.requests.length === 0) return refuse(current, unplannedFailure);
  if (isStale(planned, current)) return refuse(current, staleFailure(planned, current));
  const hidden = current.changes.find((change) => !findShown(change, planned.changes));
  return hidden ? refuse(current, hiddenFailure(hidden)) : withOrigins(current, planned);
}

function refuse(current: NumberReport, error: Failure): NumberReport {
  return { ...current, requests: [], outcome: 'failed', error };
}

/** Where a change came from was settled when the plan was made. */
function withOrigins(current: NumberReport, planned: NumberReport | undefined): NumberReport {
  const changes = current.changes.map((change) => ({
    ...change,
    origin: findShown(change, planned?.changes ?? [])?.origin ?? null,
  }));
  return { ...current, changes };
}

function findShown({ path, before, after }: Change, shown: readonly Change[]): Change | undefined {
  const text = jsonText([before, after]);
  return shown.find((other) => other.path === path && jsonText([other.before, other.after]) === text);
}

const unplannedFailure: Failure = {
  code: 'stale',
  message: 'the plan has no request for this number, which now needs one: nothing was sent',
  hint: 'plan again and review the change',
};

function hiddenFailure({ path }: Change): Failure {
  return {
    code: 'stale',
    message: `the plan does not show the change of ${path}, so nobody reviewed it: nothing was sent`,
    hint: 'plan again and review the change',
  };
}

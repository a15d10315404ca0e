import { failureOf } from '../errors.ts';
import type { Failure, NumberReport } from '../generated/schema-types.ts';
import type { ReadingClient } from '../live/client.ts';
import { type LiveFailure, meaningOf } from '../live/failure.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { JsonObject } from '../plan/json.ts';
import { buildNumberPlan } from '../plan/plan.ts';

interface FetchOptions {
  readonly client: Pick<ReadingClient, 'fetchSettings'>;
  readonly appId: string | null;
  readonly now: () => Date;
  readonly digest: (text: string) => string;
}

/** Live right before a write, or the report of a number that must not be written to. */
type Fresh = { readonly ok: true; readonly live: JsonObject } | { readonly ok: false; readonly report: NumberReport };

/**
 * Makes sure that live is still what the plan rests on. The request would overwrite anything added since, such as a new
 * holiday, so a plan is not carried out once live has changed.
 */
export async function fetchBeforeWrite(
  planned: NumberReport,
  desired: DesiredNumber,
  { client, appId, now, digest }: FetchOptions,
): Promise<Fresh> {
  const fetched = await client.fetchSettings(desired.phoneNumberId);
  if (!fetched.ok) return { ok: false, report: { ...planned, requests: [], ...unreadOutcome(fetched.failure) } };
  const current = buildNumberPlan({ live: fetched.calling, desired, now: now(), appId, digest });
  if (current.outcome !== 'drifted') return { ok: false, report: current };
  if (isSame(planned, current)) return { ok: true, live: fetched.calling };
  const error = staleFailure(planned, current);
  return { ok: false, report: { ...planned, requests: [], outcome: 'failed', error } };
}

function unreadOutcome(cause: LiveFailure): Pick<NumberReport, 'outcome' | 'error'> {
  const failure = failureOf(cause);
  const { unread } = meaningOf(cause);
  if (unread === 'skipped') return { outcome: unread, error: failure };
  return { outcome: unread, error: { ...failure, message: `could not be read before the write: ${failure.message}` } };
}

/** A plan also changes with time: a holiday it would send may have expired since. */
function isSame(planned: NumberReport, current: NumberReport): boolean {
  return (
    current.live_fingerprint === planned.live_fingerprint &&
    JSON.stringify(current.requests) === JSON.stringify(planned.requests)
  );
}

function staleFailure(planned: NumberReport, current: NumberReport): Failure {
  const moved = renderMove(planned, current);
  return {
    code: 'stale',
    message: `live has changed since the plan was made, or a holiday has expired, so nothing was sent: ${moved.join('; ')}`,
    hint: 'plan again and look at what changed',
  };
}

/** Describes what has drifted since the plan was made, and what no longer drifts. */
function renderMove(planned: NumberReport, current: NumberReport): string[] {
  const before = new Map(planned.changes.map((change) => [change.path, JSON.stringify(change.before)]));
  const now = new Map(current.changes.map((change) => [change.path, JSON.stringify(change.before)]));
  const paths = [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path));
  if (paths.length === 0) return ['a value that would be sent back unchanged has changed'];
  return paths.map((path) => `${path} was ${before.get(path) ?? 'in sync'} and is now ${now.get(path) ?? 'in sync'}`);
}

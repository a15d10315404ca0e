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

/** Live right before a write, or the report of a number that is not written to any more. */
type Fresh = { readonly ok: true; readonly live: JsonObject } | { readonly ok: false; readonly report: NumberReport };

/**
 * Makes sure that live is still what the plan rests on. The request would overwrite what came between, a new holiday for
 * one, so a plan that live has moved from is not carried out.
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

/** Time moves a plan too: a holiday that was to be sent may have passed since. */
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
    message: `live has moved since it was planned, or a holiday has gone by, and nothing was sent: ${moved.join('; ')}`,
    hint: 'plan again and look at what changed',
  };
}

/** What is drifted now and was not when it was planned, and the other way round. */
function renderMove(planned: NumberReport, current: NumberReport): string[] {
  const before = new Map(planned.changes.map((change) => [change.path, JSON.stringify(change.before)]));
  const now = new Map(current.changes.map((change) => [change.path, JSON.stringify(change.before)]));
  const paths = [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path));
  if (paths.length === 0) return ['what would be sent along unchanged is another by now'];
  return paths.map((path) => `${path} was ${before.get(path) ?? 'in sync'} and is ${now.get(path) ?? 'in sync'}`);
}

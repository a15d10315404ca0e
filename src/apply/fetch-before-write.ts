import { failureOf } from '../errors.ts';
import type { NumberReport } from '../generated/schema-types.ts';
import type { ReadingClient } from '../live/client.ts';
import { type LiveFailure, meaningOf } from '../live/failure.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { JsonObject } from '../plan/json.ts';
import { buildNumberPlan } from '../plan/plan.ts';
import { isStale, staleFailure } from '../plan/stale.ts';
import type { TodayIn } from '../plan/time-zone.ts';

interface FetchOptions {
  readonly client: Pick<ReadingClient, 'fetchSettings'>;
  readonly appId: string | null;
  readonly now: () => Date;
  readonly todayIn: TodayIn;
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
  { client, appId, now, todayIn, digest }: FetchOptions,
): Promise<Fresh> {
  const fetched = await client.fetchSettings(desired.phoneNumberId);
  if (!fetched.ok) return { ok: false, report: { ...planned, requests: [], ...unreadOutcome(fetched.failure) } };
  const current = buildNumberPlan({ live: fetched.calling, desired, now: now(), todayIn, appId, digest });
  if (current.outcome !== 'drifted') return { ok: false, report: current };
  if (!isStale(planned, current)) return { ok: true, live: fetched.calling };
  const error = staleFailure(planned, current);
  return { ok: false, report: { ...planned, requests: [], outcome: 'failed', error } };
}

function unreadOutcome(cause: LiveFailure): Pick<NumberReport, 'outcome' | 'error'> {
  const failure = failureOf(cause);
  const { unread } = meaningOf(cause);
  if (unread === 'skipped') return { outcome: unread, error: failure };
  return { outcome: unread, error: { ...failure, message: `could not be read before the write: ${failure.message}` } };
}

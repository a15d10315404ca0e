import type { NumberReport } from '../generated/schema-types.ts';
import type { WritingClient } from '../live/client.ts';
import type { LiveFailure } from '../live/failure.ts';
import { type Sleep, sleep } from '../live/sleep.ts';
import { contextOf } from '../plan/context.ts';
import { asJson, type DesiredNumber } from '../plan/desired-number.ts';
import { diffSettings } from '../plan/diff.ts';
import type { JsonObject } from '../plan/json.ts';
import { buildNumberPlan } from '../plan/plan.ts';
import type { Difference } from '../plan/settings/setting-row.ts';
import type { TodayIn } from '../plan/time-zone.ts';
import { disturbingSettings, type Request, repairRequest, type Write } from './write.ts';

export interface FetchBackOptions {
  readonly client: Pick<WritingClient, 'fetchAfterPost'>;
  readonly appId: string | null;
  readonly now: () => Date;
  readonly todayIn: TodayIn;
  readonly digest: (text: string) => string;
  /** Waits before each reading, in milliseconds. Meta does not document whether reads lag behind writes. */
  readonly pollMs?: readonly number[];
  /** Replaced in tests. */
  readonly sleep?: Sleep;
  /** Aborts on an interrupt. */
  readonly signal?: AbortSignal;
}

/** Live after a write, and how it compares. */
export interface Reading {
  /** As read. */
  readonly live: JsonObject;
  /** The plan of what still drifts. */
  readonly plan: NumberReport;
  /** Where live differs from what was posted. */
  readonly unlike: readonly Difference[];
  /** Where live differs from what is desired or from what was posted, or a setting was disturbed. */
  readonly left: readonly Difference[];
  /** The request that puts back what the write disturbed; undefined if it disturbed nothing, or does not show yet. */
  readonly repair: Request | undefined;
}

export type FetchedBack =
  | { readonly ok: true; readonly reading: Reading }
  | { readonly ok: false; readonly failure: LiveFailure };

const defaultPollMs = [0, 200, 500, 1000, 2000];

/**
 * Fetches a number until everything posted reads as posted, or the polls are used up. After an interrupt it fetches at most
 * once more, without waiting: without a reading the report could not give the result of the POST.
 */
export async function fetchBack(write: Write, desired: DesiredNumber, options: FetchBackOptions): Promise<FetchedBack> {
  const { pollMs = defaultPollMs, sleep: wait = sleep, signal, client } = options;
  for (let poll = 0; ; poll += 1) {
    await wait(pollMs[poll] ?? 0, signal);
    const fetched = await client.fetchAfterPost(desired.phoneNumberId);
    if (!fetched.ok) return fetched;
    const reading = buildReading(fetched.calling, write, desired, options);
    const isLast = poll + 1 >= pollMs.length || signal?.aborted;
    if (reading.unlike.length === 0 || isLast) return { ok: true, reading };
  }
}

/** Compares live with what was posted as well as with what is desired, so that a lost carried-over holiday shows too. */
function buildReading(live: JsonObject, write: Write, desired: DesiredNumber, options: FetchBackOptions): Reading {
  const { todayIn, appId, digest } = options;
  const viewpoint = { now: options.now(), todayIn, appId };
  const stated = asJson(desired.calling);
  const context = contextOf(live, stated, viewpoint);
  const unlike = diffSettings(live, write.posted, context);
  const disturbed = diffSettings(live, write.undisturbed, context);
  const drift = diffSettings(live, stated, context).filter(({ setting }) => !desired.protect.includes(setting));
  const showsWrite = disturbingSettings(write.posted).every((name) => unlike.every(({ setting }) => setting !== name));
  return {
    live,
    plan: buildNumberPlan({ ...viewpoint, live, desired, digest }),
    unlike,
    left: [...drift, ...unlike, ...disturbed],
    repair: showsWrite ? repairRequest(live, write, disturbed, context) : undefined,
  };
}

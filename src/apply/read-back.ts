import type { NumberReport } from '../generated/schema-types.ts';
import type { WritingClient } from '../live/client.ts';
import type { LiveFailure } from '../live/failure.ts';
import { type Interruptible, uninterrupted } from '../live/interruptible.ts';
import { contextOf } from '../plan/context.ts';
import { asJson, type DesiredNumber } from '../plan/desired-number.ts';
import { diffSettings } from '../plan/diff.ts';
import { asObject, type JsonObject } from '../plan/json.ts';
import { buildNumberPlan } from '../plan/plan.ts';
import { rows } from '../plan/settings/catalogue.ts';
import type { Difference } from '../plan/settings/setting-row.ts';
import type { TodayIn } from '../plan/time-zone.ts';

export interface ReadBackOptions {
  readonly client: Pick<WritingClient, 'fetchAfterPost'>;
  readonly appId: string | null;
  readonly now: () => Date;
  readonly todayIn: TodayIn;
  readonly digest: (text: string) => string;
  /** Waits before each reading, in milliseconds: whether reads lag behind writes is not documented. */
  readonly pollMs?: readonly number[];
  readonly interrupt?: Interruptible;
}

type Request = NumberReport['requests'][number];

/** What live has after a write. */
export interface Reading {
  /** As read. */
  readonly live: JsonObject;
  /** The plan of what still drifts. */
  readonly plan: NumberReport;
  /** Where live is unlike what was posted. */
  readonly unlike: readonly Difference[];
  /** Where live is unlike what is desired, protected settings left aside. */
  readonly drift: readonly Difference[];
  /** Whether any posted setting reads as posted: then the reading is not an old one. */
  readonly showsWrite: boolean;
}

export type ReadBack =
  | { readonly ok: true; readonly reading: Reading }
  | { readonly ok: false; readonly failure: LiveFailure };

const defaultPollMs = [0, 200, 500, 1000, 2000];

/**
 * Reads a number until all that was posted reads as posted, or for long enough. After an interrupt it reads once more at
 * most, without waiting: a POST is finished by a reading, and the report could not tell its outcome without one.
 */
export async function readBack(request: Request, desired: DesiredNumber, options: ReadBackOptions): Promise<ReadBack> {
  const waits = options.pollMs ?? defaultPollMs;
  const { isInterrupted, sleep } = options.interrupt ?? uninterrupted;
  for (let poll = 0; ; poll += 1) {
    await sleep(waits[poll] ?? 0);
    const fetched = await options.client.fetchAfterPost(desired.phoneNumberId);
    if (!fetched.ok) return fetched;
    const reading = judge(fetched.calling, asObject(request.calling as JsonObject), desired, options);
    const isLast = poll + 1 >= waits.length || isInterrupted();
    if (reading.unlike.length === 0 || isLast) return { ok: true, reading };
  }
}

/** Compares with what was posted as well as with what is desired, so that a carried-over holiday that got lost shows too. */
function judge(live: JsonObject, posted: JsonObject, desired: DesiredNumber, options: ReadBackOptions): Reading {
  const { todayIn, appId, digest } = options;
  const viewpoint = { now: options.now(), todayIn, appId };
  const context = contextOf(live, asJson(desired.calling), viewpoint);
  const unlike = diffSettings(live, posted, context);
  const drift = diffSettings(live, asJson(desired.calling), context).filter(
    ({ setting }) => !desired.protect.includes(setting),
  );
  const showsWrite = Object.keys(posted).some((setting) =>
    unlike.every((difference) => difference.setting !== setting),
  );
  return { live, plan: buildNumberPlan({ ...viewpoint, live, desired, digest }), unlike, drift, showsWrite };
}

/** Whether a drift may come from the write itself: it is of a posted setting, or of one that such a write may change. */
export function mayComeFrom(request: Request, { setting }: Difference): boolean {
  const posted = Object.keys(request.calling as object);
  const isSideEffect = rows.some(({ name, sideEffects }) => posted.includes(name) && sideEffects?.includes(setting));
  return posted.includes(setting) || isSideEffect;
}

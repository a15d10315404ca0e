import type { NumberReport } from '../generated/schema-types.ts';
import type { WritingClient } from '../live/client.ts';
import type { LiveFailure } from '../live/failure.ts';
import { sleep } from '../live/sleep.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { diffSettings } from '../plan/diff.ts';
import { asObject, type JsonObject } from '../plan/json.ts';
import { buildNumberPlan, contextOf } from '../plan/plan.ts';
import { catalogue } from '../plan/settings/catalogue.ts';
import type { Difference } from '../plan/settings/setting-row.ts';

export interface FetchBackOptions {
  readonly client: Pick<WritingClient, 'fetchAfterPost'>;
  readonly appId: string | null;
  readonly now: () => Date;
  readonly digest: (text: string) => string;
  /** Waits before each reading, in milliseconds. Meta does not document whether reads lag behind writes. */
  readonly pollMs?: readonly number[];
  /** Aborts on an interrupt. */
  readonly signal?: AbortSignal;
}

type Request = NumberReport['requests'][number];

/** Live after a write, and how it compares. */
export interface Reading {
  /** As read. */
  readonly live: JsonObject;
  /** The plan of what still drifts. */
  readonly plan: NumberReport;
  /** Where live differs from what was posted. */
  readonly unlike: readonly Difference[];
  /** Where live differs from what is desired, except in protected settings. */
  readonly drift: readonly Difference[];
  /** Whether any posted setting reads as posted, which proves that the reading is not an old one. */
  readonly showsWrite: boolean;
}

export type FetchedBack =
  | { readonly ok: true; readonly reading: Reading }
  | { readonly ok: false; readonly failure: LiveFailure };

const defaultPollMs = [0, 200, 500, 1000, 2000];

/**
 * Fetches a number until everything posted reads as posted, or the polls are used up. After an interrupt it fetches at most
 * once more, without waiting: without a reading the report could not give the result of the POST.
 */
export async function fetchBack(
  request: Request,
  desired: DesiredNumber,
  options: FetchBackOptions,
): Promise<FetchedBack> {
  const waits = options.pollMs ?? defaultPollMs;
  for (let poll = 0; ; poll += 1) {
    await sleep(waits[poll] ?? 0, options.signal);
    const fetched = await options.client.fetchAfterPost(desired.phoneNumberId);
    if (!fetched.ok) return fetched;
    const reading = buildReading(fetched.calling, asObject(request.calling as JsonObject), desired, options);
    const isLast = poll + 1 >= waits.length || options.signal?.aborted;
    if (reading.unlike.length === 0 || isLast) return { ok: true, reading };
  }
}

/** Compares live with what was posted as well as with what is desired, so that a lost carried-over holiday shows too. */
function buildReading(
  live: JsonObject,
  posted: JsonObject,
  desired: DesiredNumber,
  options: FetchBackOptions,
): Reading {
  const input = { live, desired, now: options.now(), appId: options.appId };
  const context = contextOf(input);
  const unlike = diffSettings(live, posted, context);
  const drift = diffSettings(live, desired.calling as unknown as JsonObject, context).filter(
    ({ setting }) => !desired.protect.includes(setting),
  );
  const showsWrite = Object.keys(posted).some((setting) =>
    unlike.every((difference) => difference.setting !== setting),
  );
  return { live, plan: buildNumberPlan({ ...input, digest: options.digest }), unlike, drift, showsWrite };
}

/** Whether the write itself may have caused a drift: in a posted setting, or in one that such a write may change. */
export function mayComeFrom(request: Request, { setting }: Difference): boolean {
  const posted = Object.keys(request.calling as object);
  const rows = catalogue.filter(({ name }) => posted.includes(name));
  return posted.includes(setting) || rows.some(({ sideEffects }) => sideEffects?.includes(setting));
}

import { setTimeout as wait } from 'node:timers/promises';
import type { ReadingClient } from '../live/client.ts';
import type { LiveFailure } from '../live/failure.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { diffSettings } from '../plan/diff.ts';
import { asObject, type JsonObject } from '../plan/json.ts';
import { buildNumberPlan, contextOf } from '../plan/plan.ts';
import type { NumberReport } from '../plan/schema-types.ts';
import type { Difference } from '../plan/setting-row.ts';

export interface ReadBackOptions {
  readonly client: ReadingClient;
  readonly appId: string | null;
  readonly now: () => Date;
  readonly digest: (text: string) => string;
  /** Waits before each reading, in milliseconds: whether reads lag behind writes is not documented. */
  readonly pollMs?: readonly number[];
}

/**
 * What a reading after a write shows:
 * - `in_sync`: the write, and no drift that may be written;
 * - `other_drift`: the write, in part at least, and a drift that is left;
 * - `not_shown`: nothing of the write;
 * - `unreadable`: the number could not be read.
 */
export type Reading =
  | { readonly kind: 'in_sync'; readonly plan: NumberReport }
  | {
      readonly kind: 'other_drift' | 'not_shown';
      readonly plan: NumberReport;
      readonly differences: readonly Difference[];
    }
  | { readonly kind: 'unreadable'; readonly failure: LiveFailure };

const defaultPollMs = [0, 200, 500, 1000, 2000];

/** Reads a number until it shows what was posted, or for long enough. */
export async function readBack(
  request: NumberReport['requests'][number],
  desired: DesiredNumber,
  options: ReadBackOptions,
): Promise<Reading> {
  const posted = asObject(request.calling as JsonObject);
  let reading: Reading | undefined;
  for (const ms of options.pollMs ?? defaultPollMs) {
    await wait(ms);
    const fetched = await options.client.fetchSettings(desired.phoneNumberId);
    if (!fetched.ok) return { kind: 'unreadable', failure: fetched.failure };
    reading = judge(fetched.calling, posted, desired, options);
    if (reading.kind !== 'not_shown') return reading;
  }
  if (!reading) throw new Error('no reading was asked for');
  return reading;
}

/** Compares with what was posted as well as with what is desired, so that a carried-over holiday that got lost shows too. */
function judge(live: JsonObject, posted: JsonObject, desired: DesiredNumber, options: ReadBackOptions): Reading {
  const input = { live, desired, now: options.now(), appId: options.appId };
  const context = contextOf(input);
  const unlike = diffSettings(live, posted, context);
  const plan = buildNumberPlan({ ...input, digest: options.digest });
  if (unlike.length === 0 && (plan.outcome === 'in_sync' || plan.outcome === 'protected'))
    return { kind: 'in_sync', plan };
  const drift = diffSettings(live, desired.calling as unknown as JsonObject, context).filter(
    ({ setting }) => !desired.protect.includes(setting),
  );
  const differences = [...new Map([...drift, ...unlike].map((difference) => [difference.path, difference])).values()];
  const shown = Object.keys(posted).some((setting) => unlike.every((difference) => difference.setting !== setting));
  return { kind: shown ? 'other_drift' : 'not_shown', plan, differences };
}

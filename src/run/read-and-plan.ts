import { failureOf } from '../errors.ts';
import type { Failure, Note, NumberReport } from '../generated/schema-types.ts';
import type { Fetched, ReadingClient } from '../live/client.ts';
import { meaningOf } from '../live/failure.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { exchangeSides } from '../plan/direction.ts';
import { asObject, asObjects, type JsonObject } from '../plan/json.ts';
import { addOrigins } from '../plan/origin.ts';
import { buildNumberPlan } from '../plan/plan.ts';
import type { TodayIn } from '../plan/time-zone.ts';
import type { ComparedBase } from './base.ts';
import { digest } from './digest.ts';
import type { Fleet } from './fleet.ts';
import { noteOpenRequest, type OpenRequests } from './open-requests.ts';
import type { RunWorld } from './world.ts';

/** What reading and planning a number needs besides the number. */
export interface Planning {
  readonly fleet: Fleet<ReadingClient>;
  readonly base: ComparedBase | null;
  readonly clock: () => Date;
  readonly todayIn: TodayIn;
  readonly open: OpenRequests;
  /** What a reader should know of some numbers besides their plan, by phone number id. */
  readonly remarks: ReadonlyMap<string, readonly Note[]>;
  /** Why some numbers fail without being read, by phone number id. */
  readonly unclear: ReadonlyMap<string, Failure>;
  readonly judges: 'write' | 'drift';
}

/** Reads every number and plans it, in the order of the numbers, whichever is done first. */
export async function readAndPlan(
  numbers: readonly DesiredNumber[],
  planning: Planning,
  { signal, startProgress }: RunWorld,
): Promise<NumberReport[]> {
  const { fleet } = planning;
  const progress = startProgress('reading', numbers.length);
  const plans = await Promise.all(
    numbers.map((desired) =>
      fleet.run(desired, async () => {
        if (signal.aborted) return unplanned(desired, 'skipped', interrupted);
        const unclear = planning.unclear.get(desired.phoneNumberId);
        if (unclear) return unplanned(desired, 'failed', unclear);
        const fetched = await fleet.clientOf(desired).fetchSettings(desired.phoneNumberId);
        if (fetched.ok && statesSipOfLive(fetched.calling, desired)) await fleet.learnAppId(desired);
        progress.step();
        return planFetched(fetched, desired, planning);
      }),
    ),
  );
  progress.end();
  return plans;
}

/** Only then does it matter which app is ours: a file states SIP, and live has a server. */
function statesSipOfLive(live: JsonObject, { calling }: DesiredNumber): boolean {
  return calling.sip !== undefined && asObjects(asObject(live.sip).servers).length > 0;
}

function planFetched(fetched: Fetched, desired: DesiredNumber, planning: Planning): NumberReport {
  const plan = fetched.ok ? planLive(fetched, desired, planning) : planUnread(fetched, desired);
  const remarks = planning.remarks.get(desired.phoneNumberId) ?? [];
  const noted = noteOpenRequest({ ...plan, notes: [...plan.notes, ...remarks] }, planning.open);
  return planning.judges === 'drift' ? exchangeSides(noted) : noted;
}

function planLive(
  { calling: live }: Fetched & { readonly ok: true },
  desired: DesiredNumber,
  { fleet, base, clock, todayIn, judges }: Planning,
): NumberReport {
  const viewpoint = { now: clock(), todayIn, appId: fleet.appIdOf(desired) };
  try {
    const plan = buildNumberPlan({ live, desired, digest, judges, ...viewpoint });
    return base ? addOrigins(plan, live, desired, base.numberOf(desired), viewpoint) : plan;
  } catch (error) {
    return unplanned(desired, 'failed', failureOf(error));
  }
}

function planUnread({ failure }: Fetched & { readonly ok: false }, desired: DesiredNumber): NumberReport {
  const outcome = meaningOf(failure).unread;
  const message = outcome === 'failed' ? `could not be read: ${failure.message}` : failure.message;
  return unplanned(desired, outcome, failureOf({ ...failure, message }));
}

function unplanned(desired: DesiredNumber, outcome: 'failed' | 'skipped', error: Failure): NumberReport {
  return {
    phone_number_id: desired.phoneNumberId,
    name: desired.name,
    account: desired.account,
    file: desired.file,
    outcome,
    changes: [],
    requests: [],
    notes: [],
    call_hours: null,
    live_fingerprint: null,
    error,
  };
}

export const interrupted: Failure = {
  code: 'interrupted',
  message: 'callctl was interrupted before this number: nothing was sent',
  hint: 'run it again',
};

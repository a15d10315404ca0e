import { applyNumber } from '../apply/apply-number.ts';
import { type Journal, openJournal } from '../apply/journal.ts';
import { thisProcess } from '../apply/run-process.ts';
import { strictJournal } from '../apply/strict-journal.ts';
import { failureOf } from '../errors.ts';
import type { NumberReport } from '../generated/schema-types.ts';
import type { WritingClient } from '../live/client.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { createTodayIn, type TodayIn } from '../plan/time-zone.ts';
import { digest } from './digest.ts';
import type { Fleet } from './fleet.ts';
import { journalOptions } from './open-requests.ts';
import type { Options } from './options.ts';
import { interrupted } from './read-and-plan.ts';
import type { RunWorld } from './world.ts';

interface Tools {
  readonly command: 'apply' | 'restore';
  readonly fleet: Fleet<WritingClient>;
  readonly options: Options;
  readonly world: RunWorld;
}

interface ApplyTools extends Tools {
  readonly journal: Journal;
  readonly todayIn: TodayIn;
}

interface CarriedOut {
  readonly numbers: NumberReport[];
  /** The name of the run in the journal. */
  readonly run: string;
}

/**
 * Applies approved plans, each number by itself, and keeps a journal of it. Plans without drift stay as they are.
 *
 * @throws CallctlError `io` where a journal cannot be kept, `refused` while another run is at work with it.
 */
export async function carryOut(
  plans: readonly NumberReport[],
  numbers: readonly DesiredNumber[],
  tools: Tools,
): Promise<CarriedOut> {
  const { command, fleet, options, world } = tools;
  const header = {
    type: 'run',
    format_version: 1,
    command,
    graph_url: options.graph.url,
    process: thisProcess(),
    shard: options.shard,
  } as const;
  const journal = strictJournal(openJournal(header, journalOptions(options, world)));
  const byId = new Map(numbers.map((number) => [number.phoneNumberId, number]));
  const todayIn = createTodayIn();
  const progress = world.startProgress('applying', plans.filter(isDrifted).length);
  try {
    const carriedOut = await Promise.all(
      plans.map((planned) => {
        const desired = byId.get(planned.phone_number_id);
        if (!isDrifted(planned) || !desired) return planned;
        return fleet.run(desired, async () => {
          const applied = await applyOne(planned, desired, { ...tools, journal, todayIn });
          progress.step();
          return applied;
        });
      }),
    );
    return { numbers: carriedOut, run: journal.run };
  } finally {
    progress.end();
    journal.close();
  }
}

/** What drifted and is not carried out any more. */
export function skipDrifted(planned: NumberReport): NumberReport {
  return isDrifted(planned) ? { ...planned, requests: [], outcome: 'skipped', error: interrupted } : planned;
}

async function applyOne(
  planned: NumberReport,
  desired: DesiredNumber,
  { fleet, options, journal, todayIn, world: { signal } }: ApplyTools,
): Promise<NumberReport> {
  if (signal.aborted) return skipDrifted(planned);
  const [client, appId] = [fleet.clientOf(desired), fleet.appIdOf(desired)];
  try {
    const tools = { client, appId, journal, now: options.clock, todayIn, digest, signal };
    return await applyNumber(planned, desired, tools);
  } catch (error) {
    return { ...planned, outcome: 'failed', error: failureOf(error) };
  }
}

function isDrifted({ outcome }: NumberReport): boolean {
  return outcome === 'drifted';
}

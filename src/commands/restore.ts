import { type JournalEntry, listRuns, readRun } from '../apply/journal.ts';
import type { Desired } from '../desired/load.ts';
import { CallctlError } from '../errors.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { contextOf } from '../plan/plan.ts';
import { buildRestoration } from '../plan/restore.ts';
import { type ApplyOptions, carryOut } from './apply.ts';
import { exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';
import { reach, selectDesired } from './make-plan.ts';
import { clockOf, settleOptions, usage } from './options.ts';
import { checkOutput } from './print-report.ts';
import { selectNumbers } from './select.ts';

export interface RestoreOptions extends ApplyOptions {
  readonly list?: boolean;
}

type Before = Extract<JournalEntry, { type: 'before' }>;

/** Plans the way back to before a journalled run, shows it like any plan, and carries it out under the same guards. */
export async function restore(run: string | undefined, options: RestoreOptions, io: Io): Promise<number> {
  checkOutput(options);
  const selection = await selectDesired([], { ...options, only: [] }, io);
  const { journal, graph } = settleOptions(options, selection.desired.configuration, io);
  const runs = listRuns(journal);
  if (options.list) return printRuns(runs, journal, io);
  const { entries, name } = readJournal(run, runs, journal, io);
  checkGraph(entries, graph.url, name);
  const numbers = restoredNumbers(entries, selection.desired, name, options, io);
  const chosen = selectNumbers(numbers, [], options.only);
  io.stderr(
    `restoring what run ${name} changed; the settings files stay as they are, and the next apply follows them again\n`,
  );
  return carryOut('restore', null, reach(selection, chosen, options, io), options, io);
}

function printRuns(runs: readonly string[], journal: string, io: Io): number {
  for (const run of runs) {
    const numbers = new Set(
      readRun(journal, run)
        .filter(isBefore)
        .map((entry) => entry.phone_number_id),
    );
    io.stdout(`${run}  ${numbers.size} ${numbers.size === 1 ? 'number' : 'numbers'}\n`);
  }
  return exitCodes.done;
}

function readJournal(run: string | undefined, runs: readonly string[], journal: string, io: Io) {
  const name = run ?? runs.at(-1);
  if (name === undefined)
    throw usage(`no run has a journal in ${journal}`, 'name the folder of the journal with --journal DIR');
  if (!runs.includes(name))
    throw usage(`there is no run ${name} in ${journal}`, 'callctl restore --list shows the runs');
  const entries = readRun(journal, name);
  if (!entries.some(isBefore)) io.stderr(`run ${name} sent nothing: there is nothing to bring back\n`);
  return { name, entries };
}

function checkGraph(entries: readonly JournalEntry[], graphUrl: string, run: string): void {
  const header = entries.find((entry) => entry.type === 'run');
  if (header?.type !== 'run' || header.graph_url === graphUrl) return;
  throw new CallctlError(
    'refused',
    `run ${run} was on ${header.graph_url}, and this is ${graphUrl}: nothing was sent`,
    'set the Graph URL of that run',
  );
}

/** Each number as it was before the run first wrote to it, in the settings that the run wrote. */
function restoredNumbers(
  entries: readonly JournalEntry[],
  { numbers: desired, configuration }: Desired,
  run: string,
  options: RestoreOptions,
  io: Io,
): DesiredNumber[] {
  const written = new Map<string, Before[]>();
  for (const entry of entries.filter(isBefore)) {
    written.set(entry.phone_number_id, [...(written.get(entry.phone_number_id) ?? []), entry]);
  }
  return [...written].flatMap(([phoneNumberId, [first, ...more]]) => {
    if (!first) return [];
    const settings = [first, ...more].flatMap(({ request }) => Object.keys(request.calling as object));
    const file = desired.find((number) => number.phoneNumberId === phoneNumberId);
    const base: DesiredNumber = {
      phoneNumberId,
      name: file?.name ?? null,
      account: first.account,
      file: file?.file ?? `journal ${run}`,
      protect: file?.protect ?? [],
      calling: {},
      sources: new Map(),
    };
    const appId =
      configuration.accounts.find(({ name }) => name === first.account)?.appId ??
      (io.env.WHATSAPP_APP_ID?.trim() || null);
    const context = contextOf({ live: first.before, desired: base, now: clockOf(options, io.now)(), appId });
    const { calling, lost } = buildRestoration(first.before, settings, context);
    for (const setting of lost)
      io.stderr(`${phoneNumberId}: ${setting} had never been set, and Meta offers no way back to that\n`);
    return [{ ...base, calling }];
  });
}

function isBefore(entry: JournalEntry): entry is Before {
  return entry.type === 'before';
}

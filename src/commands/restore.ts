import { type JournalEntry, listRuns, readRun } from '../apply/journal.ts';
import type { Desired } from '../desired/load.ts';
import { CallctlError } from '../errors.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { asObject, type JsonObject } from '../plan/json.ts';
import { contextOf } from '../plan/plan.ts';
import { buildRestoration } from '../plan/restore.ts';
import type { Calling } from '../plan/schema-types.ts';
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
  return [...writesOf(entries)].flatMap(([phoneNumberId, writes]) => {
    const [first] = writes;
    if (!first) return [];
    const written = writes.map(({ request }) => request.calling as JsonObject);
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
    // The server that the run wrote tells ours from others' where no app id does.
    const ourSip = written.find(({ sip }) => asObject(sip).servers !== undefined)?.sip;
    const told = { ...base, calling: (ourSip === undefined ? {} : { sip: ourSip }) as Calling };
    const appId =
      configuration.accounts.find(({ name }) => name === first.account)?.appId ??
      (io.env.WHATSAPP_APP_ID?.trim() || null);
    const context = contextOf({ live: first.before, desired: told, now: clockOf(options, io.now)(), appId });
    const { calling, lost } = buildRestoration(first.before, written, context);
    for (const setting of lost)
      io.stderr(`${phoneNumberId}: ${setting} had never been set, and Meta offers no way back to that\n`);
    return [{ ...base, calling }];
  });
}

/** What the run sent to each number; what it held back in the end it did not write. */
function writesOf(entries: readonly JournalEntry[]): Map<string, Before[]> {
  const writes = new Map<string, Before[]>();
  for (const entry of entries) {
    if (entry.type === 'before')
      writes.set(entry.phone_number_id, [...(writes.get(entry.phone_number_id) ?? []), entry]);
    else if (entry.type === 'after' && entry.result === 'unsent') writes.get(entry.phone_number_id)?.pop();
  }
  return writes;
}

function isBefore(entry: JournalEntry): entry is Before {
  return entry.type === 'before';
}

import { type JournalledRun, listRuns, readRun } from '../apply/journal.ts';
import { CallctlError } from '../errors.ts';
import { inShard } from '../plan/shard.ts';
import { createTodayIn } from '../plan/time-zone.ts';
import { exitCodes } from '../run/exit-code.ts';
import { clockOf, settleOptions, usage } from '../run/options.ts';
import { checkOutput } from '../run/print-report.ts';
import { reach, selectDesired } from '../run/read-and-plan.ts';
import { restoreNumbers, writesOf } from '../run/restored-numbers.ts';
import { selectNumbers } from '../run/select.ts';
import type { Io } from '../run/world.ts';
import { type ApplyOptions, carryOut } from './apply.ts';

export interface RestoreOptions extends ApplyOptions {
  readonly list?: boolean;
}

/** Plans the way back to before a journalled run, shows it like any plan, and carries it out under the same guards. */
export async function restore(run: string | undefined, options: RestoreOptions, io: Io): Promise<number> {
  checkOutput(options);
  const { shard, only, ...others } = options;
  const selection = await selectDesired([], { ...others, only: [] }, io);
  const { journal, graph } = settleOptions(options, selection.desired.configuration, io);
  if (options.list) return printRuns(journal, io);
  const name = run ?? latestRun(journal);
  const { entries } = readJournal(name, journal, graph.url, io);
  const writes = writesOf(entries);
  if (writes.size === 0) io.stderr(`run ${name} changed nothing: there is nothing to bring back\n`);
  const appId = io.env.WHATSAPP_APP_ID?.trim() || null;
  const viewpoint = { now: clockOf(options, io.now)(), todayIn: createTodayIn(), appId };
  const { numbers, remarks } = restoreNumbers(writes, selection.desired, name, viewpoint);
  const chosen = selectNumbers(numbers, [], only).filter(
    ({ phoneNumberId }) => !shard || inShard(phoneNumberId, shard),
  );
  io.stderr(
    `restoring what run ${name} changed; the settings files stay as they are, and the next apply follows them again\n`,
  );
  return carryOut('restore', null, { ...reach(selection, chosen, options, io), remarks }, options, io);
}

function printRuns(journal: string, io: Io): number {
  const runs = listRuns(journal);
  if (runs.length === 0) io.stderr(`no run has a journal in ${journal}\n`);
  for (const run of runs) {
    const { size } = writesOf(readRun(journal, run).entries);
    io.stdout(`${run}  ${size} ${size === 1 ? 'number' : 'numbers'}\n`);
  }
  return exitCodes.done;
}

/** The latest run that changed something: one that was stopped before its first request is not what anybody wants undone. */
function latestRun(journal: string): string {
  const runs = listRuns(journal);
  const latest = runs.findLast((run) => writesOf(readRun(journal, run).entries).size > 0) ?? runs.at(-1);
  if (latest === undefined)
    throw usage(`no run has a journal in ${journal}`, 'name the folder of the journal with --journal DIR');
  return latest;
}

function readJournal(name: string, journal: string, graphUrl: string, io: Io): JournalledRun {
  if (!listRuns(journal).includes(name))
    throw usage(`there is no run ${name} in ${journal}`, 'callctl restore --list shows the runs');
  const read = readRun(journal, name);
  checkHeader(read, graphUrl, name);
  for (const line of read.damaged)
    io.stderr(`run ${name}: line ${line} of its journal cannot be read, and what it told is left out\n`);
  return read;
}

function checkHeader({ entries }: JournalledRun, graphUrl: string, run: string): void {
  const [header] = entries;
  if (header?.type !== 'run' || header.format_version !== 1) {
    const hint =
      'a journal begins with the line that callctl wrote first; restore the file, or bring the numbers back by hand';
    throw new CallctlError(
      'refused',
      `the journal of run ${run} does not say where the run was: nothing was sent`,
      hint,
    );
  }
  if (header.graph_url === graphUrl) return;
  throw new CallctlError(
    'refused',
    `run ${run} was on ${header.graph_url}, and this is ${graphUrl}: nothing was sent`,
    'set the Graph URL of that run',
  );
}

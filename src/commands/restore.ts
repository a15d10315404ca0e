import { createTodayIn } from '../plan/time-zone.ts';
import { askForApproval } from '../run/approval.ts';
import { exitCodeOf, exitCodes } from '../run/exit-code.ts';
import { latestRun, listWrites, readWrites } from '../run/journalled-runs.ts';
import { type ApprovalFlags, type Options, resolveOptions } from '../run/options.ts';
import { type CommandResult, reportCommand } from '../run/report-command.ts';
import { restoreNumbers } from '../run/restored-numbers.ts';
import { run } from '../run/run.ts';
import { narrow } from '../run/select.ts';
import { type Selection, selectDesired } from '../run/selection.ts';
import { showPlan } from '../run/show-plan.ts';
import { startRun, type World } from '../run/world.ts';

export interface RestoreFlags extends Omit<ApprovalFlags, 'base'> {
  readonly list: boolean | undefined;
}

/** Plans the way back to before a journalled run, shows it like any plan, and carries it out under the same guards. */
export async function restore(name: string | undefined, flags: RestoreFlags, world: World): Promise<number> {
  // The whole folder, because the run selects the numbers, whatever the files state now.
  const selection = await selectDesired([], { ...flags, only: [], shard: undefined, base: undefined }, world);
  const options = resolveOptions(flags, selection.desired.configuration, world);
  if (flags.list) return printRuns(options.journal, world);
  return reportCommand(flags, world, () => restoreRun(name, selection, options, flags, world));
}

async function restoreRun(
  name: string | undefined,
  selection: Selection,
  options: Options,
  flags: RestoreFlags,
  world: World,
): Promise<CommandResult> {
  const runName = name ?? latestRun(options.journal);
  const writes = readWrites(runName, options, world.stderr);
  if (writes.size === 0) world.stderr(`run ${runName} changed nothing: there is nothing to restore\n`);
  const appId = world.env.WHATSAPP_APP_ID?.trim() || null;
  const viewpoint = { now: options.clock(), todayIn: createTodayIn(), appId };
  const { numbers, remarks } = restoreNumbers(writes, selection.desired, runName, viewpoint);
  const chosen = { ...selection, numbers: narrow(numbers, flags.only, options.shard) };
  world.stderr(
    `restoring what run ${runName} changed; the settings files stay as they are, and the next apply follows them again\n`,
  );
  const approve = askForApproval(options, null, world, (plan) => showPlan(plan, flags, world));
  const request = { command: 'restore', selection: chosen, options, remarks, approve } as const;
  const { report, verdict, interrupted } = await run(request, startRun(world, flags));
  return { report, verdict, exitCode: exitCodeOf(report, { interrupted }) };
}

function printRuns(journal: string, { stdout, stderr }: World): number {
  const runs = listWrites(journal);
  if (runs.length === 0) stderr(`no run has a journal in ${journal}\n`);
  for (const { run, writes } of runs) stdout(`${run}  ${writes} ${writes === 1 ? 'number' : 'numbers'}\n`);
  return exitCodes.done;
}

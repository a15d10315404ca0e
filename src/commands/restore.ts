import { CallctlError } from '../errors.ts';
import type { Report } from '../generated/schema-types.ts';
import { createTodayIn } from '../plan/time-zone.ts';
import { type AppIds, learnAppIds } from '../run/app-ids.ts';
import { askForApproval } from '../run/approval.ts';
import { exitCodeOf, exitCodes } from '../run/exit-code.ts';
import { latestToUndo, listRunSummaries, type RunSummary, readWrites, writeUndone } from '../run/journalled-runs.ts';
import { journalOptions } from '../run/open-requests.ts';
import { type ApprovalFlags, type Options, resolveOptions } from '../run/options.ts';
import { type CommandResult, reportCommand } from '../run/report-command.ts';
import { restoreNumbers, writtenNumbers } from '../run/restored-numbers.ts';
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
  const { run: undone, left } = name === undefined ? latestToUndo(options.journal) : { run: name, left: null };
  const all = readWrites(undone, options, world.stderr);
  const writes = left === null ? all : new Map([...all].filter(([id]) => left.has(id)));
  if (writes.size === 0) world.stderr(`run ${undone} changed nothing: there is nothing to restore\n`);
  const chosen = narrow(writtenNumbers(writes, selection.desired.numbers, undone), flags.only, options.shard);
  const { configuration } = selection.desired;
  const viewpoint = { now: options.clock(), todayIn: createTodayIn() };
  const runWorld = startRun(world, flags);
  const restoreWith = (appIds: AppIds) => restoreNumbers(chosen, writes, configuration, appIds, viewpoint);
  const configured = restoreWith(new Map([[null, world.env.WHATSAPP_APP_ID?.trim() || null]]));
  const unclear = chosen.filter(({ phoneNumberId }) => configured.unclear.has(phoneNumberId));
  const restored =
    unclear.length === 0 ? configured : restoreWith(await learnAppIds(unclear, configuration, options, runWorld));
  world.stderr(
    `restoring what run ${undone} changed; the settings files stay as they are, and the next apply follows them again\n`,
  );
  // Nobody who may undo a run should be stopped for how much it changed.
  const limited = { ...options, maxChanged: flags.maxChanged ?? { count: writes.size } };
  const approve = askForApproval(limited, false, world, (plan) => showPlan(plan, flags, world));
  const request = {
    command: 'restore',
    selection: { ...selection, numbers: restored.numbers },
    options: limited,
    remarks: restored.remarks,
    unclear: restored.unclear,
    approve,
  } as const;
  const { report, verdict, run: by, interrupted } = await run(request, runWorld);
  const isCarriedOut = verdict === null || verdict.approved;
  const afterword = isCarriedOut
    ? noteUndone(undone, broughtBack(report), by, journalOptions(limited, runWorld))
    : null;
  return { report, verdict, exitCode: exitCodeOf(report, { interrupted }), afterword };
}

/** Where the journal cannot be written, the report of what was done matters more. */
function noteUndone(...noting: Parameters<typeof writeUndone>): string | null {
  try {
    writeUndone(...noting);
    return null;
  } catch (error) {
    if (!(error instanceof CallctlError)) throw error;
    return `${error.message}: the next restore will look at these numbers again`;
  }
}

function broughtBack({ numbers }: Report): string[] {
  return numbers
    .filter(({ outcome }) => outcome === 'applied' || outcome === 'in_sync')
    .map(({ phone_number_id }) => phone_number_id);
}

const headings = ['RUN', 'TIME', 'COMMAND', 'HOST', 'CHANGED', 'FAILED', 'OPEN', 'UNDONE'];

function printRuns(journal: string, { stdout, stderr }: World): number {
  const runs = listRunSummaries(journal);
  if (runs.length === 0) stderr(`no run has a journal in ${journal}\n`);
  else stdout(renderTable([headings, ...runs.map(toRow)]));
  return exitCodes.done;
}

function toRow({ run, startedAt, command, host, changed, failed, open, undone }: RunSummary): string[] {
  const [time, ...counts] = [startedAt.replace(/\.\d+Z$/, 'Z'), changed, failed, open, undone];
  return [run, time || '-', command, host || '-', ...counts.map(String)];
}

function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const renderRow = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${renderRow(row).trimEnd()}\n`).join('');
}

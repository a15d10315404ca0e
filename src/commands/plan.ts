import { resolve } from 'node:path';
import type { NumberReport, Report } from '../generated/schema-types.ts';
import { openReadingClient } from '../live/client.ts';
import { buildReport } from '../run/build-report.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { openFleet } from '../run/fleet.ts';
import { clockOf, type LiveOptions, usage } from '../run/options.ts';
import { checkWritable } from '../run/output-file.ts';
import { checkOutput, printReport } from '../run/print-report.ts';
import { makePlan, type Reachable, selectReachable } from '../run/read-and-plan.ts';
import { writePlan } from '../run/saved-plan.ts';
import type { Interrupt, Io } from '../run/world.ts';

export interface PlanOptions extends LiveOptions {
  readonly detailedExitcode?: boolean;
  /** File to save the plan in, for `apply --plan`. */
  readonly out?: string;
}

/** Shows what apply would change. It holds a client that can only read. */
export async function plan(targets: readonly string[], options: PlanOptions, io: Io): Promise<number> {
  if (options.out !== undefined) checkWritable(options.out, '--out');
  if (options.out !== undefined && options.output !== undefined && resolve(options.out) === resolve(options.output))
    throw usage('--output and --out name the same file', 'give the plan a file of its own');
  return reportPlan('plan', options.detailedExitcode === true, targets, options, io);
}

/** Shows what live has that the files do not say; drift makes the exit code 2. */
export async function drift(targets: readonly string[], options: LiveOptions, io: Io): Promise<number> {
  return reportPlan('drift', true, targets, options, io);
}

async function reportPlan(
  command: 'plan' | 'drift',
  tellDrift: boolean,
  targets: readonly string[],
  options: PlanOptions,
  io: Io,
): Promise<number> {
  checkOutput(options);
  const selection = await selectReachable(targets, options, io);
  const { settled, numbers, invalid } = selection;
  const interrupt = invalid ? null : io.listenForInterrupt();
  const planned = interrupt ? await readAndPlan(selection, options, io, interrupt) : [];
  const now = clockOf(options, io.now)();
  const report = buildReport(command, selection, planned, { graph: settled.graph, now, shard: options.shard ?? null });
  if (options.out !== undefined && !invalid) savePlan(report, numbers, options.out, io);
  await printReport(report, options, io);
  return exitCodeOf(report, tellDrift, interrupt?.happened());
}

/** Half a plan would be carried out as if it were whole. */
function savePlan(plan: Report, numbers: Reachable['numbers'], path: string, io: Io): void {
  if (plan.numbers.some(({ error }) => error?.code === 'interrupted'))
    io.stderr(`the plan is not whole, and was not saved in ${path}\n`);
  else writePlan(plan, numbers, path, io);
}

async function readAndPlan(
  work: Reachable,
  options: LiveOptions,
  io: Io,
  interrupt: Interrupt,
): Promise<NumberReport[]> {
  const fleet = openFleet(work.accounts, openReadingClient, work.settled, io, interrupt);
  try {
    return await makePlan(work, fleet, options, io, interrupt);
  } finally {
    interrupt.stopListening();
    await fleet.close();
  }
}

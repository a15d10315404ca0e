import { accountFromEnvironment } from '../live/account.ts';
import { openReadingClient } from '../live/client.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { NumberReport } from '../plan/schema-types.ts';
import { buildReport } from './build-report.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { graphUrlOf, makePlan, selectDesired } from './make-plan.ts';
import { clockOf, type LiveOptions } from './options.ts';
import { checkOutput, printReport } from './print-report.ts';
import { type Graph, writePlan } from './saved-plan.ts';
import { checkWritable } from './write-file.ts';

export interface PlanOptions extends LiveOptions {
  readonly detailedExitcode?: boolean;
  /** File to save the plan in, for `apply --plan`. */
  readonly out?: string;
}

/** Shows what apply would change. It holds a client that can only read. */
export async function plan(targets: readonly string[], options: PlanOptions, io: Io): Promise<number> {
  if (options.out !== undefined) checkWritable(options.out, '--out');
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
  const selection = await selectDesired(targets, options, io);
  const graph = { url: graphUrlOf(options, io), version: options.graphVersion };
  const numbers = selection.invalid ? [] : await readAndPlan(selection.numbers, graph, options, io);
  const report = buildReport(command, selection.desired, numbers, graph, clockOf(options, io.now)());
  if (options.out !== undefined && !selection.invalid) writePlan(report, selection.numbers, options.out, io);
  printReport(report, options, io);
  return exitCodeOf(report, tellDrift);
}

async function readAndPlan(
  numbers: readonly DesiredNumber[],
  graph: Graph,
  options: LiveOptions,
  io: Io,
): Promise<NumberReport[]> {
  const account = accountFromEnvironment(io.env);
  const connection = { graphUrl: graph.url, graphVersion: graph.version, connections: options.concurrency };
  const client = openReadingClient(account, connection);
  const interrupt = io.listenForInterrupt();
  try {
    return await makePlan(numbers, client, account, options, io, interrupt);
  } finally {
    interrupt.stopListening();
    await client.close();
  }
}

import { buildNumberDiff } from '../plan/number-diff.ts';
import { createTodayIn } from '../plan/time-zone.ts';
import { buildReport } from '../run/build-report.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { clockOf, type SettingsOptions } from '../run/options.ts';
import { checkOutput, printReport } from '../run/print-report.ts';
import { selectDesired } from '../run/read-and-plan.ts';
import type { Io } from '../run/world.ts';

export interface DiffOptions extends SettingsOptions {
  readonly base: string;
  readonly detailedExitcode?: boolean;
}

/** Compares the desired settings with those of another git revision: offline, with no token and no look at live. */
export async function diff(targets: readonly string[], options: DiffOptions, io: Io): Promise<number> {
  checkOutput(options);
  const selection = await selectDesired(targets, options, io);
  const { numbers, base } = selection;
  const now = clockOf(options, io.now)();
  const moment = { now, todayIn: createTodayIn() };
  const compared = numbers.map((number) => buildNumberDiff(base?.numberOf(number) ?? null, number, moment));
  const report = buildReport('diff', selection, compared, { graph: null, now, shard: options.shard ?? null });
  await printReport(report, options, io);
  return exitCodeOf(report, options.detailedExitcode === true);
}

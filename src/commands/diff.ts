import { buildNumberDiff } from '../plan/number-diff.ts';
import { createTodayIn } from '../plan/time-zone.ts';
import { buildReport } from '../run/build-report.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { clockOf, type SelectionFlags } from '../run/options.ts';
import { reportCommand } from '../run/report-command.ts';
import { selectDesired } from '../run/selection.ts';
import type { World } from '../run/world.ts';

export interface DiffFlags extends SelectionFlags {
  readonly base: string;
  /** Whether a difference makes the exit code 2. */
  readonly detailedExitcode: boolean | undefined;
}

/** Compares the desired settings with those of another git revision: offline, without a token. */
export async function diff(targets: readonly string[], flags: DiffFlags, world: World): Promise<number> {
  return reportCommand(flags, world, async () => {
    const selection = await selectDesired(targets, flags, world);
    const { numbers, base } = selection;
    const clock = clockOf(flags, world.now);
    const moment = { now: clock(), todayIn: createTodayIn() };
    const compared = numbers.map((number) => buildNumberDiff(base?.numberOf(number) ?? null, number, moment));
    const report = buildReport('diff', selection, compared, { graph: null, clock, shard: flags.shard ?? null });
    return { report, exitCode: exitCodeOf(report, { exitsOnDrift: flags.detailedExitcode === true }) };
  });
}

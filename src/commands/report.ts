import { usageError } from '../errors.ts';
import type { Report } from '../generated/schema-types.ts';
import { mergeReports, type NamedReport } from '../plan/merge-reports.ts';
import { exitCodeOf, exitCodes } from '../run/exit-code.ts';
import type { ReportFlags } from '../run/options.ts';
import { readReport } from '../run/read-report.ts';
import { reportCommand } from '../run/report-command.ts';
import type { World } from '../run/world.ts';

export interface ReportCommandFlags extends ReportFlags {
  /** Whether drift in a plan makes the exit code 2, as it does for `plan` itself. */
  readonly detailedExitcode: boolean | undefined;
}

/**
 * Renders a saved JSON report, or those of all shards of one run as one. The exit code is the one that one run would have
 * given.
 *
 * @throws CallctlError `usage` for a file that is not a report, or reports that are not of one run.
 */
export async function report(files: readonly string[], flags: ReportCommandFlags, world: World): Promise<number> {
  return reportCommand(flags, world, async () => {
    const reports: NamedReport[] = [];
    for (const name of files) reports.push({ name, report: await readReport(name) });
    const merged = mergeReports(reports);
    if ('refusal' in merged) throw usageError(merged.refusal, merged.hint);
    return { report: merged.report, exitCode: exitCodeOfRun(merged.report, flags.detailedExitcode === true) };
  });
}

function exitCodeOfRun(made: Report, detailed: boolean): number {
  const { command, summary } = made;
  const code = exitCodeOf(made, { exitsOnDrift: command === 'drift' || detailed });
  // These leave drift alone only where a guard refused it or nobody approved it.
  const refused = (command === 'apply' || command === 'restore') && summary.drifted > 0;
  return refused && code !== exitCodes.interrupted && code !== exitCodes.invalid ? exitCodes.refused : code;
}

import type { CallctlError } from '../errors.ts';
import type { Report } from '../generated/schema-types.ts';
import type { Verdict } from './approval.ts';
import type { ReportFlags } from './options.ts';
import { checkWritable } from './output-file.ts';
import { printReport } from './print-report.ts';
import type { World } from './world.ts';

/** The result of a command. */
export interface CommandResult {
  readonly report: Report;
  readonly exitCode: number;
  readonly verdict?: Verdict | null;
  /** A line to print on stderr after the report. */
  readonly afterword?: string | null;
}

/**
 * What every command with a report does around its work: makes sure that `--output` can be written, prints the report and
 * gives the exit code.
 *
 * @throws CallctlError what the work throws, and the refusal of a plan that was not approved.
 */
export async function reportCommand(
  flags: ReportFlags,
  world: World,
  work: () => Promise<CommandResult>,
): Promise<number> {
  if (flags.output !== undefined) checkWritable(flags.output, '--output');
  const { report, exitCode, verdict, afterword } = await work();
  if (!isShown(verdict)) await printReport(report, flags, world);
  if (afterword) world.stderr(`${afterword}\n`);
  const refusal = refusalOf(verdict);
  if (refusal) throw refusal;
  return exitCode;
}

function isShown(verdict: Verdict | null | undefined): boolean {
  return verdict?.approved === false && verdict.isPlanShown;
}

function refusalOf(verdict: Verdict | null | undefined): CallctlError | null {
  return verdict?.approved === false ? verdict.refusal : null;
}

import { usageError } from '../errors.ts';
import type { Report } from '../generated/schema-types.ts';
import { askForApproval } from '../run/approval.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { type ApprovalFlags, resolveOptions } from '../run/options.ts';
import { reportCommand } from '../run/report-command.ts';
import { run } from '../run/run.ts';
import { checkGraph, readPlan, selectPlanned } from '../run/saved-plan.ts';
import { selectDesired } from '../run/selection.ts';
import { showPlan } from '../run/show-plan.ts';
import { startRun, type World } from '../run/world.ts';

export interface ApplyFlags extends ApprovalFlags {
  /** File of a saved plan, to be carried out as it was reviewed. */
  readonly plan: string | undefined;
}

/** Carries out a saved plan, or plans and asks: guards, posts what drifted, and reads back. */
export async function apply(targets: readonly string[], flags: ApplyFlags, world: World): Promise<number> {
  return reportCommand(flags, world, async () => {
    const savedPlan = readPlanOf(targets, flags);
    const selection = savedPlan
      ? await selectPlanned(savedPlan, flags, world)
      : await selectDesired(targets, flags, world);
    const resolved = resolveOptions(flags, selection.desired.configuration, world);
    if (savedPlan && !selection.invalid) checkGraph(savedPlan, resolved.graph);
    const options = savedPlan ? { ...resolved, shard: savedPlan.shard } : resolved;
    const approve = askForApproval(options, savedPlan !== null, world, (plan) => showPlan(plan, flags, world));
    const request = { command: 'apply', selection, options, savedPlan, approve } as const;
    const { report, verdict, run: name, interrupted } = await run(request, startRun(world, flags));
    return {
      report,
      verdict,
      exitCode: exitCodeOf(report, { interrupted }),
      afterword: flags.quiet ? null : undoText(name, report),
    };
  });
}

/** How to undo the run, where it sent something. */
function undoText(run: string | null, { numbers }: Report): string | null {
  const hasSent = numbers.some(({ outcome, requests }) => outcome !== 'drifted' && requests.length > 0);
  return run !== null && hasSent ? `this was run ${run}; callctl restore ${run} undoes it` : null;
}

function readPlanOf(targets: readonly string[], { plan, only, shard }: ApplyFlags) {
  if (plan === undefined) return null;
  const saved = readPlan(plan);
  if (targets.length + only.length === 0 && !shard) return saved;
  throw usageError('a saved plan already says which numbers it is for', 'leave out paths, ids, --only and --shard');
}

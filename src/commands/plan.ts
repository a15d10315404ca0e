import { resolve } from 'node:path';
import { usageError } from '../errors.ts';
import type { Report } from '../generated/schema-types.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { type LiveFlags, resolveOptions } from '../run/options.ts';
import { checkWritable } from '../run/output-file.ts';
import { reportCommand } from '../run/report-command.ts';
import { run } from '../run/run.ts';
import { writePlan } from '../run/saved-plan.ts';
import { type Selection, selectDesired } from '../run/selection.ts';
import { startRun, type World } from '../run/world.ts';

export interface PlanFlags extends LiveFlags {
  /** Whether drift makes the exit code 2. */
  readonly detailedExitcode: boolean | undefined;
  /** File to save the plan in, for `apply --plan`. */
  readonly out: string | undefined;
}

/** Shows what apply would change. */
export async function plan(targets: readonly string[], flags: PlanFlags, world: World): Promise<number> {
  checkOut(flags);
  return reportCommand(flags, world, async () => {
    const selection = await selectDesired(targets, flags, world);
    const options = resolveOptions(flags, selection.desired.configuration, world);
    const { report, interrupted } = await run({ command: 'plan', selection, options }, startRun(world, flags));
    if (flags.out !== undefined && !selection.invalid) savePlan(report, selection, flags.out, world);
    return { report, exitCode: exitCodeOf(report, { exitsOnDrift: flags.detailedExitcode === true, interrupted }) };
  });
}

function checkOut({ out, output }: PlanFlags): void {
  if (out === undefined) return;
  checkWritable(out, '--out');
  if (output !== undefined && resolve(out) === resolve(output))
    throw usageError('--output and --out name the same file', 'give the plan a file of its own');
}

/** An incomplete plan would be applied as if it were complete. */
function savePlan(plan: Report, { numbers }: Selection, path: string, world: World): void {
  if (plan.numbers.some(({ error }) => error?.code === 'interrupted'))
    world.stderr(`the plan is incomplete, and was not saved in ${path}\n`);
  else writePlan(plan, numbers, path, world.mask);
}

import { exitCodeOf } from '../run/exit-code.ts';
import { type LiveFlags, resolveOptions } from '../run/options.ts';
import { reportCommand } from '../run/report-command.ts';
import { run } from '../run/run.ts';
import { selectDesired } from '../run/selection.ts';
import { startRun, type World } from '../run/world.ts';

/** Shows what live has that the files do not say; drift makes the exit code 2. */
export async function drift(targets: readonly string[], flags: LiveFlags, world: World): Promise<number> {
  return reportCommand(flags, world, async () => {
    const selection = await selectDesired(targets, flags, world);
    const options = resolveOptions(flags, selection.desired.configuration, world);
    const { report, interrupted } = await run({ command: 'drift', selection, options }, startRun(world, flags));
    return { report, exitCode: exitCodeOf(report, { exitsOnDrift: true, interrupted }) };
  });
}

import { statSync } from 'node:fs';
import { isInside, isYaml } from '../desired/files/paths.ts';
import { type CheckedFolder, checkDesired } from '../desired/load.ts';
import { isError } from '../desired/yaml/problem.ts';
import { buildReport } from '../run/build-report.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { clockOf, type SettingsFlags } from '../run/options.ts';
import { reportCommand } from '../run/report-command.ts';
import { resolveTargets } from '../run/targets.ts';
import type { World } from '../run/world.ts';

/** Checks every settings file and partial, offline. Targets narrow what is reported, not what is checked. */
export async function validate(targets: readonly string[], flags: SettingsFlags, world: World): Promise<number> {
  return reportCommand(flags, world, async () => {
    const clock = clockOf(flags, world.now);
    const { settingsDir, within } = resolveTargets(targets, flags.settings);
    const checked = await checkDesired({ settingsDir, now: clock() });
    const paths = await pathsOf(checked, within, flags.only, settingsDir);
    const problems = checked.problems.filter(
      ({ file }) => paths === null || paths.some((path) => isInside(file, path)),
    );
    const source = {
      desired: { ...checked, problems },
      asked: { settings: settingsDir, targets: [...within], only: [...flags.only] },
      base: null,
    };
    const report = buildReport('validate', source, [], { graph: null, clock, shard: null });
    const others = checked.problems.filter(isError).length - report.summary.errors;
    return { report, exitCode: exitCodeOf(report, {}), afterword: others > 0 ? othersText(others) : null };
  });
}

/** The paths whose problems are reported; null for all. A partial can be named by its path, a number by whatever plan accepts. */
async function pathsOf(
  { named }: CheckedFolder,
  targets: readonly string[],
  globs: readonly string[],
  settingsDir: string,
): Promise<readonly string[] | null> {
  if (targets.length === 0 && globs.length === 0) return null;
  const isPath = (target: string) => isInside(target, settingsDir) && isFolderOrYaml(target);
  if (globs.length === 0 && targets.every(isPath)) return targets;
  // Globs are rarely given, and what matches them takes time to load.
  const { selectNumbers } = await import('../run/select.ts');
  return selectNumbers(named, targets, globs).map(({ file }) => file);
}

function isFolderOrYaml(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.isDirectory() || isYaml(path));
}

function othersText(many: number): string {
  return `${many} more ${many === 1 ? 'error' : 'errors'} in files not named here: plan and apply will refuse to run until they are fixed`;
}

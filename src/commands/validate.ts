import { statSync } from 'node:fs';
import { isInside, isYaml } from '../desired/files/paths.ts';
import { type CheckedFolder, checkDesired } from '../desired/load.ts';
import { isError } from '../desired/yaml/problem.ts';
import { buildReport } from '../run/build-report.ts';
import { exitCodeOf } from '../run/exit-code.ts';
import { clockOf, type SettingsOptions } from '../run/options.ts';
import { checkOutput, printReport } from '../run/print-report.ts';
import { resolveTargets } from '../run/targets.ts';
import type { Io } from '../run/world.ts';

/** Checks every settings file and partial, offline. Targets narrow what is told, not what is checked. */
export async function validate(targets: readonly string[], options: SettingsOptions, io: Io): Promise<number> {
  checkOutput(options);
  const now = clockOf(options, io.now)();
  const { settingsDir, within } = resolveTargets(targets, options.settings);
  const checked = await checkDesired({ settingsDir, now });
  const paths = await pathsOf(checked, within, options, settingsDir);
  const told = checked.problems.filter(({ file }) => paths === null || paths.some((path) => isInside(file, path)));
  const report = buildReport('validate', { desired: { ...checked, problems: told }, base: null }, [], {
    graph: null,
    now,
    shard: null,
  });
  await printReport(report, options, io);
  const untold = checked.problems.filter(isError).length - report.summary.errors;
  if (untold > 0) {
    io.stderr(
      `${untold} more ${untold === 1 ? 'error' : 'errors'} in files not named here: plan and apply refuse until mended\n`,
    );
  }
  return exitCodeOf(report, false);
}

/** The paths whose problems are told; null for all. A partial can be named by its path, a number by whatever plan takes. */
async function pathsOf(
  { named }: CheckedFolder,
  targets: readonly string[],
  options: SettingsOptions,
  settingsDir: string,
) {
  if (targets.length === 0 && options.only.length === 0) return null;
  const isPath = (target: string) => isInside(target, settingsDir) && isFolderOrYaml(target);
  if (options.only.length === 0 && targets.every(isPath)) return targets;
  const { selectNumbers } = await import('../run/select.ts');
  const numbers = selectNumbers(named, targets, options.only);
  return numbers.map(({ file }) => file);
}

function isFolderOrYaml(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.isDirectory() || isYaml(path));
}

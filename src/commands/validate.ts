import { existsSync } from 'node:fs';
import { type CheckedFolder, checkDesired } from '../desired/load.ts';
import { buildReport } from './build-report.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { clockOf, type SettingsOptions, usage } from './options.ts';
import { printReport } from './print-report.ts';
import { isWithin, resolveTargets } from './targets.ts';

/** Checks every settings file and partial, offline. Targets narrow what is told, not what is checked. */
export async function validate(targets: readonly string[], options: SettingsOptions, io: Io): Promise<number> {
  const now = clockOf(options, io.now)();
  const { settingsDir, within } = resolveTargets(targets, options.settings);
  const checked = await checkDesired({ settingsDir, now });
  const report = buildReport('validate', about(checked, within, settingsDir), [], null, now);
  printReport(report, options, io);
  return exitCodeOf(report, false);
}

function about(checked: CheckedFolder, targets: readonly string[], settingsDir: string): CheckedFolder {
  if (targets.length === 0) return checked;
  const paths = targets.map((target) => pathOf(target, checked, settingsDir));
  return { ...checked, problems: checked.problems.filter(({ file }) => paths.some((path) => isWithin(file, path))) };
}

function pathOf(target: string, { fileOf }: CheckedFolder, settingsDir: string): string {
  const file = fileOf.get(target);
  if (file !== undefined) return file;
  if (existsSync(target) && isWithin(target, settingsDir)) return target;
  throw usage(`${target} names no settings file`, `give a file or folder in ${settingsDir}, or a phone number id`);
}

import { existsSync, statSync } from 'node:fs';
import { isInside, isPartial, isYaml } from '../desired/files/paths.ts';
import { usageError } from '../errors.ts';
import { defaults } from './options.ts';

/**
 * The settings folder, and the targets within it. One folder outside `settings/` is taken for the settings folder itself,
 * so that `callctl validate fleet/` does what it says.
 */
export function resolveTargets(
  targets: readonly string[],
  settings: string | undefined,
): { readonly settingsDir: string; readonly within: readonly string[] } {
  const [only, ...more] = targets;
  if (settings !== undefined || only === undefined || more.length > 0)
    return { settingsDir: settings ?? defaults.settings, within: targets };
  const isFolder = statSync(only, { throwIfNoEntry: false })?.isDirectory() === true;
  // A folder around settings/ names everything in it, as any folder around a file does.
  const usual = defaults.settings;
  const isElsewhere = isFolder && !isInside(only, usual) && !(existsSync(usual) && isInside(usual, only));
  return isElsewhere ? { settingsDir: only, within: [] } : { settingsDir: usual, within: targets };
}

/**
 * Makes sure that paths are where settings files can be.
 *
 * @param files The settings files that were found.
 * @throws CallctlError `usage` for a path that is not there, one outside the settings folder, and a partial.
 */
export function checkTargets(targets: readonly string[], settingsDir: string, files: readonly string[]): void {
  for (const target of targets.filter((name) => !isId(name))) {
    // The disk may have the name in another Unicode form.
    if (!existsSync(target) && !files.some((file) => isInside(file, target)))
      throw usageError(`${target} does not exist`, 'give the path of a settings file or folder, or a phone number id');
    if (!isInside(target, settingsDir) && !isInside(settingsDir, target))
      throw usageError(
        `${target} is not in the settings folder ${settingsDir}`,
        'name that folder with --settings DIR',
      );
    if (isPartial(target) && isYaml(target))
      throw usageError(`${target} is a partial, which belongs to no number`, 'name the settings files that extend it');
  }
}

/** Whether a target is a phone number id. */
export function isId(target: string): boolean {
  return /^\d+$/.test(target);
}

import { existsSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';

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
    return { settingsDir: settings ?? 'settings', within: targets };
  const isFolder = statSync(only, { throwIfNoEntry: false })?.isDirectory() === true;
  // A folder that holds settings/ itself names all that is in there, as any folder around a file does.
  const isElsewhere =
    isFolder && !isWithin(only, 'settings') && !(existsSync('settings') && isWithin('settings', only));
  return isElsewhere ? { settingsDir: only, within: [] } : { settingsDir: 'settings', within: targets };
}

/** Whether a path is the target or lies in it. */
export function isWithin(file: string, target: string): boolean {
  const path = relative(resolve(target), resolve(file));
  return path === '' || !(path === '..' || path.startsWith(`..${sep}`));
}

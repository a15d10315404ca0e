import { basename, relative, resolve, sep } from 'node:path';

/** Whether a path is the other one or lies in it. Relative ones are relative to the working directory; links count as they are named. */
export function isInside(path: string, folder: string): boolean {
  const rest = relative(resolve(folder), resolve(path));
  return rest !== '..' && !rest.startsWith(`..${sep}`);
}

/** Whether a path names a YAML file. */
export function isYaml(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

/** Whether a YAML file is a partial. */
export function isPartial(path: string): boolean {
  return basename(path).startsWith('_');
}

/** Whether a path inside the settings folder names the configuration file, which stands at the top of the folder. */
export function isConfiguration(path: string): boolean {
  return /^callctl\.ya?ml$/i.test(path);
}

import { basename, relative, resolve, sep } from 'node:path';

/**
 * Whether a path is a folder or lies inside it. Relative paths start from the working directory; links are not resolved. One
 * name in two Unicode forms, such as `é` as one character or two, is the same name.
 */
export function isInside(path: string, folder: string): boolean {
  const rest = relative(resolve(folder.normalize()), resolve(path.normalize()));
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

/** Whether a path inside the settings folder is that of the configuration file, which lies at the top of the folder. */
export function isConfiguration(path: string): boolean {
  return /^callctl\.ya?ml$/i.test(path);
}

/** A path with forward slashes, as reports and git write it. */
export function withSlashes(path: string, separator: string = sep): string {
  return path.split(separator).join('/');
}

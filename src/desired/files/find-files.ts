import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { CallctlError } from '../../errors.ts';
import type { Problem } from '../../generated/schema-types.ts';
import { groupByKey } from '../../plan/group-by-key.ts';
import { compareText } from '../../plan/text-order.ts';
import { problemOfFile } from '../yaml/problem.ts';
import { isConfiguration, isInside, isPartial, isYaml, withSlashes } from './paths.ts';

/** A YAML file of the settings folder. */
export interface FoundFile {
  /** The path on disk. */
  readonly diskPath: string;
  /** The path inside the settings folder, with forward slashes. */
  readonly path: string;
  /** As the user would name it. */
  readonly name: string;
}

/** The files of the settings folder. */
export interface SettingsFolder {
  readonly settings: readonly FoundFile[];
  readonly partials: readonly FoundFile[];
  /** The configuration file. A second one is a problem. */
  readonly configurations: readonly FoundFile[];
  /** The name of the configuration file, whether or not it exists. */
  readonly configurationName: string;
  /** Paths of symbolic links that lead out of the folder. They are not followed. */
  readonly outside: readonly string[];
  readonly problems: readonly Problem[];
}

interface Walk {
  readonly nameOf: (path: string) => string;
  readonly root: string;
  readonly realRoot: string;
  readonly files: FoundFile[];
  readonly outside: string[];
  readonly problems: Problem[];
}

/** Finds the YAML files of a folder and its subfolders. */
export async function findFiles(settingsDir: string, cwd: string, shownAs = settingsDir): Promise<SettingsFolder> {
  const root = resolve(cwd, settingsDir);
  const realRoot = await openFolder(root, settingsDir);
  const shownRoot = withSlashes(shownAs);
  const walk: Walk = {
    nameOf: (path) => posix.join(shownRoot, path),
    root,
    realRoot,
    files: [],
    outside: [],
    problems: [],
  };
  await walkFolder(walk, '');
  const files = walk.files.sort((a, b) => compareText(a.name, b.name));
  const configurations = files.filter(({ path }) => isConfiguration(path));
  return {
    settings: files.filter(({ path }) => !isPartial(path) && !isConfiguration(path)),
    partials: files.filter(({ path }) => isPartial(path)),
    configurations,
    configurationName: configurations[0]?.name ?? walk.nameOf('callctl.yaml'),
    outside: walk.outside,
    problems: [...walk.problems, ...findOthers(configurations), ...findTwins(files)],
  };
}

async function openFolder(root: string, settingsDir: string): Promise<string> {
  const hint = 'name the settings folder with --settings DIR';
  const found = await stat(root).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    const reason = found.code === 'ENOENT' ? 'does not exist' : `cannot be read: ${found.message}`;
    throw new CallctlError('no_settings', `${root} ${reason}`, hint);
  }
  if (!found.isDirectory()) throw new CallctlError('no_settings', `${settingsDir} is not a folder`, hint);
  return realpath(root);
}

async function walkFolder(walk: Walk, folder: string): Promise<void> {
  const entries = await readFolder(walk, folder);
  for (const entry of entries) {
    // Editors, version control and mounted volumes keep their own files in names with a leading dot.
    if (entry.name.startsWith('.')) continue;
    const path = posix.join(folder, entry.name);
    if (entry.isSymbolicLink()) await followLink(walk, path);
    else if (entry.isDirectory()) await walkFolder(walk, path);
    else if (entry.isFile()) addFile(walk, path);
  }
}

async function readFolder(walk: Walk, folder: string): Promise<Dirent[]> {
  try {
    return await readdir(join(walk.root, folder), { withFileTypes: true });
  } catch (error) {
    walk.problems.push(
      problemOfFile(walk.nameOf(folder), {
        code: 'unreadable',
        message: `the folder cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      }),
    );
    return [];
  }
}

/** A link to a file inside the settings folder counts as a file. A link to a folder inside it adds nothing. */
async function followLink(walk: Walk, path: string): Promise<void> {
  const target = await realpath(join(walk.root, path)).catch(() => undefined);
  // Reading a dangling link reports it.
  if (target === undefined) return addFile(walk, path);
  const found = await stat(target);
  const inside = isInside(target, walk.realRoot);
  if (inside && found.isFile()) return addFile(walk, path);
  if (inside || !(found.isDirectory() || isYaml(path))) return;
  walk.outside.push(path);
  // extends.ts reports the files that extend such a partial.
  if (isPartial(path)) return;
  walk.problems.push(
    problemOfFile(walk.nameOf(path), {
      code: 'symlink_outside',
      message: 'the symbolic link points outside the settings folder and is not followed',
      expected: 'files inside the settings folder',
      hint: 'move what it points to into the settings folder',
    }),
  );
}

function addFile(walk: Walk, path: string): void {
  if (isYaml(path)) walk.files.push({ path, name: walk.nameOf(path), diskPath: join(walk.root, path) });
}

/** With two configuration files it would be unclear which one applies. */
function findOthers([first, ...others]: readonly FoundFile[]): Problem[] {
  return others.map(({ name }) =>
    problemOfFile(name, {
      code: 'several_configurations',
      message: `${first?.name} is already the configuration file`,
      expected: 'one configuration file',
      hint: 'merge the two files',
    }),
  );
}

/** Two names that differ only in their Unicode form look the same, and a system may take one for the other. */
function findTwins(files: readonly FoundFile[]): Problem[] {
  const byName = groupByKey(files, ({ name }) => name.normalize());
  return [...byName.values()].flatMap(([, ...twins]) =>
    twins.map(({ name }) =>
      problemOfFile(name, {
        code: 'same_name',
        message: 'another file has the same name in another Unicode form',
        expected: 'one file of each name',
        hint: 'remove or rename one of the two',
      }),
    ),
  );
}

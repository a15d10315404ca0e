import { posix, relative, resolve, sep } from 'node:path';
import { CallctlError } from '../errors.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { type GitEnvironment, withRevision } from './files/git-revision.ts';
import { type Desired, type LoadOptions, loadDesired } from './load.ts';
import type { NamedNumber } from './number/named-number.ts';
import { isError } from './yaml/problem.ts';

/** The settings folder of another git revision. */
export interface Revision {
  readonly commit: string;
  /** Its numbers; empty if the revision has no settings folder. */
  readonly numbers: readonly DesiredNumber[];
  /** Every number that its files name, well formed or not. */
  readonly named: readonly NamedNumber[];
  /** Numbers with unknown settings: their file is not well formed, or several files name them. */
  readonly unreadableIds: ReadonlySet<string>;
  /** Files whose number is unknown. */
  readonly unreadableFiles: ReadonlySet<string>;
}

/**
 * Loads the settings folder of a git revision.
 *
 * @param ref Anything that names a commit: a branch, a tag, a commit id.
 * @param env The environment for git.
 * @throws CallctlError `usage` if there is no git repository, or it does not have the commit.
 */
export function loadRevision(ref: string, options: LoadOptions, env: GitEnvironment): Promise<Revision> {
  const { settingsDir, cwd = process.cwd() } = options;
  return withRevision(ref, resolve(cwd, settingsDir), env, async ({ commit, folder }) => {
    const loaded = await loadFolder(folder, options);
    return { commit, ...buildRevision(loaded, folder, settingsDir) };
  });
}

type Loaded = Pick<Desired, 'numbers' | 'named' | 'problems'>;

/** A revision may have no settings files: the base of the first pull request has none. */
async function loadFolder(folder: string, options: LoadOptions): Promise<Loaded> {
  try {
    return await loadDesired({ ...options, settingsDir: folder });
  } catch (error) {
    if (error instanceof CallctlError && error.code === 'no_settings') return { numbers: [], named: [], problems: [] };
    throw error;
  }
}

/** Names files by their path in the work tree. */
function buildRevision(
  { numbers, named, problems }: Loaded,
  folder: string,
  settingsDir: string,
): Omit<Revision, 'commit'> {
  const shown = settingsDir.split(sep).join('/');
  const renamed = <Numbered extends { readonly file: string }>(number: Numbered): Numbered => ({
    ...number,
    file: posix.join(shown, relative(folder, number.file)),
  });
  const files = new Set(named.map(({ file }) => file));
  const [timesNamed, loaded] = [countIds(named), countIds(numbers)];
  const broken = problems.filter((problem) => isError(problem) && !files.has(problem.file)).map(renamed);
  return {
    numbers: numbers.map(renamed),
    named: named.map(renamed),
    unreadableIds: new Set([...timesNamed.keys()].filter((id) => timesNamed.get(id) !== 1 || !loaded.has(id))),
    unreadableFiles: new Set(broken.map(({ file }) => file)),
  };
}

/** How often each number occurs. */
function countIds(numbers: readonly Pick<NamedNumber, 'phoneNumberId'>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { phoneNumberId } of numbers) counts.set(phoneNumberId, (counts.get(phoneNumberId) ?? 0) + 1);
  return counts;
}

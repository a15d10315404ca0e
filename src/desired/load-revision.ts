import { posix } from 'node:path';
import { CallctlError } from '../errors.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { type GitEnvironment, type OddEntry, withRevision } from './files/git-revision.ts';
import { withSlashes } from './files/paths.ts';
import { type Desired, type LoadOptions, loadDesired } from './load.ts';
import type { NamedNumber } from './number/named-number.ts';
import { isError } from './yaml/problem.ts';

/** The settings folder of another git revision. Paths are those of the work tree. */
export interface Revision {
  readonly commit: string;
  readonly numbers: readonly DesiredNumber[];
  /** Every number that its files name, well formed or not. */
  readonly named: readonly NamedNumber[];
  /** Why the settings of a number are unknown, by its id. */
  readonly unknownIds: ReadonlyMap<string, string>;
  /** Why the settings in a file or folder are unknown, by its path. */
  readonly unknownPaths: ReadonlyMap<string, string>;
}

/**
 * Loads the settings folder of a git revision.
 *
 * @param ref Anything that names a commit: a branch, a tag, a commit id.
 * @param env The environment for git.
 * @throws CallctlError `usage` if there is no git repository, it does not have the commit, or the name is ambiguous.
 */
export function loadRevision(ref: string, options: LoadOptions, env: GitEnvironment): Promise<Revision> {
  const { settingsDir, cwd = process.cwd() } = options;
  return withRevision(ref, { settingsDir, cwd }, env, async ({ commit, folder, odd }) => {
    const loaded = await loadFolder({ ...options, settingsDir: folder, shownAs: settingsDir });
    const ofGit = [...odd].map(([path, entry]) => explainOdd(posix.join(withSlashes(settingsDir), path), entry));
    return { commit, ...buildRevision(loaded, ofGit) };
  });
}

type Loaded = Pick<Desired, 'numbers' | 'named' | 'problems'>;

/** A revision may have no settings files: the base of the first pull request has none. */
async function loadFolder(options: LoadOptions): Promise<Loaded> {
  try {
    return await loadDesired(options);
  } catch (error) {
    if (error instanceof CallctlError && error.code === 'no_settings') return { numbers: [], named: [], problems: [] };
    throw error;
  }
}

function explainOdd(path: string, entry: OddEntry): [path: string, reason: string] {
  const reasons: Record<OddEntry, string> = {
    missing: `the base has no folder ${path}`,
    file: `${path} is a file in the base`,
    symlink: `${path} is a symbolic link in the base`,
    submodule: `${path} is a submodule in the base`,
  };
  return [path, reasons[entry]];
}

const severalFiles = 'several files of the base name this number';
const malformed = 'the base has a settings file for this number that is not well formed';

function buildRevision(
  { numbers, named, problems }: Loaded,
  ofGit: readonly [path: string, reason: string][],
): Omit<Revision, 'commit'> {
  const files = new Set(named.map(({ file }) => file));
  const [timesNamed, loaded] = [countIds(named), countIds(numbers)];
  const severalTimes = [...timesNamed.keys()].filter((id) => timesNamed.get(id) !== 1);
  const notLoaded = [...timesNamed.keys()].filter((id) => !loaded.has(id));
  const broken = problems.filter((problem) => isError(problem) && !files.has(problem.file));
  return {
    numbers,
    named,
    unknownIds: new Map([
      ...notLoaded.map((id): [string, string] => [id, malformed]),
      ...severalTimes.map((id): [string, string] => [id, severalFiles]),
    ]),
    unknownPaths: new Map([...broken.map(({ file }): [string, string] => [file, malformed]), ...ofGit]),
  };
}

/** How often each number occurs. */
function countIds(numbers: readonly Pick<NamedNumber, 'phoneNumberId'>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { phoneNumberId } of numbers) counts.set(phoneNumberId, (counts.get(phoneNumberId) ?? 0) + 1);
  return counts;
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallctlError } from '../../errors.ts';

/** The environment that git runs in. */
export type GitEnvironment = Readonly<Record<string, string | undefined>>;

/** The settings folder of a revision, on disk. */
export interface WrittenRevision {
  readonly commit: string;
  /** Does not exist if the revision has no settings folder. */
  readonly folder: string;
}

/**
 * Writes the settings folder of a git revision to a temporary folder, which exists while `use` runs. Neither the work tree
 * nor the index is touched.
 *
 * @param ref Anything that names a commit: a branch, a tag, a commit id.
 * @param settingsDir The absolute path of the folder in the work tree.
 * @throws CallctlError `usage` if there is no git repository, or it does not have the commit.
 */
export async function withRevision<Result>(
  ref: string,
  settingsDir: string,
  env: GitEnvironment,
  use: (revision: WrittenRevision) => Promise<Result>,
): Promise<Result> {
  const here = withoutPlaces(env);
  const git = gitIn(settingsDir, ref, here);
  const top = git.must('rev-parse', '--show-toplevel');
  const folder = git.must('rev-parse', '--show-prefix').replace(/\/$/, '');
  const commit = git.try('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  if (commit === null) throw noCommit(ref);
  const tree = git.try('rev-parse', '--verify', '--quiet', `${commit}:${folder}`);
  const draft = makeDraft(ref);
  try {
    const files = join(draft, 'files');
    const checkOut = gitIn(top, ref, { ...here, GIT_INDEX_FILE: join(draft, 'index') });
    // Files keep their paths in the repository, because git applies attributes by path.
    if (tree !== null) checkOut.must('read-tree', ...(folder === '' ? [] : [`--prefix=${folder}/`]), tree);
    if (tree !== null) checkOut.must('checkout-index', '--all', '--quiet', `--prefix=${files}/`);
    return await use({ commit, folder: join(files, folder) });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Git sets these in hooks, and they would override the folder that we pass. */
function withoutPlaces(env: GitEnvironment): GitEnvironment {
  const places = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_COMMON_DIR'];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !places.includes(name)));
}

function makeDraft(ref: string): string {
  try {
    return mkdtempSync(join(tmpdir(), 'callctl-base-'));
  } catch (error) {
    const message = `--base ${ref} needs a temporary folder: ${(error as Error).message}`;
    throw new CallctlError('io', message, 'set TMPDIR to a folder that can be written to');
  }
}

function gitIn(folder: string, ref: string, env: GitEnvironment) {
  const run = (args: readonly string[]) =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).replace(/\n$/, '');
  return {
    must: (...args: string[]): string => {
      try {
        return run(args);
      } catch (error) {
        throw gitFailed(ref, error as GitError);
      }
    },
    /** Null if git fails. */
    try: (...args: string[]): string | null => {
      try {
        return run(args);
      } catch {
        return null;
      }
    },
  };
}

type GitError = Error & { readonly code?: string; readonly stderr?: string };

function gitFailed(ref: string, { code, stderr, message }: GitError): CallctlError {
  if (code === 'ENOENT') {
    return new CallctlError('usage', `--base ${ref} needs git, which is not installed`, 'install git');
  }
  const [reason = message, ...advice] = stderr?.trim().split('\n').filter(Boolean) ?? [];
  const own = advice.map((line) => line.trim()).join(' ');
  return new CallctlError(
    'usage',
    `--base ${ref} cannot be read: ${reason}`,
    own === '' ? 'the settings folder has to be in a git repository' : own,
  );
}

function noCommit(ref: string): CallctlError {
  return new CallctlError(
    'usage',
    `--base ${ref} does not name a commit of this repository`,
    'fetch it first: git fetch origin; with actions/checkout, set fetch-depth: 0',
  );
}

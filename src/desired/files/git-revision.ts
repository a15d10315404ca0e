import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { CallctlError } from '../../errors.ts';
import { isInside, withSlashes } from './paths.ts';

/** The environment that git runs in. */
export type GitEnvironment = Readonly<Record<string, string | undefined>>;

/** What a path is in a revision, other than a plain folder of files. */
export type OddEntry = 'missing' | 'file' | 'symlink' | 'submodule';

/** The settings folder of a revision. */
export interface WrittenRevision {
  readonly commit: string;
  /** Its copy on disk, which is empty if `odd` has the folder itself. */
  readonly folder: string;
  /** Paths of the revision that cannot be read, relative to the settings folder; the folder itself is ''. */
  readonly odd: ReadonlyMap<string, OddEntry>;
}

/**
 * Writes the settings folder of a git revision to a temporary folder, which exists while `use` runs. Neither the work tree
 * nor the index is touched.
 *
 * @param ref Anything that names a commit: a branch, a tag, a commit id.
 * @param where The settings folder in the work tree, and the working directory that a relative one starts from.
 * @throws CallctlError `usage` if there is no git repository, it does not have the commit, or the name is ambiguous.
 */
export async function withRevision<Result>(
  ref: string,
  where: { readonly settingsDir: string; readonly cwd: string },
  env: GitEnvironment,
  use: (revision: WrittenRevision) => Promise<Result>,
): Promise<Result> {
  const here = withoutPlaces(env);
  const settings = realpathSync(resolve(where.cwd, where.settingsDir));
  const top = findTop(settings, realpathSync(where.cwd), (folder) => gitIn(folder, ref, here));
  const git = gitIn(top, ref, here);
  const commit = resolveCommit(git, ref);
  const folder = withSlashes(relative(top, settings));
  const { tree, odd } = findTree(git, commit, folder);
  const draft = makeDraft(ref);
  try {
    const files = join(draft, 'files');
    const checkOut = gitIn(top, ref, { ...here, GIT_INDEX_FILE: join(draft, 'index') });
    // Files keep their paths in the repository, because git applies attributes by path.
    if (tree !== null) checkOut.must('read-tree', ...(folder === '' ? [] : [`--prefix=${folder}/`]), tree);
    if (tree !== null) checkOut.must('checkout-index', '--all', '--quiet', `--prefix=${files}/`);
    return await use({ commit, folder: join(files, folder), odd });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The work tree that a revision is about: that of the settings folder, or of the project around a submodule that the user is not in. */
function findTop(settings: string, cwd: string, gitOf: (folder: string) => Git): string {
  let top = gitOf(settings).must('rev-parse', '--show-toplevel');
  while (!isInside(cwd, top)) {
    const around = gitOf(top).must('rev-parse', '--show-superproject-working-tree');
    if (around === '') break;
    top = around;
  }
  return top;
}

function resolveCommit(git: Git, ref: string): string {
  // A name ends where git's syntax for ancestors, earlier values and paths begins.
  const [name = ''] = ref.split(/[~^:]|@\{/);
  const full = ['refs/', 'refs/heads/', 'refs/tags/', 'refs/remotes/'].map((start) => `${start}${name}`);
  const known = name === '' ? [] : git.must('for-each-ref', '--format=%(refname)', ...full).split('\n');
  const named = known.filter((refname) => full.includes(refname));
  if (named.length > 1) throw ambiguous(ref, named);
  const commit = git.try('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  if (commit === null) throw noCommit(ref);
  return commit;
}

/** The tree of a folder, and the places at or inside it where git has no plain files. */
function findTree(git: Git, commit: string, folder: string) {
  let tree = git.must('rev-parse', `${commit}^{tree}`);
  for (const part of folder.split('/').filter(Boolean)) {
    const [entry] = listEntries(git, tree, '--', part);
    if (entry?.kind !== 'folder')
      return { tree: null, odd: new Map<string, OddEntry>([['', entry?.kind ?? 'missing']]) };
    tree = entry.id;
  }
  const odd = listEntries(git, '-r', tree).flatMap(({ path, kind }): [string, OddEntry][] =>
    kind === 'submodule' ? [[path, kind]] : [],
  );
  return { tree, odd: new Map(odd) };
}

interface Entry {
  readonly path: string;
  readonly id: string;
  readonly kind: OddEntry | 'folder';
}

const kinds: Readonly<Record<string, Entry['kind']>> = {
  '040000': 'folder',
  '120000': 'symlink',
  '160000': 'submodule',
};

function listEntries(git: Git, ...args: readonly string[]): Entry[] {
  const lines = git.must('ls-tree', '-z', ...args).split('\0');
  return lines.filter(Boolean).map((line) => {
    const [, mode = '', id = '', path = ''] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
    return { path, id, kind: kinds[mode] ?? 'file' };
  });
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

type Git = ReturnType<typeof gitIn>;

function gitIn(folder: string, ref: string, env: GitEnvironment) {
  const run = (args: readonly string[]) =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      // The message is matched below, so git must not translate it.
      env: { ...env, LC_ALL: 'C' },
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
  if (stderr?.includes('not a git repository')) {
    const hint = 'put the settings folder in a git repository, or leave --base out';
    return new CallctlError(
      'usage',
      `--base ${ref} cannot be read: the settings folder is not in a git repository`,
      hint,
    );
  }
  const [first = message, ...advice] = stderr?.split('\n').flatMap((line) => line.trim() || []) ?? [];
  const reason = first.replace(/^(fatal|error): /, '');
  return new CallctlError(
    'usage',
    `--base ${ref} cannot be read: ${reason}`,
    advice.join(' ') || 'check the repository with git fsck',
  );
}

function ambiguous(ref: string, named: readonly string[]): CallctlError {
  const message = `--base ${ref} is ambiguous: there are ${named.join(' and ')}`;
  return new CallctlError('usage', message, 'write the full name of the one you mean');
}

function noCommit(ref: string): CallctlError {
  return new CallctlError(
    'usage',
    `--base ${ref} does not name a commit of this repository`,
    'fetch it first: git fetch origin; with actions/checkout, set fetch-depth: 0',
  );
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, relative, resolve, sep } from 'node:path';
import { CallctlError } from '../errors.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { type Desired, type LoadOptions, loadDesired } from './load.ts';

/** The settings folder as another git revision has it. */
export interface Revision {
  readonly commit: string;
  /** Its numbers; of a revision without the folder, none. */
  readonly numbers: readonly DesiredNumber[];
  /** Numbers that it has a file for which is not well formed. */
  readonly unreadable: ReadonlySet<string>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Loads the settings folder of a git revision. Neither the work tree nor the index is touched: the folder is written to a
 * temporary one, and gone when this returns.
 *
 * @param ref Anything that names a commit: a branch, a tag, a commit id.
 * @param env The environment for git.
 * @throws CallctlError `usage` where there is no git repository, or no such commit in it.
 */
export async function loadRevision(ref: string, options: LoadOptions, env: Environment): Promise<Revision> {
  const { settingsDir, cwd = process.cwd() } = options;
  const git = gitIn(resolve(cwd, settingsDir), ref, env);
  const top = git.must('rev-parse', '--show-toplevel');
  const folder = git.must('rev-parse', '--show-prefix').replace(/\/$/, '');
  const commit = git.try('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  if (commit === null) throw noCommit(ref);
  const tree = git.try('rev-parse', '--verify', '--quiet', `${commit}:${folder}`);
  if (tree === null) return { commit, numbers: [], unreadable: new Set() };
  const draft = mkdtempSync(join(tmpdir(), 'callctl-base-'));
  try {
    const files = join(draft, 'files');
    const checkOut = gitIn(top, ref, { ...env, GIT_INDEX_FILE: join(draft, 'index') });
    checkOut.must('read-tree', tree);
    checkOut.must('checkout-index', '--all', '--quiet', `--prefix=${files}/`);
    return { commit, ...toRevision(await loadFiles(files, options), files, settingsDir) };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** A revision without a single settings file is no mistake: the first pull request has such a base. */
async function loadFiles(files: string, options: LoadOptions): Promise<Pick<Desired, 'numbers' | 'named'>> {
  try {
    return await loadDesired({ ...options, settingsDir: files });
  } catch (error) {
    if (error instanceof CallctlError && error.code === 'no_settings') return { numbers: [], named: [] };
    throw error;
  }
}

/** Files are named as the user would name them in the work tree. */
function toRevision(
  { numbers, named }: Pick<Desired, 'numbers' | 'named'>,
  files: string,
  settingsDir: string,
): Omit<Revision, 'commit'> {
  const loaded = new Set(numbers.map(({ phoneNumberId }) => phoneNumberId));
  const shown = settingsDir.split(sep).join('/');
  return {
    numbers: numbers.map((number) => ({ ...number, file: posix.join(shown, relative(files, number.file)) })),
    unreadable: new Set(named.map(({ phoneNumberId }) => phoneNumberId).filter((id) => !loaded.has(id))),
  };
}

function gitIn(folder: string, ref: string, env: Environment) {
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
    /** Null where git says no. */
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
    return new CallctlError('usage', `--base ${ref} needs git, and there is none here`, 'install git');
  }
  const reason = stderr?.trim().split('\n')[0] || message;
  return new CallctlError(
    'usage',
    `--base ${ref} cannot be read: ${reason}`,
    'the settings folder has to be in a git repository',
  );
}

function noCommit(ref: string): CallctlError {
  return new CallctlError(
    'usage',
    `--base ${ref} names no commit of this repository`,
    'fetch it first: git fetch origin; with actions/checkout, set fetch-depth: 0',
  );
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, relative, resolve, sep } from 'node:path';
import { CallctlError } from '../errors.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import { type Desired, type LoadOptions, loadDesired } from './load.ts';
import type { NamedNumber } from './number/named-number.ts';

/** The settings folder as another git revision has it. */
export interface Revision {
  readonly commit: string;
  /** Its numbers; of a revision without the folder, none. */
  readonly numbers: readonly DesiredNumber[];
  /** Every number that one of its files names, well formed or not. */
  readonly named: readonly NamedNumber[];
  /** Numbers of which it does not tell what it states: their file is not well formed, or several files name them. */
  readonly unreadableIds: ReadonlySet<string>;
  /** Files of which it cannot even be told what number they are for. */
  readonly unreadableFiles: ReadonlySet<string>;
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
  const here = withoutPlaces(env);
  const git = gitIn(resolve(cwd, settingsDir), ref, here);
  const top = git.must('rev-parse', '--show-toplevel');
  const folder = git.must('rev-parse', '--show-prefix').replace(/\/$/, '');
  const commit = git.try('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  if (commit === null) throw noCommit(ref);
  const tree = git.try('rev-parse', '--verify', '--quiet', `${commit}:${folder}`);
  const draft = makeDraft(ref);
  try {
    const files = join(draft, 'files');
    const checkOut = gitIn(top, ref, { ...here, GIT_INDEX_FILE: join(draft, 'index') });
    // Under the paths they have, so that attributes of folders around them hold.
    if (tree !== null) checkOut.must('read-tree', ...(folder === '' ? [] : [`--prefix=${folder}/`]), tree);
    if (tree !== null) checkOut.must('checkout-index', '--all', '--quiet', `--prefix=${files}/`);
    const settings = join(files, folder);
    return { commit, ...toRevision(await loadFiles(settings, options), settings, settingsDir) };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Git tells its hooks where they are, and would take that for the place to look from wherever it is sent. */
function withoutPlaces(env: Environment): Environment {
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

type Loaded = Pick<Desired, 'numbers' | 'named' | 'problems'>;

/** A revision without a single settings file is no mistake: the first pull request has such a base. */
async function loadFiles(files: string, options: LoadOptions): Promise<Loaded> {
  try {
    return await loadDesired({ ...options, settingsDir: files });
  } catch (error) {
    if (error instanceof CallctlError && error.code === 'no_settings') return { numbers: [], named: [], problems: [] };
    throw error;
  }
}

/** Files are named as the user would name them in the work tree. */
function toRevision(
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
  const broken = problems.filter(({ severity, file }) => severity === 'error' && !files.has(file)).map(renamed);
  return {
    numbers: numbers.map(renamed),
    named: named.map(renamed),
    unreadableIds: new Set([...timesNamed.keys()].filter((id) => timesNamed.get(id) !== 1 || !loaded.has(id))),
    unreadableFiles: new Set(broken.map(({ file }) => file)),
  };
}

/** How often each number is there. */
function countIds(numbers: readonly Pick<NamedNumber, 'phoneNumberId'>[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { phoneNumberId } of numbers) counts.set(phoneNumberId, (counts.get(phoneNumberId) ?? 0) + 1);
  return counts;
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
    `--base ${ref} names no commit of this repository`,
    'fetch it first: git fetch origin; with actions/checkout, set fetch-depth: 0',
  );
}

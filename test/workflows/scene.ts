import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Report } from '../../src/generated/schema-types.ts';
import type { JsonObject } from '../../src/simulator/json.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { folderWith, root, settingsFile, token } from '../e2e/callctl.ts';
import { type Artifact, bot, type GitHub, type Pull, repository, startGitHub } from './github-stand-in.ts';
import { type Host, type JobRun, runWorkflow } from './runner.ts';

export type Runs = Record<string, JobRun>;

/** A repository with these workflows, the numbers 1 to 3 in sync with its files, and a stand-in for GitHub. */
export interface Scene {
  readonly github: GitHub;
  readonly simulator: Simulator;
  readonly host: Host;
  /** Commits files to a branch, which starts from main if it is new, and pushes it. Returns the commit id. */
  readonly push: (branch: string, files: Readonly<Record<string, string>>) => string;
  /** Runs plan.yml for a pull request of this branch, on the prospective merge commit. */
  readonly review: (pull: number, branch: string, options?: { isFork?: boolean; actor?: string }) => Promise<Runs>;
  /** Merges the pull request into main. Returns the commit id. */
  readonly merge: (pull: number, branch: string) => string;
  /** Runs apply.yml for a push to main, by default of its newest commit. */
  readonly applyPush: (sha?: string) => Promise<Runs>;
  readonly applyByHand: (inputs?: Readonly<Record<string, unknown>>) => Promise<Runs>;
  readonly drift: () => Promise<Runs>;
  readonly head: (branch: string) => string;
  readonly close: () => Promise<void>;
}

const ids = ['1', '2', '3'] as const;
const inSync = { status: 'ENABLED', call_icon_visibility: 'DEFAULT' };
const main = 'refs/heads/main';

/** A settings file that states whether the number can be called, and its call button. */
export function fileFor(id: string, visibility = 'DEFAULT', status = 'ENABLED'): string {
  return `${settingsFile(id, status)}  call_icon_visibility: ${visibility}\n`;
}

/** A settings file with one more setting, which is not risky to change. */
export function fileWithCallback(id: string): string {
  return `${fileFor(id)}  callback_permission_status: ENABLED\n`;
}

const live = { CALLCTL_LIVE: 'true' };
const withToken = { WHATSAPP_TOKEN: token };

export async function startScene(
  vars: Readonly<Record<string, string>> = live,
  secrets: Readonly<Record<string, string>> = withToken,
): Promise<Scene> {
  const numbers = ids.map((id) => ({
    id,
    display_phone_number: `+1 ${id}`,
    verified_name: id,
    messaging_limit_tier: 'TIER_2K',
    calling: { ...inSync } as JsonObject,
  }));
  const simulator = await startSimulator({ state: { wabas: [{ id: '900', numbers }] }, token });
  const github = await startGitHub();
  const home = folderWith(Object.fromEntries(ids.map((id) => [`work/settings/${id}.yaml`, fileFor(id)])));
  const origin = join(home, 'origin.git');
  const work = join(home, 'work');
  cpSync(join(root, '.github'), join(work, '.github'), { recursive: true });
  execFileSync('git', ['init', '-q', '--bare', origin]);
  const git = gitIn(work);
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', origin);
  git('add', '.');
  git('commit', '-qm', 'Start');
  git('push', '-q', 'origin', 'main');
  const host: Host = {
    github,
    origin,
    secrets,
    vars,
    env: { PATH: process.env.PATH ?? '', HOME: home, WHATSAPP_GRAPH_URL: simulator.url },
  };
  const head = (branch: string) => git('rev-parse', branch);

  function push(branch: string, files: Readonly<Record<string, string>>): string {
    git('checkout', '-q', ...(git('branch', '--list', branch) ? [branch] : ['-b', branch, 'main']));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, name)), { recursive: true });
      writeFileSync(join(work, name), text);
    }
    git('add', '.');
    git('commit', '-qm', `Change ${branch}`);
    git('push', '-q', 'origin', branch);
    git('checkout', '-q', 'main');
    return head(branch);
  }

  async function review(pull: number, branch: string, { isFork = false, actor = 'someone' } = {}): Promise<Runs> {
    openPull(github, pull, branch, head(branch));
    const ref = `refs/pull/${pull}/merge`;
    git('checkout', '-q', '--detach', 'main');
    git('merge', '-q', '--no-ff', '-m', `Merge ${branch}`, branch);
    const sha = head('HEAD');
    git('push', '-qf', 'origin', `HEAD:${ref}`);
    git('checkout', '-q', 'main');
    const full_name = isFork ? 'mallory/numbers' : repository;
    const payload = { pull_request: { number: pull, head: { sha: head(branch), repo: { full_name } } } };
    const from = { headRef: branch, headSha: head(branch), baseRef: 'main' };
    const trigger = { event: 'pull_request', ref, sha, ...from, payload, isFork, actor };
    return runWorkflow(host, 'plan.yml', trigger);
  }

  function merge(pull: number, branch: string): string {
    git('merge', '-q', '--no-ff', '-m', `Merge pull request #${pull}`, branch);
    git('push', '-q', 'origin', 'main');
    const merge_commit_sha = head('main');
    Object.assign(openPull(github, pull, branch, head(branch)), {
      merged_at: '2026-12-31T00:00:00Z',
      merge_commit_sha,
    });
    return merge_commit_sha;
  }

  return {
    github,
    simulator,
    host,
    push,
    review,
    merge,
    head,
    applyPush: (sha = head('main')) => runWorkflow(host, 'apply.yml', { event: 'push', ref: main, sha }),
    applyByHand: (inputs = {}) =>
      runWorkflow(host, 'apply.yml', { event: 'workflow_dispatch', ref: main, sha: head('main'), inputs }),
    drift: () => runWorkflow(host, 'drift.yml', { event: 'schedule', ref: main, sha: head('main') }),
    close: async () => {
      await simulator.close();
      await github.close();
    },
  };
}

function gitIn(folder: string): (...args: string[]) => string {
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  return (...args) => execFileSync('git', ['-C', folder, ...who, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Opens a pull request, or moves its head. In the API, a pull request is an issue too. */
function openPull({ issues, pulls }: GitHub, number: number, branch: string, sha: string): Pull {
  if (!issues.some((issue) => issue.number === number)) {
    const user = { login: 'someone' };
    issues.push({ number, user, pull_request: {}, title: 'A change', body: '', state: 'open', labels: [] });
  }
  const known = pulls.find((pull) => pull.number === number);
  if (known) return Object.assign(known, { head: { ref: branch, sha } });
  const pull = {
    number,
    head: { ref: branch, sha },
    base: { ref: 'main' },
    created_at: '2025-12-31T00:00:00Z',
    merged_at: null,
    merge_commit_sha: null,
  };
  pulls.push(pull);
  return pull;
}

export function artifactNamed({ github }: Scene, name: string): Artifact | undefined {
  return github.artifacts.findLast((artifact) => artifact.name === name);
}

export function reportIn({ folder }: Artifact, name = 'report.json'): Report {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

export function driftIssues({ github }: Scene) {
  return github.issues.filter(({ labels, user }) => labels.includes('callctl-drift') && user.login === bot);
}

/** Returns what callctl sent to the endpoint, sorted by number, because numbers are written at the same time. */
export function posts({ simulator }: Scene) {
  return simulator
    .requests()
    .flatMap(({ method, phone_number_id, body }) => (method === 'POST' ? [{ phone_number_id, body }] : []))
    .sort((a, b) => Number(a.phone_number_id) - Number(b.phone_number_id))
    .map(({ phone_number_id, body }) => [phone_number_id, body]);
}

export function results(runs: Runs): Record<string, string> {
  return Object.fromEntries(Object.entries(runs).map(([name, { result }]) => [name, result]));
}

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/server.ts';
import { folderWith, root } from '../e2e/callctl.ts';
import { bot, type GitHub, type Pull, type Run, repository, repositoryId, startGitHub } from './github-stand-in.ts';
import { startProxy, type TestProxy } from './proxy.ts';
import { timeAt } from './runner.ts';

const folder = join(root, '.github/actions/callctl');

let github: GitHub;
let temp: string;
beforeEach(async () => {
  github = await startGitHub();
  const user = { login: 'someone' };
  github.issues.push({ number: 7, user, pull_request: {}, title: '', body: '', state: 'open', labels: [] });
  temp = folderWith({
    'event.json': JSON.stringify({ pull_request: { number: 7 } }),
    'report.md': '<!-- callctl:plan -->\nNothing to do.\n',
    output: '',
    summary: '',
  });
});
afterEach(() => github.close());

interface Ended {
  readonly code: number | null;
  readonly log: string;
}

type WhileRunning = (child: ChildProcess) => Promise<void>;

function execute(path: string, env: Record<string, string>, whileRunning?: WhileRunning): Promise<Ended> {
  const child = spawn(process.execPath, [path], { env: { PATH: process.env.PATH, ...env } });
  void whileRunning?.(child);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      log += text;
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, log })));
}

function script(name: string, env: Record<string, string> = {}, whileRunning?: WhileRunning): Promise<Ended> {
  const fullEnv = {
    CALLCTL_COMMAND: 'plan',
    CALLCTL_FOLDER: temp,
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_SERVER_URL: 'https://github.test',
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_ID: String(repositoryId),
    GITHUB_EVENT_PATH: join(temp, 'event.json'),
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_STEP_SUMMARY: join(temp, 'summary'),
    GITHUB_RUN_ID: '1',
    GITHUB_TOKEN: github.issueToken({ 'pull-requests': 'write' }),
    RUNNER_TEMP: temp,
    ...env,
  };
  return execute(join(folder, name), fullEnv, whileRunning);
}

describe('comment.mjs', () => {
  it('keeps a comment for each key', async () => {
    for (const CALLCTL_KEY of ['', 'brazil', 'india', 'brazil']) await script('comment.mjs', { CALLCTL_KEY });
    expect(github.comments.map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- callctl:plan -->',
      '<!-- callctl:plan:brazil -->',
      '<!-- callctl:plan:india -->',
    ]);
  });

  it('refuses a key that would end the hidden marker', async () => {
    expect(await script('comment.mjs', { CALLCTL_KEY: 'x-->' })).toMatchObject({ code: 1 });
    expect(github.requests).toEqual([]);
  });

  it('tries again after a server error, and waits as long as a throttled response asks', async () => {
    await script('comment.mjs');
    github.failNext('GET', 502);
    github.failNext('PATCH', 403, { 'retry-after': '0' });
    expect(await script('comment.mjs')).toMatchObject({ code: 0 });
    expect(github.requests.slice(-4).map((request) => request.split(' ')[0])).toEqual(['GET', 'GET', 'PATCH', 'PATCH']);
  });

  it('posts no comment when it cannot look for an existing one', async () => {
    github.failNext('POST', 403, { 'retry-after': '0' });
    expect(await script('comment.mjs')).toMatchObject({ code: 0 });
    github.comments.splice(0);
    expect(github.requests.filter((request) => request === 'POST /graphql')).toHaveLength(2);
    github.failNext('POST', 502);
    expect(await script('comment.mjs')).toMatchObject({ code: 1 });
    expect(github.comments).toEqual([]);
  });

  it.each([
    ['a missing permission', () => github.issueToken({}), 'the job needs the permission'],
    ['an invalid token', () => 'nonsense', '401 Bad credentials'],
  ])('reports %s in one line', async (_title, tokenOf, message) => {
    const { code, log } = await script('comment.mjs', { GITHUB_TOKEN: tokenOf() });
    expect(code).toBe(1);
    expect(log).toMatch(/^::error title=callctl::[^\n]+\n$/);
    expect(log).toContain(message);
  });

  it('reports in one line that GitHub does not respond', async () => {
    const { code, log } = await script('comment.mjs', { GITHUB_GRAPHQL_URL: 'http://127.0.0.1:9/graphql' });
    expect({ code, log }).toEqual({ code: 1, log: expect.stringMatching(/^::error title=callctl::[^\n]+\n$/) });
  });

  it('never sends its token to a page outside the GitHub API', async () => {
    github.linkNext('http://127.0.0.1:9/more');
    const { code, log } = await script('comment.mjs');
    expect({ code, log }).toEqual({ code: 1, log: expect.stringContaining('the next page is not on the GitHub API') });
    expect(github.comments).toEqual([]);
  });

  it('has nothing to do in a run that does not belong to a pull request', async () => {
    writeFileSync(join(temp, 'event.json'), '{}');
    expect((await script('comment.mjs')).log).toContain('this run does not belong to a pull request');
  });

  it('cuts a report that is too long for GitHub', async () => {
    writeFileSync(join(temp, 'report.md'), `<!-- callctl:plan -->\n${'word\n'.repeat(20_000)}`);
    expect(await script('comment.mjs')).toMatchObject({ code: 0 });
    expect(github.comments[0]?.body).toContain('Cut here');
  });
});

describe('issue.mjs', () => {
  const whole = { settings: 'settings', targets: [] as string[], only: [] as string[] };
  const complete = {
    command: 'drift',
    created_at: new Date().toISOString(),
    selection: whole as typeof whole | null,
    shard: null as object | null,
    summary: { drifted: 0, protected: 0, restricted: 0, failed: 0, skipped: 0, errors: 0 },
  };
  const update = async (report: object) => {
    const own = { user: { login: bot }, title: 'Drift', body: '<!-- callctl:issue -->\n', state: 'open' as const };
    github.issues.push({ ...own, number: 8, labels: ['callctl-drift'] });
    writeFileSync(join(temp, 'report.json'), JSON.stringify(report));
    const GITHUB_TOKEN = github.issueToken({ issues: 'write' });
    expect(await script('issue.mjs', { CALLCTL_ISSUE: 'close', GITHUB_TOKEN })).toMatchObject({ code: 0 });
    return github.issues.find(({ number }) => number === 8)?.state;
  };
  const summary = () => readFileSync(join(temp, 'summary'), 'utf8');

  it.each(['drift', 'plan', 'apply'])('closes the issue when %s finds the whole folder in sync', async (command) => {
    expect(await update({ ...complete, command })).toBe('closed');
  });

  it.each<[string, Partial<typeof complete>, string]>([
    ['a number failed', { summary: { ...complete.summary, failed: 1 } }, 'not every number could be read'],
    ['a number was skipped', { summary: { ...complete.summary, skipped: 1 } }, 'not every number could be read'],
    ['a file is invalid', { summary: { ...complete.summary, errors: 1 } }, 'not every number could be read'],
    ['a number is restricted', { summary: { ...complete.summary, restricted: 1 } }, '1 not in sync'],
    ['paths were named', { selection: { ...whole, targets: ['settings/1.yaml'] } }, 'did not select the whole folder'],
    ['--only was given', { selection: { ...whole, only: ['*berlin*'] } }, 'did not select the whole folder'],
    ['the report does not say what was selected', { selection: null }, 'did not select the whole folder'],
    ['it was a single shard', { shard: { index: 1, count: 2 } }, 'did not select the whole folder'],
    ['live was not read', { command: 'diff' }, 'diff does not compare live'],
    ['the report is old', { created_at: '2026-01-01T00:00:00Z' }, 'the report is from 2026-01-01'],
  ])('keeps the issue open when %s, and says why', async (_title, changes, reason) => {
    expect(await update({ ...complete, ...changes })).toBe('open');
    expect(summary()).toContain('The drift issue stays open (');
    expect(summary()).toContain(reason);
  });
});

describe('the proxy of the environment', () => {
  const named = 'http://api.github.test';
  let proxy: TestProxy;
  beforeEach(async () => {
    proxy = await startProxy(new URL(github.url).port);
  });
  afterEach(() => proxy.close());
  const api = (url: string) => ({ GITHUB_API_URL: url, GITHUB_GRAPHQL_URL: `${url}/graphql` });

  it('carries the calls to the GitHub API', async () => {
    expect(await script('comment.mjs', { ...api(named), HTTP_PROXY: proxy.url })).toMatchObject({ code: 0 });
    expect(github.comments).toHaveLength(1);
    expect(new Set(proxy.targets)).toEqual(new Set(['api.github.test:80']));
  });

  it.each(['HTTPS_PROXY', 'https_proxy'])('is %s if the API uses HTTPS', async (name) => {
    const { code, log } = await script('comment.mjs', { ...api('https://api.github.test'), [name]: proxy.url });
    // The stand-in behind the proxy does not speak TLS.
    expect({ code, log }).toEqual({ code: 1, log: expect.stringMatching(/^::error title=callctl::[^\n]+\n$/) });
    expect(proxy.targets).toEqual(['api.github.test:443']);
  });

  it.each([
    ['an API on loopback', {}],
    ['any API if NO_PROXY is *', { NO_PROXY: '*' }],
  ])('is not asked for %s', async (_title, env) => {
    const both = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
    expect(await script('comment.mjs', { ...both, ...env })).toMatchObject({ code: 0 });
    expect(github.comments).toHaveLength(1);
    expect(proxy.targets).toEqual([]);
  });

  it('is not asked for a host in NO_PROXY', async () => {
    const env = { HTTP_PROXY: proxy.url, NO_PROXY: '.github.test' };
    expect(await script('comment.mjs', { ...api(named), ...env })).toMatchObject({ code: 1 });
    expect(proxy.targets).toEqual([]);
  });

  it('is reported in one line if it is not a URL', async () => {
    const { code, log } = await script('comment.mjs', { HTTPS_PROXY: 'nonsense' });
    expect({ code, log }).toEqual({ code: 1, log: expect.stringMatching(/^::error title=callctl::[^\n]+\n$/) });
    expect(log).toContain('proxy');
  });
});

describe('find-plan.mjs', () => {
  const name = 'callctl-plan-brazil-h200';
  const reviewed = { id: 10, head_branch: 'open-late', head_sha: 'h200', created_at: timeAt(10) };
  const find = () => {
    const GITHUB_TOKEN = github.issueToken({ actions: 'read', 'pull-requests': 'read' });
    const env = { GITHUB_EVENT_NAME: 'push', GITHUB_REF_NAME: 'main', GITHUB_SHA: 'abc123', GITHUB_TOKEN };
    return script('find-plan.mjs', { ...env, CALLCTL_KEY: 'brazil', CALLCTL_PLAN_WORKFLOW: 'plan.yml' });
  };
  const outputs = () => readFileSync(join(temp, 'output'), 'utf8');
  const aPull = (number: number, changes: Partial<Pull> = {}): Pull => ({
    number,
    head: { ref: `branch-${number}`, sha: `h${number}` },
    base: { ref: 'main' },
    created_at: timeAt(0),
    merged_at: timeAt(60),
    merge_commit_sha: 'other',
    ...changes,
  });
  const merged = aPull(200, { head: { ref: 'open-late', sha: 'h200' }, merge_commit_sha: 'abc123' });
  const addRun = (changes: Partial<Run> = {}) => {
    const id = changes.id ?? reviewed.id;
    const ours = { repository: { id: repositoryId }, head_repository: { id: repositoryId } };
    const run = { path: '.github/workflows/plan.yml', event: 'pull_request', ...ours, ...reviewed, ...changes };
    github.runs.push({ ...run, pull_requests: [] });
    github.artifacts.push({ id, name, expired: false, created_at: timeAt(id), workflow_run: { id }, folder: '' });
  };

  it('finds the newest plan of the pull request whose merge was pushed, on any page', async () => {
    github.pulls.push(aPull(1), aPull(2, { merge_commit_sha: 'abc123', merged_at: null }));
    github.pulls.push(aPull(3, { base: { ref: 'next' }, merge_commit_sha: 'abc123' }));
    for (let number = 4; number < 110; number += 1) github.pulls.push(aPull(number));
    github.pulls.push(merged);
    for (const id of [11, 20, 12]) addRun({ id, created_at: timeAt(id), path: '.github/workflows/plan.yml@main' });
    expect(await find()).toEqual({ code: 0, log: 'The plan was reviewed in #200.\n' });
    expect(outputs()).toMatch(/run-id<<(\S+)\n20\n\1\n/);
  });

  describe.each<[string, Partial<Run>]>([
    ['another workflow', { path: '.github/workflows/other.yml' }],
    ['a push', { event: 'push' }],
    ['a hand-started run of the plan workflow', { event: 'workflow_dispatch' }],
    ['a fork', { head_repository: { id: 666 } }],
    ['another commit', { head_sha: 'h201' }],
    ['another pull request, of another branch at the same commit', { head_branch: 'branch-9' }],
  ])('a newer artifact with the right name from %s', (_from, changes) => {
    it('is ignored with a warning, and the reviewed plan is found', async () => {
      github.pulls.push(merged);
      addRun();
      addRun({ ...changes, id: 11, created_at: timeAt(11) });
      const { code, log } = await find();
      expect({ code, log }).toEqual({ code: 0, log: expect.stringContaining('The plan was reviewed in #200.') });
      expect(log).toContain(`::warning title=callctl::ignored the artifact 11 named ${name}: `);
      expect(outputs()).toMatch(/run-id<<(\S+)\n10\n\1\n/);
    });
  });

  it.each<[string, Partial<Pull>]>([
    ['the same commit', { head: { ref: 'open-late', sha: 'h200' } }],
    ['another base branch', { head: { ref: 'open-late', sha: 'h199' }, base: { ref: 'unprotected' } }],
  ])('refuses a plan if a closed pull request of the same branch had %s', async (_what, changes) => {
    github.pulls.push(merged, aPull(9, { ...changes, merged_at: null }));
    addRun();
    const { code, log } = await find();
    expect({ code, log }).toEqual({ code: 0, log: expect.stringContaining('it may have been made for #9') });
    expect(log).toContain('No plan was saved for #200, or it is gone.');
    expect(outputs()).not.toContain('run-id');
  });

  it('accepts a plan that is older than a second pull request of the same branch', async () => {
    github.pulls.push(merged, aPull(201, { head: merged.head, base: { ref: 'next' }, created_at: timeAt(30) }));
    addRun();
    expect(await find()).toEqual({ code: 0, log: 'The plan was reviewed in #200.\n' });
  });

  it('refuses a plan that was made when the pull request still had another base branch', async () => {
    github.pulls.push(merged);
    github.pullEvents.push({ pull: 200, event: 'base_ref_changed', created_at: timeAt(15) });
    addRun();
    expect((await find()).log).toContain('it was made before #200 got its base branch');
    expect(outputs()).not.toContain('run-id');
    addRun({ id: 20, created_at: timeAt(20) });
    expect(await find()).toEqual({ code: 0, log: 'The plan was reviewed in #200.\n' });
  });
});

describe('run.mjs', () => {
  it('lets callctl finish requests in flight when the run is cancelled, however many signals it gets', async () => {
    const calling = { status: 'ENABLED' };
    const numbers = ['1', '2'].map((id) => {
      return { id, display_phone_number: id, verified_name: id, messaging_limit_tier: 'TIER_2K', calling };
    });
    const simulator = await startSimulator({ state: { wabas: [{ id: '900', numbers }] }, latencyMs: 300 });
    const settings = folderWith({ '1.yaml': callbackFile('1'), '2.yaml': callbackFile('2') });
    const CALLCTL_ARGS = `--settings=${settings}\n--concurrency=1`;
    const env = { CALLCTL_COMMAND: 'apply', CALLCTL_ARGS, WHATSAPP_TOKEN: 'any', WHATSAPP_GRAPH_URL: simulator.url };
    const running = script('run.mjs', env, async (child) => {
      while (!simulator.requests().some(({ method }) => method === 'POST')) await sleep(20);
      child.kill('SIGINT');
      await sleep(50);
      child.kill('SIGTERM');
    });
    expect((await running).code).toBe(0);
    await simulator.close();
    expect(readFileSync(join(temp, 'output'), 'utf8')).toMatch(/exit-code<<(\S+)\n130\n\1\n/);
    expect(readFileSync(join(temp, 'summary'), 'utf8')).toContain('1 applied');
    expect(simulator.requests().filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

function callbackFile(id: string): string {
  return `phone_number_id: "${id}"\ncalling: { callback_permission_status: ENABLED }\n`;
}

describe('install.mjs', () => {
  it('installs from the repository of the action, and hands no token to the install scripts', async () => {
    const home = folderWith({ 'bin/npm': '#!/usr/bin/env bash\necho "npm $*"; pwd; env\nexit 3\n' });
    chmodSync(join(home, 'bin/npm'), 0o755);
    const copy = join(home, 'repo/.github/actions/callctl');
    cpSync(folder, copy, { recursive: true });
    const path = `${join(home, 'bin')}:${process.env.PATH}`;
    const secrets = { WHATSAPP_TOKEN: 'secret-1', BRAZIL_TOKEN: 'secret-2', GITHUB_TOKEN: 'secret-3' };
    const env = { ...secrets, PATH: path, HTTPS_PROXY: 'http://proxy.test' };
    const { code, log } = await execute(join(copy, 'install.mjs'), env);
    expect(code).toBe(3);
    expect(log).toContain('npm ci');
    expect(log).toContain(`${home}/repo\n`);
    expect(log).toContain('HTTPS_PROXY=http://proxy.test');
    expect(log).not.toContain('secret-');
    mkdirSync(join(home, 'repo/dist'));
    writeFileSync(join(home, 'repo/dist/main.js'), '');
    expect(await execute(join(copy, 'install.mjs'), env)).toEqual({ code: 0, log: '' });
  });
});

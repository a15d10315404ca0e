import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from './github-stand-in.ts';
import {
  artifactNamed,
  fileFor,
  fileWithCallback,
  posts,
  type Runs,
  reportIn,
  results,
  type Scene,
  startScene,
} from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.close());

const kept = () => scene.github.artifacts.findLast(({ name }) => name.startsWith('callctl-apply-'));
const summaryOf = ({ apply }: Runs) => apply?.summary ?? '';

describe('apply.yml', { timeout: 60_000 }, () => {
  it('plans afresh, and says so, when another pull request was merged in between', async () => {
    scene.push('one', { 'settings/1.yaml': fileWithCallback('1') });
    scene.push('two', { 'settings/2.yaml': fileWithCallback('2') });
    await scene.review(7, 'one');
    await scene.review(8, 'two');
    scene.merge(7, 'one');
    expect(results(await scene.applyPush())).toEqual({ apply: 'success' });
    scene.merge(8, 'two');
    const runs = await scene.applyPush();
    expect(results(runs)).toEqual({ apply: 'success' });
    expect(summaryOf(runs)).toContain('The plan was reviewed in #8. It was refused: the settings files have changed');
    expect(summaryOf(runs)).toContain('This run planned afresh, under all guards.');
    expect(posts(scene).map(([id]) => id)).toEqual(['1', '2']);
  });

  it('refuses risky changes that nobody reviewed against live, and keeps the reports', async () => {
    scene.push('main', { 'settings/1.yaml': fileFor('1', 'DEFAULT', 'DISABLED') });
    const runs = await scene.applyPush();
    expect(results(runs)).toEqual({ apply: 'failure' });
    expect(summaryOf(runs)).toContain('No pull request was merged with this commit');
    expect(summaryOf(runs)).toContain('calling is turned off');
    expect(runs.apply?.log).toContain('::error title=callctl::callctl ended with exit code 5');
    expect(posts(scene)).toEqual([]);
    expect(kept() && readdirSync((kept() as never as { folder: string }).folder)).toContain('report.html');
    const allowed = await scene.applyByHand({ 'allow-risky': true });
    expect(results(allowed)).toEqual({ apply: 'success' });
    expect(summaryOf(allowed)).toContain('This run planned afresh, with risky changes allowed.');
  });

  it('passes an input as one argument only', async () => {
    const runs = await scene.applyByHand({ 'max-changed': '50%\n--graph-url=http://127.0.0.1:9' });
    expect(results(runs)).toEqual({ apply: 'failure' });
    expect(runs.apply?.log).toContain('max-changed must be a count or a percentage');
    expect(scene.simulator.requests()).toEqual([]);
  });

  it('refuses a number whose live settings have moved since the review, and keeps the journal of the others', async () => {
    scene.push('one', { 'settings/1.yaml': fileWithCallback('1'), 'settings/2.yaml': fileFor('2', 'DISABLE_ALL') });
    await scene.review(7, 'one');
    scene.merge(7, 'one');
    scene.simulator.edit('2', (calling) => Object.assign(calling, { call_icon_visibility: 'NOT_SET' }));
    const runs = await scene.applyPush();
    expect(results(runs)).toEqual({ apply: 'failure' });
    expect(runs.apply?.log).toContain('callctl ended with exit code 4');
    expect(summaryOf(runs)).toContain('This run carried it out.');
    expect(posts(scene).map(([id]) => id)).toEqual(['1']);
    const [run = ''] = readdirSync(join(kept()?.folder ?? '', 'journal'));
    expect(readFileSync(join(kept()?.folder ?? '', 'journal', run), 'utf8')).toContain('callback_permission_status');
  });

  it('ignores a plan that a fork or another commit saved under the same name', async () => {
    const sha = scene.push('one', { 'settings/1.yaml': fileWithCallback('1') });
    await scene.review(7, 'one');
    const own = artifactNamed(scene, `callctl-plan-${sha}`);
    if (!own) throw new Error('no plan was saved');
    const reviewed = scene.github.runs.find(({ id }) => id === own.workflow_run.id);
    if (!reviewed) throw new Error('the review is not listed');
    const forge = (id: number, changes: Partial<Run>) => {
      scene.github.runs.push({ ...reviewed, id, ...changes });
      scene.github.artifacts.push({ ...own, workflow_run: { id } });
    };
    scene.github.artifacts.splice(0);
    forge(1001, { head_repository: { id: 666 } });
    forge(1002, { head_sha: '0'.repeat(40) });
    scene.github.artifacts.push({ ...own, expired: true });
    scene.merge(7, 'one');
    const runs = await scene.applyPush();
    expect(results(runs)).toEqual({ apply: 'success' });
    expect(summaryOf(runs)).toContain('No plan was saved for #7, or it is gone. This run planned afresh');
  });

  it('carries out a reviewed plan that the guards refuse only by hand, and says how', async () => {
    scene.push('main', { 'settings/callctl.yaml': 'guards: { max_changed_numbers: { count: 1 } }\n' });
    scene.push('two', { 'settings/1.yaml': fileFor('1', 'DISABLE_ALL'), 'settings/2.yaml': fileWithCallback('2') });
    await scene.review(7, 'two');
    scene.merge(7, 'two');
    const refused = await scene.applyPush();
    expect(results(refused)).toEqual({ apply: 'failure' });
    expect(summaryOf(refused)).toContain('The plan was reviewed in #7. The guards refuse it: 2 numbers');
    const how = 'run this workflow by hand with reviewed-plan ticked and max-changed set to 2.';
    expect(summaryOf(refused)).toContain(how);
    expect(refused.apply?.log).toMatch(/^::notice title=callctl::.*max-changed set to 2/m);
    expect(posts(scene)).toEqual([]);
    const fresh = await scene.applyByHand({ 'max-changed': '2' });
    expect(results(fresh)).toEqual({ apply: 'failure' });
    expect(summaryOf(fresh)).toContain('run this workflow by hand with allow-risky ticked.');
    const accepted = await scene.applyByHand({ 'reviewed-plan': true, 'max-changed': '2' });
    expect(results(accepted)).toEqual({ apply: 'success' });
    expect(summaryOf(accepted)).toContain('The plan was reviewed in #7. This run carried it out.');
    expect(posts(scene).map(([id]) => id)).toEqual(['1', '2']);
  });

  it('refuses an edited plan', async () => {
    const sha = scene.push('one', { 'settings/1.yaml': fileWithCallback('1') });
    await scene.review(7, 'one');
    const saved = artifactNamed(scene, `callctl-plan-${sha}`);
    if (!saved) throw new Error('no plan was saved');
    const plan = JSON.stringify(reportIn(saved, 'plan.json')).replaceAll('ENABLED', 'DISABLED');
    writeFileSync(join(saved.folder, 'plan.json'), plan);
    scene.merge(7, 'one');
    const runs = await scene.applyPush();
    expect(summaryOf(runs)).toContain('was edited or cut short');
    expect(posts(scene)).toEqual([['1', { calling: { callback_permission_status: 'ENABLED' } }]]);
  });

  it('brings nothing back when an old run is run again', async () => {
    const old = scene.push('main', { 'settings/1.yaml': fileWithCallback('1') });
    scene.push('main', { 'settings/1.yaml': fileFor('1') });
    const runs = await scene.applyPush(old);
    expect(results(runs)).toEqual({ apply: 'success' });
    expect(summaryOf(runs)).toContain('Nothing was applied: main has newer settings');
    expect(runs.apply?.log).toContain('::warning title=callctl::Nothing was applied');
    expect(scene.simulator.requests()).toEqual([]);
  });

  it('fails when its own commit is gone, because nothing shows what has changed on main since', async () => {
    const runs = await scene.applyPush('0123456789012345678901234567890123456789');
    expect(results(runs)).toEqual({ apply: 'failure' });
    expect(summaryOf(runs)).not.toContain('newer settings');
    expect(scene.simulator.requests()).toEqual([]);
  });

  it('continues when main has changed only in other files', async () => {
    const old = scene.push('main', { 'settings/1.yaml': fileWithCallback('1') });
    scene.push('main', { 'README.md': 'Numbers\n' });
    expect(results(await scene.applyPush(old))).toEqual({ apply: 'success' });
    expect(posts(scene).map(([id]) => id)).toEqual(['1']);
  });
});

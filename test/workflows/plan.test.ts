import { afterEach, describe, expect, it } from 'vitest';
import { token } from '../e2e/callctl.ts';
import { fileFor, fileWithCallback, type Runs, results, type Scene, startScene } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

const offline = { validate: 'success', plan: 'skipped', diff: 'success' };

function environmentsOf(runs: Runs): string {
  return JSON.stringify(Object.values(runs).map(({ environments }) => environments));
}

describe('plan.yml', { timeout: 60_000 }, () => {
  it('runs an offline diff for a pull request from a fork, says so, and needs no token', async () => {
    scene = await startScene();
    scene.push('theirs', { 'settings/1.yaml': fileFor('1', 'DISABLE_ALL') });
    const runs = await scene.review(9, 'theirs', { isFork: true });
    expect(results(runs)).toEqual(offline);
    expect(runs.diff?.log).toContain('::notice title=callctl::This pull request comes from a fork');
    expect(runs.diff?.summary).toContain('This pull request comes from a fork');
    expect(runs.diff?.summary).toContain('DISABLE_ALL');
    expect(runs.diff?.summary).toContain('`main`');
    expect(environmentsOf(runs)).not.toMatch(/"WHATSAPP_TOKEN"|"GITHUB_TOKEN"/);
    expect(environmentsOf(runs)).not.toContain(token);
    expect(scene.simulator.requests()).toEqual([]);
    expect(scene.github.requests).toEqual([]);
  });

  it('makes no plan until CALLCTL_LIVE is set', async () => {
    scene = await startScene({});
    scene.push('early', { 'settings/1.yaml': fileWithCallback('1') });
    const runs = await scene.review(9, 'early');
    expect(results(runs)).toEqual(offline);
    expect(runs.diff?.summary).toContain('the variable CALLCTL_LIVE is not true');
    expect(environmentsOf(runs)).not.toContain(token);
  });

  it('makes no plan for Dependabot, which gets no secrets', async () => {
    scene = await startScene();
    scene.push('bump', { 'settings/1.yaml': fileWithCallback('1') });
    expect(results(await scene.review(9, 'bump', { actor: 'dependabot[bot]' }))).toEqual(offline);
  });

  it('annotates the lines with mistakes, lists them in the comment, and fails', async () => {
    scene = await startScene();
    scene.push('wrong', { 'settings/1.yaml': 'phone_number_id: "1"\ncalling: { status: YES }\n' });
    const runs = await scene.review(9, 'wrong');
    expect(results(runs)).toEqual({ validate: 'failure', plan: 'failure', diff: 'skipped' });
    expect(runs.validate?.log).toMatch(/^::error file=settings\/1\.yaml,line=2,/m);
    expect(runs.validate?.log).toContain('callctl ended with exit code 3');
    expect(scene.github.comments.map(({ body }) => body)).toEqual([expect.stringContaining('settings/1.yaml:2:')]);
    expect(scene.simulator.requests()).toEqual([]);
  });

  it('says in the comment why there is no plan', async () => {
    scene = await startScene({ CALLCTL_LIVE: 'true' }, {});
    scene.push('one', { 'settings/1.yaml': fileWithCallback('1') });
    const runs = await scene.review(9, 'one');
    expect(results(runs)).toEqual({ validate: 'success', plan: 'failure', diff: 'skipped' });
    expect(scene.github.comments[0]?.body).toContain('**callctl plan made no report**');
    expect(scene.github.comments[0]?.body).toContain('WHATSAPP_TOKEN');
  });

  it('comments even if a number could not be read, and then fails', async () => {
    scene = await startScene();
    scene.push('one', { 'settings/9.yaml': fileFor('9') });
    const runs = await scene.review(9, 'one');
    expect(results(runs)).toEqual({ validate: 'success', plan: 'failure', diff: 'skipped' });
    expect(scene.github.comments[0]?.body).toContain('1 failed');
  });
});

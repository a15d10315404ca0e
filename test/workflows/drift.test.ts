import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bot } from './github-stand-in.ts';
import { driftIssues, fileFor, results, type Scene, startScene } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
});
afterEach(() => scene.close());

const turnOff = (id: string) => scene.simulator.edit(id, (calling) => Object.assign(calling, { status: 'DISABLED' }));
const turnOn = (id: string) => scene.simulator.edit(id, (calling) => Object.assign(calling, { status: 'ENABLED' }));
const done = { 'shard 1': 'success', 'shard 2': 'success', merge: 'success' };
const failed = { ...done, merge: 'failure' };

describe('drift.yml', { timeout: 60_000 }, () => {
  it('opens an issue even if a number fails, and keeps it open as long as one fails', async () => {
    scene.push('main', { 'settings/9.yaml': fileFor('9') });
    turnOff('1');
    const runs = await scene.drift();
    expect(results(runs)).toEqual(failed);
    expect(runs.merge?.log).toContain('callctl ended with exit code 4');
    expect(driftIssues(scene)).toMatchObject([{ state: 'open' }]);
    turnOn('1');
    expect((await scene.drift()).merge?.summary).toContain('The drift issue stays open');
    expect(driftIssues(scene)).toMatchObject([{ state: 'open' }]);
  });

  it('closes the issue when the drift is gone', async () => {
    turnOff('1');
    await scene.drift();
    turnOn('1');
    const runs = await scene.drift();
    expect(results(runs)).toEqual(done);
    expect(runs.merge?.summary).toContain('Closed the drift issue');
    expect(driftIssues(scene)).toMatchObject([{ state: 'closed' }]);
  });

  it('does not overwrite an issue that someone else opened, even one with our marker', async () => {
    const theirs = { number: 50, user: { login: 'mallory' }, title: 'Mine', state: 'open' as const };
    scene.github.issues.push({ ...theirs, body: '<!-- callctl:issue -->\nmine', labels: ['callctl-drift'] });
    turnOff('1');
    await scene.drift();
    expect(scene.github.issues.map(({ title }) => title)).toEqual(['Mine', 'Call settings have drifted: 1 number']);
  });

  it('does not overwrite a pull request, which the API lists among the issues', async () => {
    const pull = { number: 51, user: { login: bot }, title: 'Ours', state: 'open' as const, pull_request: {} };
    scene.github.issues.push({ ...pull, body: '<!-- callctl:issue -->\nours', labels: ['callctl-drift'] });
    turnOff('1');
    await scene.drift();
    expect(scene.github.issues.map(({ title }) => title)).toEqual(['Ours', 'Call settings have drifted: 1 number']);
  });

  it('leaves the issue unchanged, and fails, when the files are invalid', async () => {
    turnOff('1');
    await scene.drift();
    const [before] = structuredClone(driftIssues(scene));
    scene.push('main', { 'settings/1.yaml': 'phone_number_id: "1"\ncalling: { status: YES }\n' });
    expect(results(await scene.drift())).toEqual(failed);
    expect(driftIssues(scene)).toEqual([before]);
  });

  it('does nothing until CALLCTL_LIVE is set', async () => {
    await scene.close();
    scene = await startScene({});
    expect(new Set(Object.values(results(await scene.drift())))).toEqual(new Set(['skipped']));
  });
});

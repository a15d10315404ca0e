import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import type { JsonObject } from '../../src/simulator/json.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, settingsFile, unwrapped } from './callctl.ts';

let simulator: Simulator;
let cwd: string;

const git = (...args: string[]) =>
  execFileSync('git', ['-C', cwd, '-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
    encoding: 'utf8',
  });
const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);
/** A submodule that has a settings file of its own. */
const submodule = (path: string) => {
  const origin = folderWith({ 'a.yaml': settingsFile('1') });
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  execFileSync('git', ['-C', origin, 'init', '-q', '-b', 'main']);
  execFileSync('git', ['-C', origin, 'add', '.']);
  execFileSync('git', ['-C', origin, ...identity, 'commit', '-qm', 'Start']);
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', origin, path);
};
const run = (...args: string[]) => callctl(args, { cwd, graphUrl: simulator.url });
const report = async (...args: string[]): Promise<Report> =>
  JSON.parse((await run(...args, '--format', 'json')).stdout);
const originsIn = ({ numbers }: Report) =>
  Object.fromEntries(
    numbers.map(({ phone_number_id, changes }) => [phone_number_id, changes.map(({ path, origin }) => [path, origin])]),
  );

beforeEach(async () => {
  const numbers = ['1', '2', '3'].map((id) => ({
    id,
    display_phone_number: `+1 ${id}`,
    verified_name: id,
    messaging_limit_tier: 'TIER_2K',
    calling: { status: 'ENABLED', call_icon_visibility: 'DEFAULT' } as JsonObject,
  }));
  simulator = await startSimulator({ state: { wabas: [{ id: '900', numbers }] } });
  cwd = folderWith({
    'settings/_shared.yaml': 'calling:\n  call_icon_visibility: DEFAULT\n',
    'settings/a.yaml': `extends: [_shared.yaml]\n${settingsFile('1')}`,
    'settings/b.yaml': `extends: [_shared.yaml]\n${settingsFile('2')}`,
    'settings/c.yaml': settingsFile('3'),
  });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'Start');
});
afterEach(() => simulator.close());

describe('plan --base', () => {
  it('separates the edits of this revision from drift, and lists what is no longer managed', async () => {
    git('checkout', '-qb', 'change');
    write('settings/a.yaml', `extends: [_shared.yaml]\n${settingsFile('1', 'DISABLED')}`);
    git('rm', '-q', 'settings/c.yaml');
    git('commit', '-qam', 'Change');
    simulator.edit('1', (calling) => Object.assign(calling, { call_icon_visibility: 'DISABLE_ALL' }));
    simulator.edit('2', (calling) => Object.assign(calling, { status: 'DISABLED' }));
    const made = await report('plan', '--base', 'main');
    expect(originsIn(made)).toEqual({
      1: [
        ['status', 'edit'],
        ['call_icon_visibility', 'drift'],
      ],
      2: [['status', 'drift']],
    });
    expect(made.base).toEqual({
      ref: 'main',
      commit: git('rev-parse', 'main').trim(),
      no_longer_managed: [{ phone_number_id: '3', name: null, account: null, file: 'settings/c.yaml' }],
    });
    const { stdout } = await run('plan', '--base', 'main');
    const drift = stdout.slice(
      stdout.indexOf('Drift: live moved while the files stood still, and apply brings it back (1 number)'),
    );
    expect(drift).toContain('~ status: DISABLED → ENABLED');
    expect(stdout).toContain('drift: live moved while the files stood still');
    expect(stdout).toContain('3 changes, 1 from this revision, 2 from drift');
    expect(stdout.indexOf('~ status: ENABLED → DISABLED')).toBeLessThan(stdout.indexOf('Drift: live moved'));
  });

  it('shows a change in a partial for every number that extends it', async () => {
    write('settings/_shared.yaml', 'calling:\n  call_icon_visibility: DISABLE_ALL\n');
    expect(originsIn(await report('plan', '--base', 'HEAD'))).toMatchObject({
      1: [['call_icon_visibility', 'edit']],
      2: [['call_icon_visibility', 'edit']],
    });
  });

  it('touches neither the work tree nor the index, and leaves nothing behind', async () => {
    write('settings/a.yaml', settingsFile('1', 'DISABLED'));
    write('settings/new.yaml', 'phone_number_id: "9"\ncalling: { status: ENABLED }\n');
    git('add', 'settings/a.yaml');
    const before = git('status', '--porcelain');
    const drafts = () => readdirSync(tmpdir()).filter((name) => name.startsWith('callctl-base-'));
    await run('plan', '--base', 'HEAD');
    await run('diff', '--base', 'HEAD');
    expect(git('status', '--porcelain')).toBe(before);
    expect(drafts()).toEqual([]);
  });

  it('is saved in a plan, and reported again when the plan is applied', async () => {
    git('commit', '-q', '--allow-empty', '-m', 'Next');
    write('settings/a.yaml', settingsFile('1', 'DISABLED'));
    await run('plan', '--base', 'HEAD~1', '--out', 'plan.json');
    const applied = await report('apply', '--plan', 'plan.json');
    expect(applied.base?.ref).toBe('HEAD~1');
    expect(originsIn(applied)).toMatchObject({ 1: [['status', 'edit']] });
  });

  it('works with a base whose files are malformed, or that has none', async () => {
    write('settings/a.yaml', 'phone_number_id: "1"\ncalling: { status: YES, bogus: 1 }\n');
    git('commit', '-qam', 'Break');
    git('rm', '-rq', '--cached', 'settings');
    git('commit', '-qm', 'Empty');
    write('settings/a.yaml', settingsFile('1', 'DISABLED'));
    const broken = await report('plan', '--base', 'HEAD~1');
    expect(originsIn(broken)[1]).toEqual([['status', null]]);
    expect(broken.numbers[0]?.notes.map(({ code }) => code)).toContain('base_unreadable');
    const { base, numbers } = await report('plan', '--base', 'HEAD');
    expect(base?.no_longer_managed).toEqual([]);
    expect(numbers[0]?.changes.map(({ path, origin }) => [path, origin])).toEqual([['status', null]]);
  });

  describe.each([
    { base: 'no settings folder', reason: 'the base has no folder settings', make: () => {} },
    { base: 'a file in its place', reason: 'settings is a file in the base', make: () => write('settings', 'x') },
    {
      base: 'a symbolic link in its place',
      reason: 'settings is a symbolic link in the base',
      make: () => {
        mkdirSync(join(cwd, 'other'));
        write('other/a.yaml', settingsFile('1'));
        symlinkSync('other', join(cwd, 'settings'));
      },
    },
    {
      base: 'a submodule in its place',
      reason: 'settings is a submodule in the base',
      make: () => submodule('settings'),
    },
  ])('where the base has $base', ({ reason, make }) => {
    beforeEach(() => {
      git('rm', '-rq', 'settings');
      make();
      git('add', '.');
      git('commit', '-qm', 'Other');
      git('tag', 'other');
      rmSync(join(cwd, 'settings'), { recursive: true, force: true });
      git('reset', '-q', '--hard', 'HEAD~1');
      simulator.edit('2', (calling) => Object.assign(calling, { status: 'DISABLED' }));
    });

    it('never takes drift for an edit, and says why', async () => {
      const made = await report('plan', '--base', 'other');
      expect(originsIn(made)).toEqual({ 1: [], 2: [['status', null]], 3: [] });
      expect(made.numbers.find(({ phone_number_id }) => phone_number_id === '2')?.notes).toContainEqual({
        code: 'base_unreadable',
        message: `${reason}, so edits and drift cannot be distinguished`,
        path: null,
      });
      expect(made.base?.no_longer_managed).toEqual([]);
      expect(unwrapped((await run('plan', '--base', 'other')).stdout)).toContain(reason);
    });

    it('says in a diff why everything is shown as added', async () => {
      const { status, stdout } = await run('diff', '--base', 'other');
      expect(status).toBe(0);
      expect(unwrapped(stdout)).toContain(`${reason}, so every stated setting is shown as added`);
    });
  });

  it('leaves the origin open for a file inside a submodule, and knows it for the others', async () => {
    submodule('settings/eu');
    git('add', '.');
    git('commit', '-qm', 'Add a submodule');
    simulator.edit('1', (calling) => Object.assign(calling, { call_icon_visibility: 'DISABLE_ALL' }));
    simulator.edit('2', (calling) => Object.assign(calling, { status: 'DISABLED' }));
    rmSync(join(cwd, 'settings/a.yaml'));
    write('settings/eu/a.yaml', `extends: [../_shared.yaml]\n${settingsFile('1')}`);
    git('rm', '-q', '--cached', 'settings/a.yaml');
    git('commit', '-qm', 'Move a number');
    expect(originsIn(await report('plan', '--base', 'HEAD'))).toEqual({
      1: [['call_icon_visibility', null]],
      2: [['status', 'drift']],
      3: [],
    });
  });

  it('takes the base from the project around a submodule, or from the submodule when run inside it', async () => {
    submodule('nested');
    git('add', '.');
    git('commit', '-qm', 'Add a submodule');
    simulator.edit('1', (calling) => Object.assign(calling, { status: 'DISABLED' }));
    const around = await report('plan', '--settings', 'nested', '--base', 'HEAD');
    expect(around.base?.commit).toBe(git('rev-parse', 'HEAD').trim());
    expect(around.numbers[0]?.notes[0]?.message).toContain('nested is a submodule in the base');
    const inside = join(cwd, 'nested');
    const args = ['plan', '--settings', '.', '--base', 'HEAD', '--format', 'json'];
    const own: Report = JSON.parse((await callctl(args, { cwd: inside, graphUrl: simulator.url })).stdout);
    expect(own.base?.commit).not.toBe(around.base?.commit);
    expect(originsIn(own)).toEqual({ 1: [['status', 'drift']] });
  });

  it.each([
    { ref: 'release', full: ['refs/heads/release', 'refs/tags/release'] },
    { ref: 'release~0', full: ['refs/heads/release', 'refs/tags/release'] },
  ])('refuses a name that is both a branch and a tag: $ref', async ({ ref, full }) => {
    git('branch', 'release');
    git('tag', 'release');
    const { status, stdout, stderr } = await run('plan', '--base', ref);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`--base ${ref} is ambiguous: there are ${full.join(' and ')}`);
    expect(simulator.requests()).toEqual([]);
    for (const name of full) expect((await run('plan', '--base', name)).status).toBe(0);
  });

  it('names files by their paths in the work tree, in a subfolder of the repository as well', async () => {
    mkdirSync(join(cwd, 'deep/er'), { recursive: true });
    git('mv', 'settings', 'deep/er/settings');
    git('commit', '-qm', 'Move');
    git('rm', '-q', 'deep/er/settings/c.yaml');
    const args = ['diff', '--settings', '../er/settings/', '--base', 'HEAD', '--format', 'json'];
    const { base }: Report = JSON.parse((await callctl(args, { cwd: join(cwd, 'deep/er') })).stdout);
    expect(base?.no_longer_managed.map(({ file }) => file)).toEqual(['../er/settings/c.yaml']);
  });

  it('leaves the origin open for a number whose file in the base is unusable or not the only one', async () => {
    write('settings/a.yaml', `${settingsFile('1')}  : : [`);
    write('settings/z.yaml', settingsFile('2'));
    git('add', '.');
    git('commit', '-qm', 'Break');
    write('settings/a.yaml', settingsFile('1', 'DISABLED'));
    rmSync(join(cwd, 'settings/z.yaml'));
    simulator.edit('2', (calling) => Object.assign(calling, { status: 'DISABLED' }));
    const made = await report('plan', '--base', 'HEAD');
    expect(originsIn(made)).toMatchObject({ 1: [['status', null]], 2: [['status', null]] });
    expect(made.base?.no_longer_managed).toEqual([]);
  });

  it('lists a number as gone even if its file in the base is malformed', async () => {
    write('settings/c.yaml', settingsFile('3', 'ENABLE'));
    git('commit', '-qam', 'Break');
    git('rm', '-q', 'settings/c.yaml');
    const { base } = await report('diff', '--base', 'HEAD');
    expect(base?.no_longer_managed.map(({ phone_number_id }) => phone_number_id)).toEqual(['3']);
  });

  it('uses this folder, even inside a git hook that names another', async () => {
    write('settings/a.yaml', settingsFile('1', 'DISABLED'));
    const env = { GIT_DIR: join(cwd, '.git'), GIT_INDEX_FILE: join(cwd, '.git/index'), GIT_PREFIX: 'settings/' };
    const inHook = await callctl(['diff', '--base', 'HEAD'], { cwd, env });
    expect(inHook).toEqual(await run('diff', '--base', 'HEAD'));
    expect(inHook.stdout).toContain('1 changed, 2 unchanged');
  });

  it('reads the base with the git attributes that apply to the settings folder', async () => {
    git('config', 'filter.turned.clean', 'tr a-z n-za-m');
    git('config', 'filter.turned.smudge', 'tr n-za-m a-z');
    write('.gitattributes', 'settings/*.yaml filter=turned\n');
    git('add', '--renormalize', '.');
    git('add', '.');
    git('commit', '-qm', 'Turn');
    expect(git('show', 'HEAD:settings/c.yaml')).not.toContain('phone_number_id');
    expect((await run('diff', '--base', 'HEAD')).stdout).toContain('3 unchanged');
  });

  it.each([
    { env: { TMPDIR: '/nowhere' }, reported: 'needs a temporary folder', hint: 'set TMPDIR' },
    { env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }, reported: 'dubious ownership', hint: 'safe.directory' },
  ])('reports $reported, and what to do', async ({ env, reported, hint }) => {
    const { status, stdout, stderr } = await callctl(['diff', '--base', 'HEAD'], { cwd, env });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(reported);
    expect(stderr).toContain(hint);
    expect(stderr).not.toContain('bug');
  });

  it.each([
    { title: 'an unknown revision', ref: 'nonsense', reported: 'does not name a commit of this repository' },
    {
      title: 'a name that git could read as an option',
      ref: '--all',
      reported: 'does not name a commit of this repository',
    },
    { title: 'a tree', ref: 'HEAD:settings', reported: 'does not name a commit of this repository' },
  ])('of $title is wrong usage', async ({ ref, reported }) => {
    const { status, stdout, stderr } = await run('plan', `--base=${ref}`);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(reported);
    expect(simulator.requests()).toEqual([]);
  });

  it('outside a repository is wrong usage', async () => {
    rmSync(join(cwd, '.git'), { recursive: true });
    const { status, stderr } = await run('plan', '--base', 'main');
    expect(status).toBe(1);
    expect(stderr).toContain('the settings folder is not in a git repository');
    expect(stderr).not.toContain('at ');
  });
});

describe('callctl diff', () => {
  const offline = (...args: string[]) => callctl(['diff', ...args], { cwd, env: { WHATSAPP_TOKEN: '' } });

  it('compares with another revision without a token and without a request', async () => {
    write('settings/a.yaml', settingsFile('1', 'DISABLED'));
    git('rm', '-q', 'settings/c.yaml');
    const { status, stdout } = await offline('--base', 'HEAD');
    expect(status).toBe(0);
    expect(stdout).toBe(`Risky changes (1 number)
  unnamed  1  settings/a.yaml
    ~ status: ENABLED → DISABLED  settings/a.yaml:3
      risky: calling is turned off: people can no longer call

No longer managed (1 number)
  unnamed  3  settings/c.yaml
    their files are gone since HEAD: they stay as they are

Notes
  unnamed  1  settings/a.yaml
    no longer managed: call_icon_visibility is no longer in the file: callctl leaves it as it is

Diff since HEAD: 2 numbers: 1 changed, 1 unchanged, 1 no longer managed. 1 change, 1 risky.
`);
    expect((await offline('--base', 'HEAD', '--detailed-exitcode')).status).toBe(2);
    expect((await offline('2', '--base', 'HEAD', '--detailed-exitcode')).status).toBe(0);
    expect(simulator.requests()).toEqual([]);
    expect(existsSync(join(cwd, '.callctl'))).toBe(false);
  });

  it('of invalid files exits as validate does', async () => {
    write('settings/a.yaml', 'phone_number_id: "1"\ncalling: { status: YES }\n');
    const { status, stdout } = await offline('--base', 'HEAD');
    expect(status).toBe(3);
    expect(stdout).toContain('settings/a.yaml:2:');
  });

  it('splits into shards whose reports merge into the full one', async () => {
    git('rm', '-q', 'settings/c.yaml');
    write('settings/a.yaml', settingsFile('1', 'DISABLED'));
    const whole = await report('diff', '--base', 'HEAD');
    for (const index of [1, 2]) {
      await run('diff', '--base', 'HEAD', '--shard', `${index}/2`, '--format', 'json', '--output', `${index}.json`);
    }
    const merged = await report('report', '1.json', '2.json');
    expect({ ...merged, created_at: '' }).toEqual({ ...whole, created_at: '' });
  });

  it('needs a base', async () => {
    const { status, stderr } = await offline();
    expect(status).toBe(1);
    expect(stderr).toContain("required option '--base <ref>'");
  });
});

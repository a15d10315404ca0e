import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDesired } from '../../../src/desired/load.ts';
import { loadFiles, makeFolder, now, renderProblem } from '../support.ts';

const settings = (id: number) => `phone_number_id: "${id}"\ncalling: { status: ENABLED }\n`;

describe('symbolic links', () => {
  it('that point outside the folder are reported and not followed', async () => {
    const cwd = makeFolder({
      'settings/a.yaml': settings(1),
      'outside/b.yaml': settings(2),
      'outside/notes.md': '',
    });
    symlinkSync('../outside/b.yaml', join(cwd, 'settings/file.yaml'));
    symlinkSync('../outside', join(cwd, 'settings/folder'));
    symlinkSync('../outside/notes.md', join(cwd, 'settings/notes.md'));
    const { numbers, problems } = await loadDesired({ settingsDir: 'settings', cwd, now });
    expect(numbers.map(({ file }) => file)).toEqual(['settings/a.yaml']);
    const text =
      'the symbolic link points outside the settings folder and is not followed — move what it points to into the settings folder';
    expect(problems.map(renderProblem)).toEqual([
      `settings/file.yaml:1:1 error symlink_outside — ${text}`,
      `settings/folder:1:1 error symlink_outside — ${text}`,
    ]);
  });

  it('that point outside the folder are reported when they are all there is', async () => {
    const cwd = makeFolder({ 'settings/README.md': '', 'outside/b.yaml': settings(2) });
    symlinkSync('../outside/b.yaml', join(cwd, 'settings/b.yaml'));
    const { numbers, problems, files } = await loadDesired({ settingsDir: 'settings', cwd, now });
    expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual(['settings/b.yaml symlink_outside']);
    expect(numbers).toEqual([]);
    expect(files).toBe(0);
  });

  it.each(['_linked.yaml', 'linked/_base.yaml'])('cannot bring in a partial from outside: %s', async (path) => {
    const cwd = makeFolder({
      'settings/a.yaml': `${settings(1)}extends: [${path}]\n`,
      'outside/_base.yaml': 'calling: { status: ENABLED }\n',
    });
    symlinkSync('../outside/_base.yaml', join(cwd, 'settings/_linked.yaml'));
    symlinkSync('../outside', join(cwd, 'settings/linked'));
    const { problems } = await loadDesired({ settingsDir: 'settings', cwd, now });
    expect(problems.map(renderProblem)).toContain(
      `settings/a.yaml:3:11 error extends_outside extends[0] — ${path} is outside the settings folder — move the partial into the settings folder`,
    );
  });

  it('inside the folder are followed to files, hidden ones too', async () => {
    const cwd = makeFolder({
      'settings/.data/a.yaml': settings(1),
      'settings/.data/_b.yaml': 'calling: { call_icon_visibility: DEFAULT }',
    });
    symlinkSync('.data/a.yaml', join(cwd, 'settings/a.yaml'));
    symlinkSync('.data/_b.yaml', join(cwd, 'settings/_b.yaml'));
    symlinkSync('.', join(cwd, 'settings/loop'));
    const { numbers, problems, files } = await loadDesired({ settingsDir: 'settings', cwd, now });
    expect(problems).toEqual([]);
    expect(numbers.map(({ file }) => file)).toEqual(['settings/a.yaml']);
    expect(files).toBe(2);
  });

  it('may point to the settings folder itself', async () => {
    const cwd = makeFolder({ 'real/a.yaml': settings(1) });
    symlinkSync('real', join(cwd, 'settings'));
    const { numbers, problems } = await loadDesired({ settingsDir: 'settings', cwd, now });
    expect(problems).toEqual([]);
    expect(numbers.map(({ file }) => file)).toEqual(['settings/a.yaml']);
  });

  it('that point nowhere are reported', async () => {
    const cwd = makeFolder({ 'a.yaml': settings(1) });
    symlinkSync('gone.yaml', join(cwd, 'b.yaml'));
    const { problems } = await loadDesired({ settingsDir: '.', cwd, now });
    expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual(['b.yaml unreadable']);
  });
});

describe('a configuration file', () => {
  it('behind a link that points outside is reported, and settings files are not blamed for it', async () => {
    const cwd = makeFolder({
      'settings/a.yaml': `account: brazil\n${settings(1)}`,
      'outside/callctl.yaml': 'accounts: { brazil: { token_env: BRAZIL_TOKEN } }\n',
    });
    symlinkSync('../outside/callctl.yaml', join(cwd, 'settings/callctl.yaml'));
    const { problems, configuration } = await loadDesired({ settingsDir: 'settings', cwd, now });
    expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual(['settings/callctl.yaml symlink_outside']);
    expect(configuration.accounts).toEqual([]);
  });

  it('may be a link inside the folder', async () => {
    const cwd = makeFolder({ 'a.yaml': settings(1), '.data/production.yaml': 'concurrency: 4\n' });
    symlinkSync('.data/production.yaml', join(cwd, 'callctl.yaml'));
    const { problems, configuration, files } = await loadDesired({ settingsDir: '.', cwd, now });
    expect(problems).toEqual([]);
    expect(configuration.concurrency).toBe(4);
    expect(files).toBe(2);
  });
});

describe('the extension', () => {
  it('may be in capitals', async () => {
    const { numbers, problems, configuration } = await loadFiles({
      'UP.YAML': `${settings(1)}extends: [_P.Yml]\n`,
      'x.YML': settings(2),
      '_P.Yml': 'protect: [sip]\n',
      'callctl.YAML': 'accounts: { brazil: { token_env: BRAZIL_TOKEN } }\n',
    });
    expect(numbers.map(({ file, protect }) => `${file} ${protect}`)).toEqual(['UP.YAML sip', 'x.YML ']);
    expect(problems).toEqual([]);
    expect(configuration.accounts.map(({ name }) => name)).toEqual(['brazil']);
  });
});

describe('other files', () => {
  it('are ignored', async () => {
    const { numbers, problems, files } = await loadFiles({
      'a.yaml': settings(1),
      'README.md': '- not: [yaml',
      '.hidden.yaml': 'nonsense',
      '.git/config.yaml': 'nonsense',
      'deep/er/b.yml': settings(2),
    });
    expect(problems).toEqual([]);
    expect(numbers.map(({ file }) => file)).toEqual(['a.yaml', 'deep/er/b.yml']);
    expect(files).toBe(2);
  });

  it('with the name of the configuration, but in a subfolder, are settings files', async () => {
    const { numbers, problems, files } = await loadFiles({
      'a.yaml': settings(1),
      'callctl.yaml': 'graph_version: v25.0\n',
      'sub/callctl.yaml': settings(2),
    });
    expect(problems).toEqual([]);
    expect(numbers.map(({ file }) => file)).toEqual(['a.yaml', 'sub/callctl.yaml']);
    expect(files).toBe(3);
  });
});

describe('names in two Unicode forms', () => {
  const [composed, decomposed] = ['café'.normalize('NFC'), 'café'.normalize('NFD')];
  const partial = 'calling: { call_icon_visibility: DEFAULT }\n';

  it.each([
    { onDisk: composed, written: decomposed },
    { onDisk: decomposed, written: composed },
  ])('are one name in extends, whichever is on disk', async ({ onDisk, written }) => {
    const { numbers, problems } = await loadFiles({
      [`${onDisk}/_${onDisk}.yaml`]: partial,
      'a.yaml': `${settings(1)}extends: [${written}/_${written}.yaml]\n`,
    });
    expect(problems).toEqual([]);
    expect(numbers[0]?.calling).toEqual({ status: 'ENABLED', call_icon_visibility: 'DEFAULT' });
  });

  it('are reported where a folder has both', async () => {
    const { problems } = await loadFiles({
      [`_${composed}.yaml`]: partial,
      [`_${decomposed}.yaml`]: partial,
      'a.yaml': settings(1),
    });
    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'same_name: another file has the same name in another Unicode form',
    ]);
  });
});

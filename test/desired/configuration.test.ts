import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isMap, isPair, parseDocument } from 'yaml';
import { checkDesired, loadDesired } from '../../src/desired/load.ts';
import { type Files, loadFiles, makeFolder, now, renderProblem } from './support.ts';

const fixtures = fileURLToPath(new URL('../fixtures/configuration', import.meta.url));

const number = (id: number, more = '') => `phone_number_id: "${id}"\n${more}calling: { status: ENABLED }\n`;
const brazil = 'accounts: { brazil: { token_env: BRAZIL_TOKEN } }\n';
const two = 'accounts: { brazil: { token_env: BRAZIL_TOKEN }, germany: { token_env: GERMANY_TOKEN } }\n';

describe('each mistake is reported at its place', () => {
  it.each(readdirSync(fixtures))('%s', async (name) => {
    const cwd = `${fixtures}/${name}`;
    const { problems } = await loadDesired({ settingsDir: '.', cwd, now });
    const expected = readFileSync(`${cwd}/problems.txt`, 'utf8').split('\n').slice(0, -1);
    expect(problems.map(renderProblem)).toEqual(expected);
    expect(problems).not.toEqual([]);
  });

  it.each(readdirSync(fixtures))('and shows no secret: %s', async (name) => {
    const { problems } = await loadDesired({ settingsDir: '.', cwd: `${fixtures}/${name}`, now });
    expect(JSON.stringify(problems)).not.toContain('hidden');
  });

  it('with what is expected there', async () => {
    const { problems } = await loadFiles({
      'callctl.yaml': `${two}guards: { max_changed_numbers: { count: -1 } }\ngraph_version: x\n`,
      'a.yaml': number(1, 'account: india\n'),
      'b.yaml': number(2),
    });
    expect(problems.map(({ code, expected }) => `${code}: ${expected}`)).toEqual([
      'unknown_account: one of brazil, germany',
      'account_missing: one of brazil, germany',
      'out_of_range: a whole number, at least 0',
      'bad_version: a version of the Graph API, such as v25.0',
    ]);
  });
});

describe('the configuration', () => {
  const nothing = { accounts: [], graphVersion: null, concurrency: null, maxChangedNumbers: null, journal: null };

  it.each([
    ['no file', {}, 1],
    ['a file that states nothing', { 'callctl.yaml': '{}' }, 2],
    ['a file with empty guards', { 'callctl.yaml': 'guards: {}' }, 2],
  ])('of %s has every setting left out', async (_, others: Files, count) => {
    const { configuration, files, problems } = await loadFiles({ ...others, 'a.yaml': number(1) });
    expect(problems).toEqual([]);
    expect(configuration).toEqual(nothing);
    expect(files).toBe(count);
  });

  it('has everything that its file states, and where it names variables', async () => {
    const text = `# yaml-language-server: $schema=../schemas/callctl.schema.json
accounts:
  brazil:
    waba_id: "102290129340398"
    app_id: "18446744073709551615"
    token_env: BRAZIL_TOKEN
    app_secret_env: "BRAZIL_APP_SECRET"
    concurrency: 8
  constructor: { token_env: _T1 }
graph_version: v25.0
concurrency: 16
guards:
  max_changed_numbers: { count: 0, percent: 10 }
journal: logs/journal
`;
    const cwd = makeFolder({ 'settings/callctl.yml': text, 'settings/a.yaml': number(1, 'account: brazil\n') });
    const desired = await loadDesired({ settingsDir: 'settings', cwd, now });
    const file = 'settings/callctl.yml';
    expect(desired.problems).toEqual([]);
    expect(desired.configuration).toEqual({
      accounts: [
        {
          name: 'brazil',
          wabaId: '102290129340398',
          appId: '18446744073709551615',
          tokenEnv: { name: 'BRAZIL_TOKEN', file, line: 6, column: 16 },
          appSecretEnv: { name: 'BRAZIL_APP_SECRET', file, line: 7, column: 21 },
          concurrency: 8,
        },
        {
          name: 'constructor',
          wabaId: null,
          appId: null,
          tokenEnv: { name: '_T1', file, line: 9, column: 29 },
          appSecretEnv: null,
          concurrency: null,
        },
      ],
      graphVersion: 'v25.0',
      concurrency: 16,
      maxChangedNumbers: { count: 0, percent: 10 },
      journal: 'logs/journal',
    });
    const checked = await checkDesired({ settingsDir: 'settings', cwd, now });
    expect(checked.configuration).toEqual(desired.configuration);
    expect(checked.problems).toEqual([]);
  });

  it('leaves out what its file does not state', async () => {
    const { configuration } = await loadFiles({
      'callctl.yaml': 'guards: { max_changed_numbers: { percent: 5 } }',
      'a.yaml': number(1),
    });
    expect(configuration).toEqual({ ...nothing, maxChangedNumbers: { percent: 5 } });
  });

  it('is not used if its file has a mistake', async () => {
    const { configuration, problems } = await loadFiles({
      'callctl.yaml': `${two}concurency: 4\n`,
      'a.yaml': number(1, 'account: brazil\n'),
    });
    expect(problems.map(({ code }) => code)).toEqual(['unknown_key']);
    expect(configuration).toEqual(nothing);
  });
});

describe('the account of a number', () => {
  const accountsOf = async (files: Files) => {
    const { numbers, named, problems } = await loadFiles(files);
    expect(problems).toEqual([]);
    expect(named.map(({ account }) => account)).toEqual(numbers.map(({ account }) => account));
    return numbers.map(({ account }) => account);
  };

  it('is the one it names', async () => {
    const files = { 'a.yaml': number(1, 'account: brazil\n'), 'b.yaml': number(2, 'account: germany\n') };
    expect(await accountsOf({ ...files, 'callctl.yaml': two })).toEqual(['brazil', 'germany']);
  });

  it('is the one a partial names, and the file wins', async () => {
    const files = {
      '_p.yaml': 'account: germany\n',
      'a.yaml': number(1, 'extends: [_p.yaml]\n'),
      'b.yaml': number(2, 'extends: [_p.yaml]\naccount: brazil\n'),
    };
    expect(await accountsOf({ ...files, 'callctl.yaml': two })).toEqual(['germany', 'brazil']);
  });

  it('is the only one there is', async () => {
    const files = {
      '_p.yaml': 'account: brazil\n',
      'a.yaml': number(1),
      'b.yaml': number(2, 'extends: [_p.yaml]\naccount: null\n'),
      'c.yaml': number(3, 'account: brazil\n'),
    };
    expect(await accountsOf({ ...files, 'callctl.yaml': brazil })).toEqual(['brazil', 'brazil', 'brazil']);
  });

  it.each([
    ['no configuration', {}],
    ['a configuration without accounts', { 'callctl.yaml': 'concurrency: 4' }],
  ])('is null with %s', async (_, others: Files) => {
    expect(await accountsOf({ ...others, 'a.yaml': number(1) })).toEqual([null]);
  });

  it('is looked up in the folder as the user names it', async () => {
    const cwd = makeFolder({ 'settings/a.yaml': number(1, 'account: brazil\n') });
    const { problems } = await checkDesired({ settingsDir: 'settings', cwd, now });
    expect(problems.map(renderProblem)).toEqual([
      'settings/a.yaml:2:10 error unknown_account account — there is no settings/callctl.yaml to define account brazil — add it under accounts in settings/callctl.yaml, or remove account',
    ]);
  });
});

describe('a secret', () => {
  // Built here, so scanners do not take this file for a leak.
  const token = `EAA${'Jx4Wq9'.repeat(30)}ZDZD`;
  const appSecret = '0f1e2d3c'.repeat(4);
  const places: readonly [string, (secret: string) => string][] = [
    ['for the name of its variable', (secret) => `accounts:\n  brazil: { token_env: ${secret} }\n`],
    [
      'for the name of the other variable',
      (secret) => `accounts: { brazil: { token_env: A, app_secret_env: "${secret}" } }`,
    ],
    ['under token', (secret) => `accounts:\n  brazil:\n    token: ${secret}\n`],
    ['behind Bearer', (secret) => `accounts:\n  brazil:\n    token_env: Bearer ${secret}\n`],
    ['behind a dollar sign', (secret) => `accounts:\n  brazil:\n    token_env: $${secret}\n`],
    ['for an account', (secret) => `accounts:\n  brazil: ${secret}\n`],
    ['for the accounts', (secret) => `accounts: ${secret}\n`],
    ['as the name of an account', (secret) => `accounts:\n  ${secret}: { token_env: A }\n  b: { token_env: B }\n`],
    ['in the name of an account', (secret) => `accounts:\n  "my ${secret}": { token_env: A }\n`],
    ['as a key', (secret) => `${secret}: 5\n`],
    ['in a list', (secret) => `accounts:\n  brazil: { token_env: [${secret}] }\n`],
    ['for an id', (secret) => `accounts:\n  brazil: { token_env: A, app_id: ${secret} }\n`],
    ['for a version', (secret) => `graph_version: ${secret}\n`],
    ['for a whole number', (secret) => `concurrency: ${secret}\n`],
    ['for the guard', (secret) => `guards: { max_changed_numbers: ${secret} }\n`],
    ['in a text', (secret) => `journal: logs/${secret}\n`],
    ['in a comment', (secret) => `# was ${secret}\n${brazil}`],
    ['stated twice', (secret) => `accounts:\n  brazil:\n    token_env: A\n    token_env: ${secret}\n`],
    ['in several lines', (secret) => `accounts:\n  brazil:\n    token_env: |\n      ${secret}\n`],
    ['behind an alias', (secret) => `journal: &t ${secret}\naccounts: { brazil: { token_env: *t } }\n`],
    ['as an alias', (secret) => `accounts: { brazil: { token_env: *${secret} } }\n`],
    ['as a tag', (secret) => `accounts: { brazil: { token_env: !${secret} x } }\n`],
    ['in brackets that stay open', (secret) => `accounts: { brazil: { token_env: ${secret}\n`],
    ['in quotes that stay open', (secret) => `accounts:\n  brazil:\n    token: "${secret}\n`],
    ['after the brackets', (secret) => `accounts: { brazil: { token_env: A } } ${secret}\n`],
    ['after a block sign', (secret) => `accounts:\n  brazil:\n    token_env: >${secret}\n`],
    ['in a second document', (secret) => `${brazil}---\n${secret}\n`],
    ['as the whole file', (secret) => secret],
  ];
  const secrets = [token, appSecret, token.toUpperCase()];

  it.each(places.flatMap(([place, write]) => secrets.map((secret) => [place, secret.slice(0, 6), write(secret)])))(
    'is reported and never shown: %s %s',
    async (_, start, text) => {
      const { problems } = await loadFiles({ 'callctl.yaml': text, 'a.yaml': number(1, 'account: x\n') });
      const leaks = problems.filter(({ code }) => code === 'secret_in_file');
      expect(leaks.length).toBeGreaterThan(0);
      expect(leaks.every(({ line }) => text.split('\n')[line - 1]?.match(/EAA|0f1e2d3c|\||\*t/))).toBe(true);
      expect(JSON.stringify(problems)).not.toContain(start);
    },
  );

  it.each(['BRAZIL_TOKEN', 'EAA_TOKEN', 'A'.repeat(60), '_'])(
    'is not seen in the name of a variable: %s',
    async (name) => {
      const text = `accounts: { brazil: { token_env: "${name}" } }`;
      const { problems, configuration } = await loadFiles({ 'callctl.yaml': text, 'a.yaml': number(1) });
      expect(problems).toEqual([]);
      expect(configuration.accounts[0]?.tokenEnv.name).toBe(name);
    },
  );
});

describe('one value out of place', () => {
  const valid = `accounts:
  brazil: { waba_id: "1", app_id: "2", token_env: A, app_secret_env: B, concurrency: 8 }
  germany: { token_env: C }
graph_version: v25.0
concurrency: 16
guards: { max_changed_numbers: { count: 5, percent: 30 } }
journal: logs
`;
  const values = ['~', '[]', '""', '-5', 'true', '0.5', '[~]', '[[]]', '!!binary aGk=', '!x y'];
  const mistakes = pathsOf(parseDocument(valid).contents).flatMap((path) => values.map((value) => ({ path, value })));

  it.each(mistakes)('is reported once: $path: $value', async ({ path, value }) => {
    const document = parseDocument(valid);
    document.setIn(path, 'OUT_OF_PLACE');
    const text = document.toString().replace('OUT_OF_PLACE', value);
    const { problems } = await loadFiles({ 'callctl.yaml': text, 'a.yaml': number(1, 'account: brazil\n') });
    expect(problems.map(renderProblem)).toHaveLength(1);
    expect(problems[0]?.file).toBe('callctl.yaml');
  });
});

function pathsOf(node: unknown, path: readonly string[] = []): string[][] {
  if (!isMap(node)) return [];
  return node.items.flatMap((item) => {
    const own = [...path, String(item.key)];
    return isPair(item) ? [own, ...pathsOf(item.value, own)] : [];
  });
}

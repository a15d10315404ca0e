import { describe, expect, it } from 'vitest';
import { loadFiles, renderProblem } from './support.ts';

// Built here, so scanners do not take this file for a leak.
const token = `EAA${'Jx4Wq9'.repeat(30)}ZDZD`;
const number = 'phone_number_id: "1"\ncalling: { status: ENABLED }\n';
const valid = 'accounts: { brazil: { token_env: BRAZIL_TOKEN } }\n';
const hint = 'name the environment variable that holds it, and replace it: treat it as leaked';

async function problemsOf(configuration: string): Promise<string[]> {
  const { problems } = await loadFiles({ 'callctl.yaml': configuration, 'a.yaml': number });
  return problems.map(renderProblem);
}

describe('a secret in the configuration is reported once, and where it is', () => {
  it.each([
    {
      place: 'in a comment',
      text: `${valid}# was ${token}\n`,
      problems: [`callctl.yaml:2:7 error secret_in_file — this line contains a secret — ${hint}`],
    },
    {
      place: 'in a value of any key',
      text: `${valid}journal: logs/${token}\n`,
      problems: [`callctl.yaml:2:10 error secret_in_file journal — journal contains a secret — ${hint}`],
    },
    {
      place: 'in a value with escapes',
      text: `${valid}journal: "\\x45AA${token.slice(3)}"\n`,
      problems: [`callctl.yaml:2:10 error secret_in_file journal — journal contains a secret — ${hint}`],
    },
    {
      place: 'as a key, which is shown masked',
      text: `${valid}${token}: 5\n`,
      problems: [
        `callctl.yaml:2:1 error secret_in_file — this line contains a secret — ${hint}`,
        'callctl.yaml:2:1 error unknown_key *** — unknown key *** — remove it, or rename it',
      ],
    },
    {
      place: 'beside a syntax error',
      text: `# ${token}\naccounts: {\n`,
      problems: [
        `callctl.yaml:1:3 error secret_in_file — this line contains a secret — ${hint}`,
        'callctl.yaml:3:1 error yaml_syntax — not valid YAML: Flow map in block collection must be sufficiently indented and end with a } — check the indentation, and that every bracket before this is closed',
      ],
    },
    {
      place: 'in a key that is stated again',
      text: `accounts:\n  brazil:\n    token_env: ${token}\n    token_env: BRAZIL_TOKEN\n`,
      problems: [
        `callctl.yaml:3:16 error secret_in_file accounts.brazil.token_env — token_env contains a secret — ${hint}`,
        'callctl.yaml:4:5 error duplicate_key accounts.brazil.token_env — token_env is already stated on line 3 — remove one of the two',
      ],
    },
    {
      place: 'in the name of a variable that is too long for one',
      text: `accounts: { brazil: { token_env: ${'x'.repeat(41)} } }\n`,
      problems: [
        `callctl.yaml:1:34 error secret_in_file accounts.brazil.token_env — token_env contains a secret — ${hint}`,
      ],
    },
  ])('$place', async ({ text, problems }) => {
    expect(await problemsOf(text)).toEqual(problems);
  });
});

describe('what is not a secret is reported as the mistake that it is', () => {
  it.each([
    { title: 'a key without a value', text: `${valid}token: ~\n`, codes: ['unknown_key'] },
    { title: 'a key with an empty value', text: `${valid}token: ""\n`, codes: ['unknown_key'] },
    {
      title: 'a long word in place of a variable',
      text: `accounts: { brazil: { token_env: ${'x'.repeat(40)} } }\n`,
      codes: ['bad_variable'],
    },
  ])('$title', async ({ text, codes }) => {
    const { problems } = await loadFiles({ 'callctl.yaml': text, 'a.yaml': number });
    expect(problems.map(({ code }) => code)).toEqual(codes);
  });

  it('and the text that the parser did not expect is never shown', async () => {
    expect(await problemsOf('journal: >hunter2\n  x\n')).toEqual([
      'callctl.yaml:1:11 error yaml_syntax — not valid YAML: Block scalar header includes extra characters',
    ]);
  });
});

it('a token in a settings file is masked in hints as well', async () => {
  const { problems } = await loadFiles({ 'a.yaml': `${number}protect: my-${token}\n` });
  expect(problems.map(renderProblem)).toContain(
    'a.yaml:3:10 error wrong_type protect — protect is "my-***..." — write [my-***]',
  );
  expect(problems.find(({ code }) => code === 'secret_in_file')?.expected).toBe('no secrets in files');
});

it('says that the name of a variable is expected', async () => {
  const { problems } = await loadFiles({ 'callctl.yaml': `${valid}# ${token}\n`, 'a.yaml': number });
  expect(problems.map(({ expected }) => expected)).toEqual(['the name of an environment variable']);
});

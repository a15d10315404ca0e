import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { renderGithub } from '../../src/report/github.ts';
import { aChange, aNumberReport, aProblem, aReport, failure, hostileReport, hostileTexts, risky } from './builders.ts';

interface Command {
  readonly name: string;
  readonly properties: Record<string, string>;
  readonly data: string;
}

/** Commands as the runner knows them; an old one does not know `notice`. */
const known = ['error', 'warning', 'notice', 'debug', 'group', 'add-mask', 'set-env', 'stop-commands', 'add-path'];

/** Reads a line by the rules of the runner: first `::command::`, which begins the line, then `##[command]` anywhere. */
function parseLine(line: string, commands = known): Command | null {
  return parseCommand(line.trimStart(), commands) ?? parseOldCommand(line, commands);
}

function parseCommand(line: string, commands: readonly string[]): Command | null {
  const end = line.indexOf('::', 2);
  if (!line.startsWith('::') || end < 0) return null;
  const [name = '', ...rest] = line.slice(2, end).split(' ');
  if (!commands.includes(name)) return null;
  const pairs = rest
    .join(' ')
    .trim()
    .split(',')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  const properties = pairs.filter(([, value]) => value !== '').map(([key, value]) => [key, unescapeProperty(value)]);
  return { name, properties: Object.fromEntries(properties), data: unescapeData(line.slice(end + 2)) };
}

function parseOldCommand(line: string, commands: readonly string[]): Command | null {
  const [, name = ''] = /##\[([^\] ]*)[^\]]*\]/.exec(line) ?? [];
  return commands.includes(name) ? { name, properties: {}, data: '' } : null;
}

const unescapeData = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

const unescapeProperty = (text: string) =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');

/** The commands, and the line that sums up. */
function rendered(report: Report): { commands: Command[]; summary: string } {
  const lines = renderGithub(report).trimEnd().split('\n');
  const summary = lines.pop() ?? '';
  const commands = lines.map((line) => parseLine(line)).filter((command) => command !== null);
  expect(commands).toHaveLength(lines.length);
  expect(parseLine(summary)).toBeNull();
  return { commands, summary };
}

const titles = (report: Report) =>
  rendered(report).commands.map(({ name, properties }) => `${name}: ${properties.title}`);

describe('workflow commands', () => {
  it('show a problem at its line and column', () => {
    expect(renderGithub(aReport([], { command: 'validate', problems: [aProblem] }))).toBe(
      '::error file=settings/a.yaml,line=3,col=7,title=Invalid settings::not_quoted: calling.call_hours: 0900 is a number here%0Aexpected: four digits in quotes%0Ahint: write "0900"\n' +
        'callctl validate: 0 files, 1 error, 0 warnings; 0 numbers; 0 changes.\n',
    );
  });

  it('show drift at the line of the desired value, and say what is risky', () => {
    expect(renderGithub(aReport([aNumberReport({ changes: [risky] })]))).toBe(
      '::warning file=settings/support.yaml,line=7,title=Drift (risky)%3A call_icon_visibility::Number Support (106540352242922): call_icon_visibility: file DISABLE_ALL, live DEFAULT%0Arisky: the call button is shown again\n' +
        'callctl drift: 1 file, 0 errors, 0 warnings; 1 number, 1 drifted; 1 change, 1 risky.\n',
    );
  });

  it('distinguish drift from what the revision asks for', () => {
    const changes = [aChange({ origin: 'edit', path: 'status' }), aChange({ origin: 'drift' })];
    const { commands } = rendered(aReport([aNumberReport({ changes })], { command: 'plan' }));
    expect(commands.map(({ name, properties }) => [name, properties.title])).toEqual([
      ['warning', 'Live moved: call_icon_visibility'],
      ['notice', 'Change: status'],
    ]);
    expect(commands[0]?.data).toContain('live moved while the files stood still');
  });

  it('show the first change of each number before the second of any', () => {
    const [one, other] = ['1', '2'].map((phone_number_id) =>
      aNumberReport({ phone_number_id, changes: [aChange({ path: 'a' }), aChange({ path: 'b' })] }),
    );
    const { commands } = rendered(aReport([one, other] as never));
    expect(commands.map(({ data }) => /\((\d)\): (\w)/.exec(data)?.slice(1).join(''))).toEqual([
      '1a',
      '2a',
      '1b',
      '2b',
    ]);
  });

  it('show the changes of diff and restore as notices, not as drift', () => {
    for (const command of ['diff', 'restore'] as const) {
      const text = renderGithub(aReport([aNumberReport({ changes: [risky, aChange()] })], { command }));
      expect(text.match(/^::\w+/gm)).toEqual(['::notice', '::notice']);
      expect(text).toContain('DISABLE_ALL → DEFAULT');
      expect(text).not.toMatch(/drift|live/i);
    }
  });

  it('show a number that failed, was restricted or was skipped at its file', () => {
    const numbers = (['skipped', 'restricted', 'failed'] as const).map((outcome) =>
      aNumberReport({ outcome, error: failure }),
    );
    const { commands } = rendered(aReport(numbers));
    expect(commands.map(({ name, properties }) => [name, properties])).toEqual([
      ['error', { file: 'settings/support.yaml', title: 'Failed: Support (106540352242922)' }],
      ['error', { file: 'settings/support.yaml', title: 'Restricted: Support (106540352242922)' }],
      ['warning', { file: 'settings/support.yaml', title: 'Skipped: Support (106540352242922)' }],
    ]);
    expect(commands[0]?.data).toBe('Number Support (106540352242922): unreachable: could not be read\nhint: try again');
  });

  it('use the number’s own file, and no line, for a value that no file states', () => {
    const changes = [aChange({ file: null, line: null })];
    const [command] = rendered(aReport([aNumberReport({ changes, file: 'settings/own.yaml' })])).commands;
    expect(command?.properties).toEqual({ file: 'settings/own.yaml', title: 'Drift: call_icon_visibility' });
  });

  it('begin with what matters most, because GitHub shows ten of a kind', () => {
    const plain = aChange({ path: 'plain' });
    const held = aChange({ path: 'held', protected: true, risk: 'not written, so no risk' });
    const report = aReport(
      [
        aNumberReport({
          changes: [held, plain, { ...risky, path: 'risky' }, aChange({ path: 'edit', origin: 'edit' })],
        }),
        aNumberReport({ outcome: 'restricted', error: failure }),
        aNumberReport({ outcome: 'failed', error: null }),
      ],
      { problems: [{ ...aProblem, severity: 'warning' }, aProblem] },
    );
    expect(titles(report)).toEqual([
      'error: Invalid settings',
      'error: Failed: Support (106540352242922)',
      'error: Restricted: Support (106540352242922)',
      'warning: Drift (risky): risky',
      'warning: Drift: plain',
      'warning: Drift: held',
      'warning: Settings to look at',
      'notice: Change: edit',
    ]);
  });

  it('end with a plain line of counts that says what GitHub will not show', () => {
    const changes = Array.from({ length: 11 }, () => aChange());
    expect(rendered(aReport([aNumberReport({ changes })])).summary).toBe(
      'callctl drift: 1 file, 0 errors, 0 warnings; 1 number, 1 drifted; 11 changes. GitHub annotates the first 10 of 11 warnings; the log has all.',
    );
  });

  it('leave out what was applied', () => {
    expect(renderGithub(aReport([aNumberReport({ outcome: 'applied', changes: [risky] })], { command: 'apply' }))).toBe(
      'callctl apply: 1 file, 0 errors, 0 warnings; 1 number, 1 applied; 1 change, 1 risky.\n',
    );
  });
});

describe.each(Object.entries(hostileTexts))('workflow commands with %s', (_name, text) => {
  const lines = renderGithub(hostileReport(text)).trimEnd().split('\n');

  it('are the same commands as without it', () => {
    const calm = rendered(hostileReport('calm')).commands.map(({ name }) => name);
    expect(rendered(hostileReport(text)).commands.map(({ name }) => name)).toEqual(calm);
  });

  it('contain no command in the older syntax', () => {
    expect(lines.map((line) => parseLine(line, known.slice(3))).filter((command) => command !== null)).toEqual([]);
  });

  it('keep their properties separate', () => {
    for (const { properties } of rendered(hostileReport(text)).commands) {
      expect(['file', 'line', 'col', 'title']).toEqual(expect.arrayContaining(Object.keys(properties)));
      expect([undefined, '3', '7']).toContain(properties.line);
      expect(properties.title?.length).toBeLessThan(256);
    }
  });

  it('have no control characters, no direction marks and no lone surrogates', () => {
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200f\u202a-\u202e\u2066-\u2069]/u);
  });
});

it('escapes what the runner unescapes, and nothing else', () => {
  const problem = { ...aProblem, file: 'a,b:c%2C.yaml', message: '50% :, %0A', path: '' };
  const report = aReport([], { problems: [problem] });
  expect(renderGithub(report)).toContain('file=a%2Cb%3Ac%252C.yaml,line=3');
  expect(rendered(report).commands[0]).toMatchObject({
    properties: { file: 'a,b:c%2C.yaml' },
    data: 'not_quoted: 50% :, %0A\nexpected: four digits in quotes\nhint: write "0900"',
  });
});

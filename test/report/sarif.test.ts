import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { Problem, Report } from '../../src/generated/schema-types.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { aChange, aNumberReport, aProblem, aReport, failure, hostileReport, hostileTexts, risky } from './builders.ts';

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: unknown };
  }[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
}

interface Run {
  readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
  readonly automationDetails: { readonly id: string };
  readonly columnKind: string;
  readonly invocations: readonly { readonly toolExecutionNotifications: readonly unknown[] }[];
  readonly results: readonly Result[];
}

const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const require = createRequire(import.meta.url);
const isSarif = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

/** The run, after the published schema has accepted it. */
function runOf(report: Report): Run {
  const log = JSON.parse(renderSarif(report, { version: '1.2.3' }));
  isSarif(log);
  expect(isSarif.errors ?? []).toEqual([]);
  expect(log.runs).toHaveLength(1);
  return log.runs[0];
}

/** The message as a reader that resolves placeholders shows it. */
const shown = ({ message }: Result) => message.text.replaceAll('{{', '{').replaceAll('}}', '}');

const place = ({ locations }: Result) => {
  const { artifactLocation, region } = locations[0]?.physicalLocation ?? {};
  return [artifactLocation?.uri, region];
};

const fingerprints = (report: Report) =>
  runOf(report).results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);

describe('SARIF', () => {
  it('is checked by a schema that refuses other JSON', () => {
    expect(isSarif({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).toBe(false);
    expect(isSarif({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{}] }] })).toBe(false);
  });

  it('names the tool, and the rules that results broke', () => {
    const run = runOf(
      aReport([aNumberReport({ changes: [aChange(), risky] }), aNumberReport({ outcome: 'failed', error: failure })], {
        problems: [aProblem],
        shard: { index: 1, count: 4 },
      }),
    );
    expect(run.tool.driver).toMatchObject({ name: 'callctl', version: '1.2.3' });
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(['not_quoted', 'unreachable', 'risky', 'drift']);
    expect(run.results.map(({ ruleIndex }) => ruleIndex)).toEqual([0, 1, 2, 3]);
    expect(run.columnKind).toBe('unicodeCodePoints');
    expect(run.automationDetails.id).toBe('callctl/drift/shard-1-of-4/');
    expect(run.invocations).toEqual([
      { executionSuccessful: true, endTimeUtc: '2026-11-22T12:00:00.000Z', toolExecutionNotifications: [] },
    ]);
  });

  it('reports a problem at its place', () => {
    const [result] = runOf(aReport([], { problems: [aProblem] })).results;
    expect(result).toMatchObject({ ruleId: 'not_quoted', level: 'error' });
    expect(result?.message.text).toBe(
      'Invalid settings\nnot_quoted: calling.call_hours: 0900 is a number here\nexpected: four digits in quotes\nhint: write "0900"',
    );
    expect(result && place(result)).toEqual(['settings/a.yaml', { startLine: 3, startColumn: 7 }]);
  });

  it('reports drift as a warning, an edit as a note, and a failure at its file', () => {
    const { results } = runOf(
      aReport([
        aNumberReport({ changes: [aChange(), aChange({ origin: 'edit', line: 9 })] }),
        aNumberReport({ outcome: 'restricted', error: { ...failure, code: 'restricted' } }),
      ]),
    );
    expect(results.map((result) => [result.ruleId, result.level, ...place(result)])).toEqual([
      ['restricted', 'error', 'settings/support.yaml', { startLine: 1 }],
      ['drift', 'warning', 'settings/support.yaml', { startLine: 7 }],
      ['change', 'note', 'settings/support.yaml', { startLine: 9 }],
    ]);
  });

  it('reports the changes of a diff as notes, not as drift', () => {
    const report = aReport([aNumberReport({ changes: [risky, aChange()] })], { command: 'diff' });
    expect(runOf(report).results.map(({ level }) => level)).toEqual(['note', 'note']);
    expect(renderSarif(report, { version: '1.2.3' })).not.toMatch(/drift/i);
  });

  it('has no result when there is nothing to report', () => {
    expect(runOf(aReport([aNumberReport()])).results).toEqual([]);
  });

  it('encodes paths as relative URIs, and absolute ones as file URIs', () => {
    const uriOf = (file: string) =>
      place(runOf(aReport([], { problems: [{ ...aProblem, file }] })).results[0] as Result)[0];
    expect(uriOf('settings/são paulo#1?%.yaml')).toBe('settings/s%C3%A3o%20paulo%231%3F%25.yaml');
    expect(uriOf('a:b/../c.yaml')).toBe('a%3Ab/../c.yaml');
    expect(uriOf('/srv/a b.yaml')).toBe('file:///srv/a%20b.yaml');
  });

  it('gives a result the same fingerprint after its line moved or its values changed', () => {
    const problems = (line: number): Problem[] => [
      { ...aProblem, line },
      { ...aProblem, line: line + 1 },
    ];
    const report = (line: number, before: string) =>
      aReport([aNumberReport({ changes: [aChange({ line, before })] })], { problems: problems(line) });
    const first = fingerprints(report(3, 'DISABLE_ALL'));
    expect(fingerprints(report(30, 'OTHER'))).toEqual(first);
    expect(new Set(first).size).toBe(3);
  });

  it('distinguishes several numbers that drifted from one line of a partial', () => {
    const changes = [aChange({ file: 'settings/_shared.yaml' })];
    const report = aReport([aNumberReport({ changes }), aNumberReport({ changes, phone_number_id: '2' })]);
    expect(new Set(fingerprints(report)).size).toBe(2);
  });

  it('keeps the most important 5,000 results, and says how many it left out', () => {
    const changes = Array.from({ length: 5001 }, (_, index) => aChange({ path: `path ${index}` }));
    const run = runOf(aReport([aNumberReport({ changes: [...changes, risky] })], { problems: [aProblem] }));
    expect(run.results).toHaveLength(5000);
    expect(run.results.slice(0, 3).map(({ ruleId }) => ruleId)).toEqual(['not_quoted', 'risky', 'drift']);
    expect(run.invocations[0]?.toolExecutionNotifications).toMatchObject([
      { level: 'warning', message: { text: expect.stringContaining('3 results left out') } },
    ]);
  });

  it('doubles braces, which would be placeholders, and never turns brackets into a link', () => {
    const problem = { ...aProblem, message: 'found {"a": {}} and [x](1)', path: '' };
    const [result] = runOf(aReport([], { problems: [problem] })).results;
    expect(result?.message.text).toContain('found {{"a": {{}}}} and [x] (1)');
  });

  it('accepts a code that is also the name of a member of every object', () => {
    const run = runOf(aReport([], { problems: [{ ...aProblem, code: 'constructor' }] }));
    expect(run.tool.driver.rules).toMatchObject([
      { id: 'constructor', shortDescription: { text: 'Invalid settings: constructor' } },
    ]);
  });
});

describe.each(Object.entries(hostileTexts))('SARIF with %s', (_name, text) => {
  const run = runOf(hostileReport(text));

  it('is valid and has as many results as without it', () => {
    const levelsOf = ({ results }: Run) => results.map(({ level }) => level);
    expect(levelsOf(run)).toEqual(levelsOf(runOf(hostileReport('calm'))));
  });

  it('has only printable texts, and locations that are URIs', () => {
    for (const result of run.results) {
      expect(shown(result).replaceAll('\n', '')).not.toMatch(
        /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200f\u202a-\u202e\u2066-\u2069]/u,
      );
      expect(result.message.text).not.toContain('](');
      expect(result.message.text).not.toMatch(/(?<!\{)(\{\{)*\{\d+\}/);
      expect(place(result)[0]).toMatch(/^(file:\/\/\/)?[\w.!~*'()%/-]*$/);
    }
  });
});

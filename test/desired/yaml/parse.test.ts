import { expect, it } from 'vitest';
import { rawValue } from '../../../src/desired/yaml/node.ts';
import { parseYaml } from '../../../src/desired/yaml/parse.ts';
import { makeSourceFile } from '../../../src/desired/yaml/source-file.ts';

const parse = (text: string) => parseYaml(makeSourceFile('a.yaml', text));

it('reads YAML 1.2 as YAML 1.2, whatever a directive says', () => {
  const { root, problems } = parse('%YAML 1.1\n---\na: yes\nb: 0900\nc: 2026-12-25\nd: !!str 0900\ne: ~\nf: 0o7\n');
  expect(problems).toEqual([]);
  expect(root && rawValue(root)).toEqual({ a: 'yes', b: 900, c: '2026-12-25', d: '0900', e: null, f: 7 });
});

it('keeps the written text beside the value', () => {
  const { root } = parse('id: 18446744073709551615\n');
  expect(root?.entries.get('id')?.node).toMatchObject({
    kind: 'scalar',
    value: 18446744073709552000,
    written: '18446744073709551615',
  });
});

it.each([
  ['open brackets', '['.repeat(100_000)],
  ['closed brackets', `a: ${'['.repeat(5_000)}${']'.repeat(5_000)}`],
  ['a few brackets', `a: ${'['.repeat(21)}${']'.repeat(21)}`],
  ['lists', `${'- '.repeat(20_000)}x`],
  ['maps', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
])('survives nesting of %s', (_, text) => {
  const { root, problems } = parse(text);
  expect(root).toBe(undefined);
  expect(problems[0]).toMatchObject({ code: 'too_deep', message: 'lists and maps are nested too deeply' });
});

it('refuses a bomb of aliases without building its tree', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `k${i + 1}: &k${i + 1} [*k${i}, *k${i}, *k${i}]\n`);
  const { root, problems } = parse(`k0: &k0 [x, x, x]\n${lines.join('')}`);
  expect(root).toBe(undefined);
  expect(problems.map(({ code, line }) => `${code} ${line}`)).toEqual(['too_many_aliases 9']);
});

it.each([
  ['a value', 'a: "b\nc: d\ne: f\n', '1:4'],
  ['a single quote', "a: x\nb: 'it''s\nc: d\n", '2:4'],
  ['a key', 'a: b\n"c: d\ne: f\n', '2:1'],
  ['a list in a list', 'a:\n  - x\n  - ["y", "z]\nb: c\n', '3:11'],
  ['a value before other quotes', 'a: "b\nc: "d"\n', '1:4'],
  ['many lists', `a: ${'['.repeat(500)}"b\nc: d\n`, '1:504'],
])('reports where a quote opens that is never closed: %s', (_, text, place) => {
  const { problems } = parse(text);
  expect(problems.map(({ code, message, line, column }) => `${code} ${message} ${line}:${column}`)).toEqual([
    `yaml_syntax not valid YAML: this quote is never closed ${place}`,
  ]);
});

it('does not blame a quote for an open bracket', () => {
  const { problems } = parse('{"a": "b"');
  expect(problems.map(({ message }) => message)).toEqual(['not valid YAML: Flow map must end with a }']);
});

it('reports syntax errors, one per line', () => {
  const { problems } = parse('a: @x @y\nb: ok\nc: `z\n');
  expect(problems.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([
    'yaml_syntax 1:4',
    'yaml_syntax 3:4',
  ]);
});

import { type Alias, isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, parseDocument } from 'yaml';
import type { Problem } from '../../generated/schema-types.ts';
import { type Entry, joinPath, type MapNode, type Node } from './node.ts';
import { type ProblemText, problemAt } from './problem.ts';
import { lineOf, type SourceFile } from './source-file.ts';
import { explainSyntaxErrors, tooDeep } from './syntax-errors.ts';

/** The tree of a file, if it has one, and every YAML problem. */
export interface ParsedYaml {
  readonly root: MapNode | undefined;
  readonly problems: readonly Problem[];
}

interface Build {
  readonly source: SourceFile;
  readonly problems: Problem[];
  readonly anchors: Map<string, { readonly node: Node; readonly size: number }>;
  /** Nodes in the tree so far; aliased nodes count each time they are used. */
  size: number;
  /** How many of them come from aliases. */
  aliased: number;
  /** Whether the tree has to be thrown away. */
  broken: boolean;
}

// A settings file has a few hundred values; these limits are far above any real file.
const maxDepth = 20;
const maxAliased = 20_000;

const coreTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`),
);

/** Parses one YAML 1.2 document, core schema, into a tree of nodes. */
export function parseYaml(source: SourceFile): ParsedYaml {
  // buildEntries reports duplicate keys itself, because it knows the line of the first one.
  const document = parseDocument(source.text, { schema: 'core', uniqueKeys: false, prettyErrors: false });
  const syntax = explainSyntaxErrors(source, document);
  if (syntax.isBroken) return { root: undefined, problems: syntax.problems };
  const build: Build = {
    source,
    problems: [...syntax.problems],
    anchors: new Map(),
    size: 0,
    aliased: 0,
    broken: false,
  };
  const root = document.contents === null ? undefined : buildNode(build, document.contents, '', 0);
  if (!root || (root.kind !== 'map' && !build.broken)) build.problems.push(explainRoot(source, root));
  return { root: root?.kind === 'map' && !build.broken ? root : undefined, problems: build.problems };
}

function buildNode(build: Build, yaml: ParsedNode | null, path: string, depth: number): Node {
  const { source } = build;
  const offset = yaml?.range?.[0] ?? 0;
  build.size += 1;
  if (depth > maxDepth) return giveUp(build, offset, path, tooDeep);
  if (isAlias(yaml)) return useAnchor(build, yaml, path);
  const sizeBefore = build.size;
  const node = buildPlain(build, yaml, offset, path, depth);
  if (yaml?.tag && !coreTags.has(yaml.tag))
    build.problems.push(problemAt({ source, offset }, path, unknownTag(yaml.tag)));
  if (yaml?.anchor) build.anchors.set(yaml.anchor, { node, size: build.size - sizeBefore + 1 });
  return node;
}

function buildPlain(
  build: Build,
  yaml: Exclude<ParsedNode, Alias> | null,
  offset: number,
  path: string,
  depth: number,
): Node {
  const { source } = build;
  if (isMap(yaml)) return { kind: 'map', source, offset, entries: buildEntries(build, yaml.items, path, depth + 1) };
  if (!isSeq(yaml)) return buildScalar(source, offset, yaml?.value, yaml?.source);
  const items = yaml.items.map((item, index) => buildNode(build, item, joinPath(path, index), depth + 1));
  return { kind: 'list', source, offset, items };
}

function buildScalar(source: SourceFile, offset: number, value: unknown, written: string | undefined): Node {
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  // Some tags turn a value into an object. The tag is reported, and the value still counts as stated.
  const known = isPlain ? value : value instanceof Object ? (written ?? '') : null;
  return { kind: 'scalar', source, offset, value: known, written: written ?? '' };
}

function buildEntries(build: Build, pairs: readonly Pair[], path: string, depth: number): Map<string, Entry> {
  const { source, problems } = build;
  const entries = new Map<string, Entry>();
  for (const pair of pairs) {
    const yamlKey = asNode(pair.key);
    const offset = yamlKey?.range?.[0] ?? 0;
    if (!isScalar(yamlKey) || typeof yamlKey.value !== 'string') {
      problems.push(problemAt({ source, offset }, path, keyNotText(isScalar(yamlKey) ? yamlKey.source : undefined)));
      continue;
    }
    const key = yamlKey.value;
    const node = buildNode(build, asNode(pair.value), joinPath(path, key), depth);
    const first = entries.get(key);
    if (first) problems.push(problemAt({ source, offset }, joinPath(path, key), duplicateKey(key, lineOf(first))));
    // An empty value has no place of its own, so it takes that of its key.
    else entries.set(key, { source, offset, node: isEmptyValue(node) ? { ...node, offset } : node });
  }
  return entries;
}

/** The parser types pairs loosely: keys and values are nodes or nothing. */
function asNode(value: unknown): ParsedNode | null {
  return (value ?? null) as ParsedNode | null;
}

function isEmptyValue(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null && node.written === '';
}

function useAnchor(build: Build, alias: Alias, path: string): Node {
  const offset = alias.range?.[0] ?? 0;
  const anchored = build.anchors.get(alias.source);
  if (!anchored) return giveUp(build, offset, path, unknownAlias(alias.source));
  build.size += anchored.size;
  build.aliased += anchored.size;
  if (build.aliased > maxAliased) return giveUp(build, offset, path, tooManyAliases);
  return anchored.node;
}

function giveUp(build: Build, offset: number, path: string, text: ProblemText): Node {
  const { source } = build;
  if (!build.problems.some(({ code }) => code === text.code))
    build.problems.push(problemAt({ source, offset }, path, text));
  build.broken = true;
  return { kind: 'scalar', source, offset, value: null, written: '' };
}

const tooManyAliases: ProblemText = {
  code: 'too_many_aliases',
  message: 'aliases make this file too large',
  hint: 'write the values out, or share them through a partial',
};

function explainRoot(source: SourceFile, root: Node | undefined): Problem {
  if (!root)
    return problemAt({ source, offset: 0 }, '', {
      code: 'empty_file',
      message: 'the file states nothing',
      expected: 'a map of settings',
      hint: 'state the settings, or remove the file',
    });
  const found = root.kind === 'list' ? 'a list' : 'a single value';
  return problemAt(root, '', {
    code: 'not_a_map',
    message: `the file contains ${found}`,
    expected: 'a map of settings',
    hint: 'write each setting as key: value, without a dash before it',
  });
}

function unknownAlias(name: string): ProblemText {
  return {
    code: 'unknown_alias',
    message: `no value before this one has the anchor &${name}`,
    hint: `write the value out, or put quotes around "*${name}" if it is text`,
  };
}

function unknownTag(tag: string): ProblemText {
  return {
    code: 'unknown_tag',
    message: `the tag ${tag.replace('tag:yaml.org,2002:', '!!')} is not supported`,
    expected: 'plain YAML 1.2 values',
    hint: 'remove the tag',
  };
}

function keyNotText(written: string | undefined): ProblemText {
  const shown = written ? `the key ${written} is not text` : 'a key is not text';
  return { code: 'key_not_text', message: shown, expected: 'a name', hint: written ? `write "${written}"` : null };
}

function duplicateKey(key: string, firstLine: number): ProblemText {
  return {
    code: 'duplicate_key',
    message: `${key} is already stated on line ${firstLine}`,
    expected: 'each key once',
    hint: 'remove one of the two',
  };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/desired/files/check-file.ts';
import { loadDesired } from '../../src/desired/load.ts';
import { buildNumber } from '../../src/desired/number/build-number.ts';
import { type Partials, resolvePartials } from '../../src/desired/number/extends.ts';
import { extendWith, mergePartials } from '../../src/desired/number/merge.ts';
import type { DesiredNumber } from '../../src/plan/desired-number.ts';
import { makeFolder } from '../desired/support.ts';
import { dates, type Keyed, type Layer, layer, layers, modelOf, type Windows, week, write } from './layers.ts';
import { cases } from './runs.ts';

describe('merging', () => {
  it('lets the last file win, key by key, day by day and date by date', () => {
    fc.assert(
      fc.property(layers, (stated) => {
        expect(merge(stated).calling).toEqual(modelOf(stated));
      }),
    );
  });

  it('is associative: partials may be grouped into partials in any way', () => {
    fc.assert(
      fc.property(layer, layer, layer, (a, b, c) => {
        const flat = merge([a, b, c]);
        const texts = { '_a.yaml': write(a), '_b.yaml': write(b), '_c.yaml': write(c) };
        const left = { ...texts, '_ab.yaml': 'extends: [_a.yaml, _b.yaml]\n' };
        const right = { ...texts, '_bc.yaml': `extends: [_b.yaml]\n${write(c)}` };
        expect(mergeFiles(left, ['_ab.yaml', '_c.yaml']).calling).toEqual(flat.calling);
        expect(mergeFiles(right, ['_a.yaml', '_bc.yaml']).calling).toEqual(flat.calling);
      }),
    );
  });

  it('changes nothing if a partial is repeated right after itself', () => {
    fc.assert(
      fc.property(layer, layer, (a, b) => {
        const once = merge([a, b]);
        expect(merge([a, a, b]).calling).toEqual(once.calling);
        expect(merge([a, b, b]).calling).toEqual(once.calling);
      }),
    );
  });

  it('does not care in which order a file has its keys and entries', () => {
    fc.assert(
      fc.property(layers, fc.nat(20), (stated, turn) => {
        expect(merge(stated, turn).calling).toEqual(merge(stated).calling);
      }),
    );
  });

  it('keeps for each value the line that holds it', () => {
    fc.assert(
      fc.property(layers, fc.nat(20), (stated, turn) => {
        const texts = textsOf(stated, turn);
        const number = mergeFiles(texts, Object.keys(texts));
        const paths = pathsOf(number.calling, '');
        expect([...number.sources.keys()].sort()).toEqual([...paths.keys()].sort());
        for (const [path, text] of paths) expect(lineAt(texts, number, path)).toContain(text);
      }),
    );
  });
});

describe('loading', () => {
  it('gives each number the same settings whatever its files are called', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(layer, { minLength: 2, maxLength: 6 }), async (stated) => {
        const names = stated.map((_, index) => `n${index}`);
        const forwards = await loadAll(stated, names);
        const backwards = await loadAll(stated, names.toReversed());
        expect(backwards).toEqual(forwards);
        expect(forwards).toHaveLength(stated.length);
      }),
      cases(15),
    );
  });
});

function textsOf(stated: readonly Layer[], turn = 0): Record<string, string> {
  return Object.fromEntries(stated.map((each, index) => [`_${index}.yaml`, write(each, turn)]));
}

function merge(stated: readonly Layer[], turn = 0): DesiredNumber {
  const texts = textsOf(stated, turn);
  return mergeFiles(texts, Object.keys(texts));
}

/** Merges partials under a settings file that states nothing itself. */
function mergeFiles(texts: Readonly<Record<string, string>>, extended: readonly string[]): DesiredNumber {
  const byPath = new Map(Object.entries(texts).map(([path, text]) => [path, checkText(path, text, 'partial')]));
  const partials: Partials = { byPath, outside: [] };
  const { root } = checkText('a.yaml', `phone_number_id: "1"\nextends: [${extended.join(', ')}]\n`, 'settings');
  if (!root) throw new Error('the generated file does not parse');
  const resolved = resolvePartials('a.yaml', root, partials);
  const base = mergePartials(
    resolved.partials.flatMap((partial) => partial.root ?? []),
    root,
  );
  return buildNumber(extendWith(base, root).root, '1', 'a.yaml', (text) => text);
}

function checkText(path: string, text: string, kind: 'partial' | 'settings') {
  const file = checkFile({ file: { path, name: path, diskPath: path }, text }, kind);
  expect(file.problems).toEqual([]);
  return file;
}

/** Each path that must have a source, with the text its line must hold. */
function pathsOf(value: unknown, path: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [key, member] of Object.entries(value ?? {})) {
    const under = path === '' ? key : `${path}.${key}`;
    paths.set(under, typeof member === 'string' ? `${key}: ${member}` : `${key}:`);
    if (!Array.isArray(member))
      for (const [deeper, text] of typeof member === 'object' ? pathsOf(member, under) : []) paths.set(deeper, text);
    else for (const [index, item] of member.entries()) collectItem(paths, under, index, item);
  }
  return paths;
}

function collectItem(paths: Map<string, string>, path: string, index: number, item: unknown): void {
  if (typeof item !== 'object' || item === null) return;
  if ('hostname' in item) {
    const server = `${path}[${index}]`;
    paths.set(server, `hostname: ${item.hostname}`);
    for (const [deeper, text] of pathsOf(item, server)) paths.set(deeper, text);
    return;
  }
  const [[key, name], [start, from]] = Object.entries(item) as [[string, string], [string, string]];
  const named = `${path}[${name}]`;
  if (!paths.has(named)) paths.set(named, `${key}: ${name}, ${start}: "${from}"`);
}

function lineAt(texts: Readonly<Record<string, string>>, { sources }: DesiredNumber, path: string): string | undefined {
  const source = sources.get(path);
  return source && texts[source.file]?.split('\n')[source.line - 1];
}

async function loadAll(stated: readonly Layer[], names: readonly string[]) {
  const files = stated.map((each, index): [string, string] => [
    `${names[index]}.yaml`,
    `phone_number_id: "${index + 1}"\nextends: [_all.yaml]\n${write(each)}`,
  ]);
  const all = write({
    status: 'ENABLED',
    timezone: 'Europe/Berlin',
    countries: ['BR'],
    weekly: everyKey(week),
    holidays: everyKey(dates),
  });
  const cwd = makeFolder({ ...Object.fromEntries(files), '_all.yaml': all });
  const { numbers, problems } = await loadDesired({ settingsDir: '.', cwd, now: new Date('2026-11-22T12:00:00Z') });
  expect(problems.filter(({ code }) => code !== 'nothing_managed')).toEqual([]);
  return numbers
    .map(({ phoneNumberId, calling }) => ({ phoneNumberId, calling }))
    .sort((a, b) => Number(a.phoneNumberId) - Number(b.phoneNumberId));
}

function everyKey(keys: readonly string[]): Keyed {
  return Object.fromEntries(keys.map((key): [string, Windows] => [key, [['0000', '2359']]]));
}

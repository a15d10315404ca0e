import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configurationHomes, keyHomes } from '../../../src/generated/key-homes.ts';

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

const texts = ['settings', 'callctl'].map((name) =>
  readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8'),
);
const [settings, configuration] = texts.map((text): Schema => JSON.parse(text));

it.each([
  ['settings', settings, keyHomes],
  ['configuration', configuration, configurationHomes],
])('knows the outermost home of each key of the schema: %s', (_, root = {}, known) => {
  const homes = new Map<string, Set<string>>();
  collectHomes(root, root, '', homes);
  expect([...homes.keys()].sort()).toEqual(Object.keys(known).sort());
  for (const [key, home] of Object.entries(known)) {
    const depths = [...(homes.get(key) ?? [])].map((path) => path.split('.').length);
    expect(homes.get(key)).toContain(home);
    expect(home.split('.').length).toBe(Math.min(...depths));
  }
});

function collectHomes(root: Schema, schema: Schema, path: string, homes: Map<string, Set<string>>): void {
  const target = schema.$ref ? (root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}) : schema;
  if (target.items) collectHomes(root, target.items, path, homes);
  const { additionalProperties } = target;
  if (typeof additionalProperties === 'object') collectHomes(root, additionalProperties, `${path}.<name>`, homes);
  for (const [key, member] of Object.entries(target.properties ?? {})) {
    homes.set(key, (homes.get(key) ?? new Set()).add(path));
    collectHomes(root, member, path === '' ? key : `${path}.${key}`, homes);
  }
}

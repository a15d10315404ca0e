import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formats } from '../../src/desired/formats.ts';
import { keyHomes } from '../../src/desired/key-homes.ts';

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly pattern?: string;
}

const text = readFileSync(new URL('../../schemas/settings.schema.json', import.meta.url), 'utf8');
const root: Schema = JSON.parse(text);

it('knows the outermost home of each key of the schema', () => {
  const homes = new Map<string, Set<string>>();
  collectHomes(root, '', homes);
  expect([...homes.keys()].sort()).toEqual(Object.keys(keyHomes).sort());
  for (const [key, home] of Object.entries(keyHomes)) {
    const depths = [...(homes.get(key) ?? [])].map((path) => path.split('.').length);
    expect(homes.get(key)).toContain(home);
    expect(home.split('.').length).toBe(Math.min(...depths));
  }
});

it('has words for each pattern of the schema', () => {
  const patterns = [...text.matchAll(/"pattern": (".*")/g)].map(([, pattern = '']) => JSON.parse(pattern));
  expect(new Set(patterns)).toEqual(new Set(Object.keys(formats)));
});

function collectHomes(schema: Schema, path: string, homes: Map<string, Set<string>>): void {
  const target = schema.$ref ? (root.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {}) : schema;
  if (target.items) collectHomes(target.items, path, homes);
  for (const [key, member] of Object.entries(target.properties ?? {})) {
    homes.set(key, (homes.get(key) ?? new Set()).add(path));
    collectHomes(member, path === '' ? key : `${path}.${key}`, homes);
  }
}

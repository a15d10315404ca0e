import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { valueKinds } from '../../../src/desired/schema/value-kinds.ts';

const nodes = ['settings', 'partial', 'callctl'].flatMap((name) =>
  nodesOf(JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8'))),
);

it('has words for each kind that the schemas name', () => {
  const named = nodes.flatMap((node) => node['x-kind'] ?? []);
  expect(new Set(named)).toEqual(new Set(Object.keys(valueKinds)));
});

it('gives each pattern of the schemas exactly one kind', () => {
  const pairs = nodes.filter(({ pattern }) => pattern !== undefined).map((node) => [node.pattern, node['x-kind']]);
  const kindByPattern = new Map(pairs as [string, string][]);
  expect(kindByPattern.size).toBeGreaterThan(5);
  expect(new Set(kindByPattern.values()).size).toBe(kindByPattern.size);
  for (const [pattern = '', kind] of pairs) expect(kind).toBe(kindByPattern.get(pattern as string));
  expect([...kindByPattern.values()]).not.toContain(undefined);
});

/** Every object in a schema. No property of the schemas is itself called x-kind or pattern. */
function nodesOf(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(nodesOf)];
}

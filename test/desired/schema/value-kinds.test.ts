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

it('stands for one pattern, and each pattern has a kind', () => {
  const pairs = nodes.filter(({ pattern }) => pattern !== undefined).map((node) => [node.pattern, node['x-kind']]);
  const kindByPattern = new Map(pairs as [string, string][]);
  expect(kindByPattern.size).toBeGreaterThan(5);
  expect(new Set(kindByPattern.values()).size).toBe(kindByPattern.size);
  for (const [pattern = '', kind] of pairs) expect(kind).toBe(kindByPattern.get(pattern as string));
  expect([...kindByPattern.values()]).not.toContain(undefined);
});

/** Each object in a schema; no property of the schemas is called x-kind or pattern itself. */
function nodesOf(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Record<string, unknown>, ...Object.values(value).flatMap(nodesOf)];
}

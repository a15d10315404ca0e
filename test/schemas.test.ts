import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [key: string]: unknown;
}

const read = (name: string): Schema => JSON.parse(readFileSync(join(root, 'schemas', name), 'utf8'));

/** Every property of a schema, by its path in the schema's own text. */
function propertiesOf(schema: unknown, path = ''): [string, Schema][] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    const own = key === 'properties' ? Object.entries(value as Record<string, Schema>) : [];
    const named = own.map(([name, property]): [string, Schema] => [`${path}/${name}`, property]);
    return [...named, ...propertiesOf(value, `${path}/${key}`)];
  });
}

function resolve(property: Schema, schema: Schema): Schema {
  const [, file, name = ''] = /^(.*)#\/\$defs\/(\w+)$/.exec(property.$ref ?? '') ?? [];
  const defs = (file ? read(file) : schema).$defs as Record<string, Schema> | undefined;
  return defs?.[name] ?? property;
}

describe.each(['settings.schema.json', 'partial.schema.json', 'callctl.schema.json', 'report.schema.json'])(
  '%s',
  (name) => {
    const schema = read(name);
    const properties = propertiesOf(schema);

    it.each(properties)('%s says what it is', (_path, property) => {
      const { title, description } = resolve(property, schema);
      expect(title?.length).toBeGreaterThan(2);
      expect(description?.length).toBeGreaterThan(5);
    });

    it('has properties', () => {
      expect(properties.length).toBeGreaterThan(3);
    });
  },
);

describe('the editor link of each sample file', () => {
  it.each(readdirSync(join(root, 'settings')))('%s leads to its schema', (file) => {
    const path = join(root, 'settings', file);
    const [, link = ''] = /^# yaml-language-server: \$schema=(.+)\n/.exec(readFileSync(path, 'utf8')) ?? [];
    expect(existsSync(join(dirname(path), link))).toBe(true);
    expect(link.endsWith(file.startsWith('_') ? 'partial.schema.json' : 'settings.schema.json')).toBe(true);
  });
});

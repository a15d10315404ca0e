import type { Node } from '../yaml/node.ts';
import type { SchemaError } from './schema-error.ts';
import { kindOf } from './value-kinds.ts';

type Schema = SchemaError['parentSchema'];

/** The last part of a path, as messages name it. */
export function labelOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1) || 'the file';
}

/** How messages show a value. */
export function show(node: Node): string {
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a map';
  if (node.value === null) return 'empty';
  return typeof node.value === 'string' ? quote(node.value) : node.written;
}

/** A text in quotes, cut if it is very long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}

/** The type that a schema asks for, apart from null. */
export function typeOf(schema: Schema): string | undefined {
  return [schema?.type].flat().find((type) => type !== 'null');
}

/** The texts a schema lists. */
export function enumOf(schema: Schema): string[] {
  const values: unknown[] = schema?.enum ?? [];
  return values.filter((value) => typeof value === 'string');
}

/** What a schema expects, in words. */
export function expectedBy(schema: Schema): string {
  const values = enumOf(schema);
  return kindOf(schema).expected ?? (values.length > 0 ? oneOf(values) : expectedType(schema));
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? String(values[0]) : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function expectedType(schema: Schema): string {
  const type = typeOf(schema);
  if (type === 'array') return 'a list';
  if (type === 'object') return 'a map';
  if (type !== 'integer') return 'text';
  return schema?.maximum === undefined
    ? `a whole number, at least ${schema?.minimum}`
    : `a whole number from ${schema.minimum} to ${schema.maximum}`;
}

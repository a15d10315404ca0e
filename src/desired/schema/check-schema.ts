import type { Problem } from '../../generated/schema-types.ts';
import { validateConfigurationFile, validatePartialFile, validateSettingsFile } from '../../generated/validators.ts';
import { joinPath, type MapNode, type Node, rawValue } from '../yaml/node.ts';
import { withoutPlacesOf } from '../yaml/problem.ts';
import { checkKeys } from './check-keys.ts';
import { explainValue } from './check-values.ts';
import type { FileKind, Found, SchemaError } from './schema-error.ts';

interface Validate {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

// The generated module is plain JavaScript; its type is what ajv documents for standalone code.
const validators = {
  settings: validateSettingsFile,
  partial: validatePartialFile,
  configuration: validateConfigurationFile,
} as unknown as Record<FileKind, Validate>;

/** Checks a single file against its schema: one problem for each mistake, at its place. */
export function checkSchema(root: MapNode, kind: FileKind): Problem[] {
  const validate = validators[kind];
  if (validate(rawValue(root))) return [];
  const problems = [...groupByPointer(validate.errors ?? [])].flatMap(([pointer, errors]) => {
    const found = findByPointer(root, pointer);
    const [ofValue] = errors.filter(({ keyword }) => !ofKeys.has(keyword));
    return [...checkKeys(found, errors, kind), ...(ofValue ? explainValue(found, ofValue) : [])];
  });
  // A wrong value that is listed twice is reported once.
  const others = problems.filter(({ code }) => code !== 'duplicate_item');
  const duplicates = problems.filter(({ code }) => code === 'duplicate_item');
  return [...others, ...withoutPlacesOf(duplicates, others)];
}

const ofKeys = new Set(['additionalProperties', 'required', 'propertyNames']);

function groupByPointer(errors: readonly SchemaError[]): Map<string, SchemaError[]> {
  const groups = new Map<string, SchemaError[]>();
  for (const error of errors) {
    // The error of the keyword propertyNames already covers errors inside a key's name.
    if (error.propertyName !== undefined) continue;
    const group = groups.get(error.instancePath);
    if (group) group.push(error);
    else groups.set(error.instancePath, [error]);
  }
  return groups;
}

function findByPointer(root: MapNode, pointer: string): Found {
  let found: Found = { node: root, path: '' };
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const { node, path } = found;
    const step = node.kind === 'list' ? Number(key) : key;
    const next = childOf(node, step);
    if (!next) break;
    found = { node: next, path: joinPath(path, step) };
  }
  return found;
}

function childOf(node: Node, step: string | number): Node | undefined {
  if (node.kind === 'map') return node.entries.get(String(step))?.node;
  return node.kind === 'list' ? node.items[Number(step)] : undefined;
}

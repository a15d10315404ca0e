import { configurationHomes, keyHomes } from '../../generated/key-homes.ts';
import type { Problem } from '../../generated/schema-types.ts';
import { joinPath } from '../yaml/node.ts';
import { problemAt } from '../yaml/problem.ts';
import { nearestName } from './nearest-name.ts';
import { readOnlyKeys } from './read-only-keys.ts';
import type { FileKind, Found, SchemaError } from './schema-error.ts';
import { kindOf } from './value-kinds.ts';
import { variableKeyFor } from './variable-names.ts';
import { expectedBy, quote } from './wording.ts';

/** Keys of a map that are unknown, missing or badly named. */
export function checkKeys(found: Found, errors: readonly SchemaError[], kind: FileKind): Problem[] {
  const problems: Problem[] = [];
  const meant = new Set<string>();
  for (const error of errors) {
    if (error.keyword === 'additionalProperties') problems.push(explainUnknownKey(found, error, kind, meant));
    if (error.keyword === 'propertyNames') problems.push(explainKeyName(found, error));
  }
  for (const { keyword, params, parentSchema } of errors) {
    // A mistyped required key is one mistake, and it is already reported.
    if (keyword === 'required' && !meant.has(params.missingProperty))
      problems.push(explainMissing(found, params.missingProperty, parentSchema));
  }
  return problems;
}

function explainUnknownKey(found: Found, error: SchemaError, kind: FileKind, meant: Set<string>): Problem {
  const key = String(error.params.additionalProperty);
  const allowed = Object.keys(error.parentSchema?.properties ?? {});
  const suggested = suggestKey(key, allowed, kind);
  if (suggested.meant !== undefined) meant.add(suggested.meant);
  return problemAt(placeOfKey(found, key), joinPath(found.path, key), {
    code: 'unknown_key',
    message: `unknown key ${key}${found.path === '' ? '' : ` in ${found.path}`}`,
    expected: `one of ${allowed.join(', ')}`,
    hint: suggested.hint ?? 'remove it, or rename it',
  });
}

interface Suggestion {
  readonly hint: string | null;
  /** The key of the same map that the user probably meant. */
  readonly meant?: string;
}

function suggestKey(key: string, allowed: readonly string[], kind: FileKind): Suggestion {
  if (kind === 'configuration') return suggestConfigurationKey(key, allowed);
  if (key === '<<') return { hint: 'merge keys are not supported; share settings through extends' };
  const readOnly = readOnlyKeys.get(key);
  if (readOnly) return { hint: readOnly };
  const twin = twins.find((pair) => pair.includes(key))?.find((other) => allowed.includes(other));
  if (twin) return { hint: `write ${twin}`, meant: twin };
  if (kind === 'partial' && (key === 'phone_number_id' || key === 'name')) {
    return { hint: 'a partial belongs to no number; state this in a settings file' };
  }
  return suggestNearest(key, allowed, keyHomes);
}

function suggestConfigurationKey(key: string, allowed: readonly string[]): Suggestion {
  if (key === '<<') return { hint: 'merge keys are not supported; write the keys out' };
  const variable = variableKeyFor(key);
  if (variable !== undefined && allowed.includes(variable)) return { hint: `write ${variable}`, meant: variable };
  return suggestNearest(variable ?? key, allowed, configurationHomes);
}

function suggestNearest(key: string, allowed: readonly string[], homes: Homes): Suggestion {
  const near = nearestName(key, allowed);
  if (near !== undefined) return { hint: `did you mean ${near}?`, meant: near };
  return { hint: suggestHome(key, homes) };
}

type Homes = typeof keyHomes;

/** Meta uses different names for the times of a weekday and of a holiday. */
const twins = [
  ['open_time', 'start_time'],
  ['close_time', 'end_time'],
  ['day_of_week', 'date'],
];

function suggestHome(key: string, homes: Homes): string | null {
  const known = Object.hasOwn(homes, key) ? key : nearestName(key, Object.keys(homes));
  if (known === undefined) return null;
  const home = homes[known];
  return home === '' ? `${known} belongs at the top of the file` : `${known} belongs under ${home}`;
}

const longestInPath = 40;

function explainKeyName(found: Found, { params, parentSchema }: SchemaError): Problem {
  const key = String(params.propertyName);
  const path = joinPath(found.path, key.length > longestInPath ? `${key.slice(0, longestInPath)}…` : key);
  const { code, expected } = kindOf(parentSchema?.propertyNames);
  if (code !== undefined) {
    const message = `${quote(key)} is not a valid account name`;
    return problemAt(placeOfKey(found, key), path, { code, message, expected: expected ?? null });
  }
  const message = key === '' ? 'a key is empty' : `the key has ${key.length} characters`;
  return problemAt(placeOfKey(found, key), path, {
    code: 'bad_key',
    message,
    expected: '1 to 128 characters',
  });
}

function explainMissing(found: Found, key: string, schema: SchemaError['parentSchema']): Problem {
  return problemAt(found.node, joinPath(found.path, key), {
    code: 'missing_key',
    message: `${key} is missing`,
    expected: expectedBy(schema?.properties[key]),
    hint: key === 'phone_number_id' ? 'state it, or begin the file name with _ if it is a partial' : `state ${key}`,
  });
}

function placeOfKey({ node }: Found, key: string) {
  return (node.kind === 'map' && node.entries.get(key)) || node;
}

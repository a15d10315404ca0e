/** A JSON value as the endpoint returns it; integers past 2^53 are bigints. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; anything else, absence included, as an empty one. */
export function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** An object's own member. A name from live may also be one that every object inherits, such as `constructor`. */
export function memberOf(value: Json | undefined, key: string): Json | undefined {
  const object = asObject(value);
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The objects in a list; anything else counts as an empty list. */
export function asObjects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The object without members that are undefined. */
export function defined(members: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

export function omit(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** The object without NOT_SET at any depth. A never configured number returns it; it is not a value and must never be sent back. */
export function withoutNotSet(object: JsonObject): JsonObject {
  const members = Object.entries(object).filter(([, value]) => value !== 'NOT_SET');
  return Object.fromEntries(members.map(([key, value]) => [key, isObject(value) ? withoutNotSet(value) : value]));
}

/** The members of both, `over` first; members of members likewise. */
export function overlay(under: JsonObject, over: JsonObject): JsonObject {
  const entries = Object.entries(over).map(([key, value]) => {
    const before = under[key];
    return [key, isObject(value) && isObject(before) ? overlay(before, value) : value] as const;
  });
  return { ...under, ...Object.fromEntries(entries) };
}

/** The same text for the same members and items in any order: every list of these settings is a set. */
export function canonicalText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).sort().join()}]`;
  if (!isObject(value)) return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`);
  return `{${members.sort().join()}}`;
}

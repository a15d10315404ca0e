import type { JsonObject } from './json.ts';

/** The first member of an object that is missing or unexpected, as a problem; null when there is none. */
export function checkMembers(
  value: JsonObject,
  path: string,
  required: readonly string[],
  optional: readonly string[] = [],
): string | null {
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `${missing} is required in ${path}`;
  const unexpected = Object.keys(value).find((name) => !required.includes(name) && !optional.includes(name));
  return unexpected === undefined ? null : `Unexpected field ${unexpected} in ${path}`;
}

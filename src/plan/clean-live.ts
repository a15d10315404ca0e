import { isObject, type Json, type JsonObject } from './json.ts';

/**
 * Live settings without nulls, which mean the same as absence, and without SIP passwords at any depth. Responses hold
 * passwords on request, and Meta's samples show them even without one.
 */
export function cleanLive(calling: JsonObject): JsonObject {
  // Nearly every answer is clean, and copying it would cost more than parsing it.
  return isClean(calling) ? calling : withoutDropped(calling);
}

function isClean(value: Json): boolean {
  if (typeof value !== 'object') return true;
  if (value === null || Object.hasOwn(value, password)) return false;
  return Object.values(value).every(isClean);
}

function withoutDropped(object: JsonObject): JsonObject {
  const members = Object.entries(object).filter(([key, value]) => value !== null && key !== password);
  return Object.fromEntries(members.map(([key, value]) => [key, cleanValue(value)]));
}

function cleanValue(value: Json): Json {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(cleanValue);
  return isObject(value) ? withoutDropped(value) : value;
}

const password = 'sip_user_password';

import { keyHomes } from '../generated/key-homes.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/**
 * Live settings without SIP passwords at any depth, and without nulls in the members that callctl knows, where null means the
 * same as absence. Members that callctl does not know stay as they are, because a write sends them back. Responses hold
 * passwords on request, and Meta's samples show them even without one.
 */
export function cleanLive(calling: JsonObject): JsonObject {
  // Nearly every answer is clean, and copying it would cost more than parsing it.
  return isClean(calling) ? calling : cleanObject(calling);
}

function isClean(value: Json): boolean {
  if (typeof value !== 'object') return true;
  if (value === null || Object.hasOwn(value, password)) return false;
  return Object.values(value).every(isClean);
}

function cleanObject(object: JsonObject): JsonObject {
  const members = Object.entries(object).filter(
    ([key, value]) => key !== password && !(value === null && isKnown(key)),
  );
  return Object.fromEntries(
    members.map(([key, value]) => [key, isKnown(key) ? cleanValue(value) : withoutPasswords(value)]),
  );
}

function cleanValue(value: Json): Json {
  if (Array.isArray(value)) return value.map(cleanValue);
  return isObject(value) ? cleanObject(value) : value;
}

function withoutPasswords(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutPasswords);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([key]) => key !== password);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutPasswords(member)]));
}

function isKnown(key: string): boolean {
  return Object.hasOwn(keyHomes, key) && keyHomes[key] !== '';
}

const password = 'sip_user_password';

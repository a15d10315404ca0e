import { isObject, type Json, type JsonObject } from './json.ts';

/**
 * Live settings as the rest of callctl may see them: nulls count as absent, and SIP passwords, which responses hold on
 * request and Meta's samples even without one, are gone wherever they stand.
 */
export function cleanLive(calling: JsonObject): JsonObject {
  const members = Object.entries(calling).filter(([key, value]) => value !== null && key !== 'sip_user_password');
  return Object.fromEntries(members.map(([key, value]) => [key, cleanValue(value)]));
}

function cleanValue(value: Json): Json {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(cleanValue);
  return isObject(value) ? cleanLive(value) : value;
}

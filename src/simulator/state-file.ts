import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { FleetState } from './fleet.ts';
import { isObject, type Json, parseJson } from './json.ts';

/**
 * Reads a state file; null when there is none.
 *
 * @throws Error that names the file when it does not contain a fleet.
 */
export function readStateFile(file: string): FleetState | null {
  if (!existsSync(file)) return null;
  let value: Json;
  try {
    value = parseJson(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} is not JSON`, { cause });
  }
  if (!isFleetState(value)) throw new Error(`${file} does not contain the state of a simulated fleet`);
  return value;
}

/** Writes the state in one step: a reader of the file sees the old state or the new one, never a part. */
export function writeStateFile(file: string, state: FleetState): void {
  const temporary = `${file}.${process.pid}.tmp`;
  // Only the owner may read it: it contains SIP passwords.
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

function isFleetState(value: unknown): value is FleetState {
  return isObject(value) && isListOf(value.wabas, (waba) => isId(waba.id) && isListOf(waba.numbers, isNumberState));
}

function isNumberState(value: Record<string, unknown>): boolean {
  const texts = [value.display_phone_number, value.verified_name, value.messaging_limit_tier];
  return isId(value.id) && texts.every((text) => typeof text === 'string') && isObject(value.calling);
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^\d+$/.test(value);
}

function isListOf(value: unknown, check: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && check(item));
}

import { InvalidArgumentError } from 'commander';
import { type ChangeLimit, parseChangeLimit } from '../plan/guard.ts';
import { parseShard, type Shard } from '../plan/shard.ts';

/*
 * The texts of flags, parsed. Each function throws InvalidArgumentError, which commander prints with the name of the flag.
 */

export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Expected a whole number from 1 to 9999.');
  return Number(text);
}

export function parseTime(text: string): Date {
  const time = new Date(text);
  const [, date = ''] = /^(\d{4}-\d{2}-\d{2})T.*(Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  if (!isDate(date) || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('Expected an ISO 8601 time with its zone, as in 2026-11-22T10:00:00Z.');
  }
  return time;
}

/** JavaScript reads 31 February as 3 March. */
function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) && text !== '';
}

export function parseGraphVersion(text: string): string {
  if (!/^v\d{1,3}\.\d{1,2}$/.test(text)) throw new InvalidArgumentError('Expected a version as in v25.0.');
  return text;
}

export function parseShardFlag(text: string): Shard {
  const shard = parseShard(text);
  if (shard === null) throw new InvalidArgumentError('Expected I/N, as in 2/4.');
  return shard;
}

export function parseLimit(text: string): ChangeLimit {
  const limit = parseChangeLimit(text);
  if (limit === null) throw new InvalidArgumentError('Expected a count or a percentage, as in 12 or 50%.');
  return limit;
}

export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  return Number(text);
}

export function parseMilliseconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Expected milliseconds, as in 50.');
  return Number(text);
}

/** An empty argument is most often an unset variable, and must not mean everything. */
export function parseText(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Expected a value, but it is empty.');
  return text;
}

/** Adds a value to those of a repeatable flag or argument. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, parseText(text)];
}

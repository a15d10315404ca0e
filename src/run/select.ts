import { isInside } from '../desired/files/paths.ts';
import { type CallctlError, usageError } from '../errors.ts';
import { inShard, type Shard } from '../plan/shard.ts';
import { compileGlob } from './glob.ts';
import { isId } from './targets.ts';

/** What a number is chosen by. */
export interface Selectable {
  readonly phoneNumberId: string;
  readonly name: string | null;
  readonly account: string | null;
  readonly file: string;
}

/**
 * The numbers that paths, ids and globs name; all of them where none is named.
 *
 * @param targets Paths of settings files or folders, and phone number ids.
 * @param globs Each is matched against id, name, file and account; a number needs to match one.
 * @throws CallctlError `usage` for a target or glob that names no number: a typo must not look like a clean run.
 */
export function selectNumbers<Number extends Selectable>(
  numbers: readonly Number[],
  targets: readonly string[],
  globs: readonly string[],
): Number[] {
  const chosen = targets.length === 0 ? numbers : pickTargets(numbers, targets);
  if (globs.length === 0) return [...chosen];
  const matchers = globs.map((glob) => ({ glob, matches: matcher(glob) }));
  for (const { glob, matches } of matchers) {
    if (!chosen.some(matches))
      throw usageError(
        `--only ${glob} matches no number`,
        'it is matched against the id, name, file and account of each number',
      );
  }
  return chosen.filter((number) => matchers.some(({ matches }) => matches(number)));
}

/** The numbers of a shard that globs name. */
export function narrow<Number extends Selectable>(
  numbers: readonly Number[],
  globs: readonly string[],
  shard: Shard | null,
): Number[] {
  return selectNumbers(numbers, [], globs).filter(({ phoneNumberId }) => !shard || inShard(phoneNumberId, shard));
}

/** Whether paths, ids and globs name a number; all are named where there are none. */
export function isSelected(number: Selectable, targets: readonly string[], globs: readonly string[]): boolean {
  const isTarget = targets.length === 0 || targets.some((target) => names(target, number));
  return isTarget && (globs.length === 0 || globs.some((glob) => matcher(glob)(number)));
}

function names(target: string, { phoneNumberId, file }: Selectable): boolean {
  return phoneNumberId === target || isInside(file, target);
}

function pickTargets<Number extends Selectable>(numbers: readonly Number[], targets: readonly string[]): Number[] {
  const picked = new Set<Number>();
  for (const target of targets) {
    const named = numbers.filter((number) => names(target, number));
    if (named.length === 0) throw noNumber(target);
    for (const number of named) picked.add(number);
  }
  return numbers.filter((number) => picked.has(number));
}

function noNumber(target: string): CallctlError {
  if (isId(target))
    return usageError(
      `no settings file has the phone number id ${target}`,
      'use the id exactly as a settings file states it',
    );
  return usageError(`${target} contains no settings file`, 'a file whose name begins with _ is a partial');
}

function matcher(glob: string): (number: Selectable) => boolean {
  // A name may contain any character, so a star has to match slashes too.
  const matches = compileGlob(glob);
  return ({ phoneNumberId, name, file, account }) =>
    [phoneNumberId, name, file, account].some((text) => text !== null && matches(text));
}

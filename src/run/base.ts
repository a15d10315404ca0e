import { isInside } from '../desired/files/paths.ts';
import type { Desired } from '../desired/load.ts';
import { loadRevision, type Revision } from '../desired/load-revision.ts';
import type { NamedNumber } from '../desired/number/named-number.ts';
import type { Base } from '../generated/schema-types.ts';
import type { DesiredNumber } from '../plan/desired-number.ts';
import type { BaseNumber } from '../plan/origin.ts';
import { inShard } from '../plan/shard.ts';
import type { SelectionFlags } from './options.ts';
import { isSelected } from './select.ts';
import type { Environment } from './world.ts';

/** The revision that the files are compared with. */
export interface ComparedBase {
  /** As reports have it. */
  readonly inReport: NonNullable<Base>;
  readonly numberOf: (number: Pick<DesiredNumber, 'phoneNumberId' | 'file'>) => BaseNumber;
}

/** The base that `--base` names; null where it names none. */
export async function loadBase(
  { numbers: desired }: Pick<Desired, 'numbers'>,
  where: { readonly settingsDir: string; readonly within: readonly string[]; readonly now: Date },
  { base: ref, only, shard }: SelectionFlags,
  env: Environment,
): Promise<ComparedBase | null> {
  if (ref === undefined) return null;
  const revision = await loadRevision(ref, where, env);
  const kept = new Set(desired.map(({ phoneNumberId }) => phoneNumberId));
  const gone = uniqueIds(revision.named).filter(
    (number) =>
      !kept.has(number.phoneNumberId) &&
      isSelected(number, where.within, only) &&
      (!shard || inShard(number.phoneNumberId, shard)),
  );
  return {
    inReport: { ref, commit: revision.commit, no_longer_managed: gone.map(toUnmanaged) },
    numberOf: numberIn(revision),
  };
}

/** Several files may name one number, and an id that is not made of digits names none. */
function uniqueIds(named: readonly NamedNumber[]): NamedNumber[] {
  const numbers = named.filter(({ phoneNumberId }) => /^\d+$/.test(phoneNumberId));
  return [...new Map(numbers.map((number) => [number.phoneNumberId, number])).values()];
}

function toUnmanaged({ phoneNumberId, name, account, file }: NamedNumber) {
  return { phone_number_id: phoneNumberId, name, account, file };
}

function numberIn({ numbers, unknownIds, unknownPaths }: Revision): ComparedBase['numberOf'] {
  const byId = new Map(numbers.map((number) => [number.phoneNumberId, number]));
  return ({ phoneNumberId, file }) => {
    const unknown = unknownIds.get(phoneNumberId);
    if (unknown !== undefined) return { unknown };
    return byId.get(phoneNumberId) ?? unknownAt(file, unknownPaths);
  };
}

/** Null where the base was readable, so it has no file for the number. */
function unknownAt(file: string, unknownPaths: Revision['unknownPaths']): BaseNumber {
  const [, unknown] = [...unknownPaths].find(([path]) => isInside(file, path)) ?? [];
  return unknown === undefined ? null : { unknown };
}

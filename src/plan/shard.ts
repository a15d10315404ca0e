/** A part of the fleet: the numbers in part `index`, from 1, of `count` parts. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads "I/N", such as 2/8; null unless 1 ≤ I ≤ N ≤ 1000. */
export function parseShard(text: string): Shard | null {
  const [, index, count] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return shard.index <= shard.count && shard.count <= MOST_SHARDS ? shard : null;
}

/**
 * The shard, from 1 to `count`, of a number. It depends on the id alone and never changes between versions of callctl, because
 * different versions may run the shards of one fleet.
 */
export function shardOf(phoneNumberId: string, count: number): number {
  return (hash(phoneNumberId) % count) + 1;
}

export function inShard(phoneNumberId: string, { index, count }: Shard): boolean {
  return shardOf(phoneNumberId, count) === index;
}

const MOST_SHARDS = 1000;

/**
 * 32-bit FNV-1a over the digits, then the finalizer of MurmurHash3. Meta assigns ids in sequence, and FNV-1a alone leaves a
 * pattern in the low bits, which decide the remainder.
 */
function hash(digits: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < digits.length; at += 1) state = Math.imul(state ^ digits.charCodeAt(at), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/** A part of the fleet: the numbers that fall to `index`, from 1, when they are split into `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads "I/N", as in 2/8; null where it is none with 1 ≤ I ≤ N ≤ 1000. */
export function parseShard(text: string): Shard | null {
  const [, index, count] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return shard.index <= shard.count && shard.count <= MOST_SHARDS ? shard : null;
}

/**
 * The shard, from 1 to `count`, that a number falls to. It follows from the id alone, whatever other numbers there are, and
 * never changes between versions of callctl: shards may be run by different ones.
 */
export function shardOf(phoneNumberId: string, count: number): number {
  return (hash(phoneNumberId) % count) + 1;
}

export function inShard(phoneNumberId: string, { index, count }: Shard): boolean {
  return shardOf(phoneNumberId, count) === index;
}

const MOST_SHARDS = 1000;

/**
 * FNV-1a with 32 bits over the digits, then the finalizer of MurmurHash3: ids are handed out in sequence, and FNV-1a by
 * itself leaves a pattern in the last digits' low bits, the very ones that the remainder looks at.
 */
function hash(digits: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < digits.length; at += 1) state = Math.imul(state ^ digits.charCodeAt(at), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inShard, parseShard, shardOf } from '../../src/plan/shard.ts';

const ids = fc.stringMatching(/^\d{1,20}$/);
const counts = fc.integer({ min: 1, max: 1000 });

describe('parseShard', () => {
  it.each([
    ['1/1', { index: 1, count: 1 }],
    ['2/8', { index: 2, count: 8 }],
    ['1000/1000', { index: 1000, count: 1000 }],
  ])('%s', (text, shard) => {
    expect(parseShard(text)).toEqual(shard);
  });

  it.each([
    '',
    '/',
    '1',
    '0/4',
    '5/4',
    '1/0',
    '1/1001',
    '01/4',
    '1/04',
    '-1/4',
    '+1/4',
    '1.5/4',
    '1/4/4',
    ' 1/4',
    '1/4\n',
    '1 / 4',
    'a/b',
    '١/٤',
  ])('%j is none', (text) => {
    expect(parseShard(text)).toBeNull();
  });

  it('reads what it is given back', () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const shard = { index: Math.min(a, b), count: Math.max(a, b) };
        expect(parseShard(`${shard.index}/${shard.count}`)).toEqual(shard);
      }),
    );
  });
});

describe('the split', () => {
  it('puts every number into exactly one shard', () => {
    fc.assert(
      fc.property(ids, counts, (id, count) => {
        const indexes = Array.from({ length: count }, (_, at) => at + 1);
        expect(indexes.filter((index) => inShard(id, { index, count }))).toEqual([shardOf(id, count)]);
      }),
    );
  });

  it.each([2, 3, 7, 8, 16])('is even for ids in sequence, into %i', (count) => {
    for (const first of [300_000_000_000_000, 106_540_352_242_922, 1]) {
      const sizes = new Array<number>(count).fill(0);
      for (let n = 0; n < 10_000; n += 1) {
        const at = shardOf(String(first + n), count) - 1;
        sizes[at] = (sizes[at] ?? 0) + 1;
      }
      const fair = 10_000 / count;
      for (const size of sizes) expect(Math.abs(size - fair) / fair).toBeLessThan(0.15);
    }
  });

  // Whoever has to change this table breaks every run whose shards are made by different versions.
  it.each([
    ['1', 2, 2, 8, 72],
    ['0000000000000001', 1, 3, 7, 175],
    ['106540352242922', 2, 1, 4, 708],
    ['106540352242923', 1, 1, 7, 223],
    ['106540352242924', 1, 2, 1, 489],
    ['300000000000000', 2, 3, 6, 606],
    ['300000000000001', 1, 1, 5, 629],
    ['99999999999999999999', 1, 3, 7, 295],
  ])('%s falls to the same shards in every version', (id, of2, of3, of8, of1000) => {
    expect([2, 3, 8, 1000].map((count) => shardOf(id, count))).toEqual([of2, of3, of8, of1000]);
  });
});

import { expect, it } from 'vitest';
import { generatedFleet } from '../../src/simulator/generated-fleet.ts';
import { applySettings } from '../../src/simulator/store.ts';
import { aNumber } from './support.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

it('is the same for the same seed, and different for another', () => {
  expect(generatedFleet(50, 7)).toEqual(generatedFleet(50, 7));
  expect(generatedFleet(50, 8)).not.toEqual(generatedFleet(50, 7));
});

it('has as many numbers as asked for, in accounts of a thousand, with no id twice', () => {
  const { wabas } = generatedFleet(2500, 1);
  expect(wabas.map((waba) => waba.numbers.length)).toEqual([1000, 1000, 500]);
  expect(new Set(wabas.flatMap((waba) => waba.numbers.map((number) => number.id))).size).toBe(2500);
});

it('has settings that the endpoint itself accepts', () => {
  for (const { calling } of generatedFleet(300, 3, NOW).wabas.flatMap((waba) => waba.numbers)) {
    const { sip, ...rest } = calling;
    const context = { now: NOW, appId: '1', mintPassword: () => 'p', sipWriteResetsSrtp: false };
    const result = applySettings(aNumber(), { calling: rest }, context);
    expect(result).toMatchObject({ ok: true, number: { calling: rest } });
  }
});

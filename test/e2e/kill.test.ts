import { expect, it } from 'vitest';
import { createRandom, killRound, openWorld, type Round } from '../soak/kill-rounds.mjs';

const count = 200;
const seed = 20_261_122;

// `npm run soak` does the same for longer.
it('ten runs killed at random moments: each time the fleet ends in sync, and nothing is lost', async () => {
  const random = createRandom(seed);
  const world = await openWorld(count);
  const rounds: Round[] = [];
  try {
    for (let round = 1; round <= 10; round += 1) rounds.push(await killRound(world, random, round));
  } finally {
    await world.close();
  }
  expect(rounds.map(({ problems }) => problems)).toEqual(rounds.map(() => []));
  const midway = rounds.filter(({ wasKilled, written }) => wasKilled && written > 0 && written < count);
  expect(midway.length).toBeGreaterThanOrEqual(3);
  expect(rounds.reduce((sum, { open }) => sum + open, 0)).toBeGreaterThan(0);
}, 300_000);

it.each(['SIGHUP', 'lost readers'] as const)(
  'a run ended by %s finishes what is in flight',
  async (ending) => {
    const random = createRandom(seed);
    const world = await openWorld(count);
    try {
      const { problems, open } = await killRound(world, random, 1, ending);
      expect({ problems, open }).toEqual({ problems: [], open: 0 });
    } finally {
      await world.close();
    }
  },
  60_000,
);

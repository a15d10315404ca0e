// Ends many runs early: `npm run soak -- [rounds] [seed]`. Needs a build (`npm ci` makes one). Exits with 1 if a round fails.
import { createRandom, endings, killRound, openWorld } from './kill-rounds.mjs';

const [rounds, seed] = readArguments(process.argv.slice(2));
const count = 200;

console.log(`${rounds} rounds on ${count} drifted numbers, seed ${seed}`);
const random = createRandom(seed);
const world = await openWorld(count);
const results = [];
try {
  for (let round = 1; round <= rounds; round += 1) {
    const names = Object.keys(endings);
    const result = await killRound(world, random, round, names[round % names.length]);
    results.push(result);
    const { at, ending, wasKilled, written, open, problems } = result;
    const how = wasKilled ? `${ending} after request ${at}` : `done before request ${at}`;
    console.log(
      `round ${round}: ${how}, ${written} written, ${open} open; ${problems.length === 0 ? 'in sync' : 'FAILED'}`,
    );
    for (const problem of problems) console.log(`  ${problem}`);
  }
} finally {
  await world.close();
}
const failed = results.filter(({ problems }) => problems.length > 0).length;
const midway = results.filter(({ wasKilled, written }) => wasKilled && written > 0 && written < count).length;
const open = results.reduce((sum, result) => sum + result.open, 0);
console.log(`${rounds} rounds: ${midway} ended midway, ${open} outcomes left open, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function readArguments(texts) {
  const numbers = texts.map(Number);
  if (texts.length > 2 || !numbers.every((number) => Number.isSafeInteger(number) && number > 0)) {
    console.error('usage: npm run soak -- [rounds] [seed], both whole numbers from 1');
    process.exit(1);
  }
  const [rounds = 100, seed = 1] = numbers;
  return [rounds, seed];
}

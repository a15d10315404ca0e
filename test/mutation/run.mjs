// Mutation tests of the code that decides what is written, room by room: npm run mutation, or some rooms with -- plan live.
// Each room is tried with its own tests alone, because a mutant that survives runs every test that reaches it.
import { spawnSync } from 'node:child_process';

const rooms = {
  plan: { mutate: 'src/plan/**/*.ts', tests: 'test/{plan,laws}' },
  apply: { mutate: 'src/apply/*.ts', tests: 'test/{apply,run}' },
  live: { mutate: 'src/live/{failure,classify-answer,pacing}.ts', tests: 'test/live' },
  desired: { mutate: 'src/desired/rules/*.ts', tests: 'test/desired' },
};

const asked = process.argv.slice(2);
const strangers = asked.filter((room) => !Object.hasOwn(rooms, room));
if (strangers.length > 0) {
  console.error(`there is no room ${strangers.join(', ')}: the rooms are ${Object.keys(rooms).join(', ')}`);
  process.exit(1);
}

const weak = (asked.length > 0 ? asked : Object.keys(rooms)).filter((room) => {
  const { mutate, tests } = rooms[room];
  const env = { ...process.env, MUTATION_ROOM: room, MUTATION_MUTATE: mutate, MUTATION_TESTS: tests };
  const args = ['stryker', 'run', 'test/mutation/stryker.config.mjs'];
  return spawnSync('npx', args, { stdio: 'inherit', env }).status !== 0;
});
if (weak.length > 0) console.error(`below the score to reach: ${weak.join(', ')}`);
process.exitCode = weak.length > 0 ? 1 : 0;

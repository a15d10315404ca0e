// Mutation tests of the code that decides what is written, room by room: npm run mutation, or some rooms with -- plan live.
// Each room is tried with its own tests alone (test/mutation/rooms), because a mutant that survives runs every test that reaches it.
import { spawnSync } from 'node:child_process';

const rooms = {
  plan: 'src/plan/**/*.ts',
  apply: 'src/apply/*.ts',
  live: 'src/live/{failure,classify-answer,pacing}.ts',
  desired: 'src/desired/rules/*.ts',
};

const asked = process.argv.slice(2);
const strangers = asked.filter((room) => !Object.hasOwn(rooms, room));
if (strangers.length > 0) {
  console.error(`there is no room ${strangers.join(', ')}: the rooms are ${Object.keys(rooms).join(', ')}`);
  process.exit(1);
}

const weak = (asked.length > 0 ? asked : Object.keys(rooms)).filter((room) => {
  const env = { ...process.env, MUTATION_ROOM: room, MUTATION_MUTATE: rooms[room] };
  const args = ['stryker', 'run', 'test/mutation/stryker.config.mjs'];
  return spawnSync('npx', args, { stdio: 'inherit', env }).status !== 0;
});
if (weak.length > 0) console.error(`below the score to reach: ${weak.join(', ')}`);
process.exitCode = weak.length > 0 ? 1 : 0;

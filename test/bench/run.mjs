// Measures speed and memory, always as a ratio to something measured in the same run: `npm run bench`, or
// `npm run bench -- --large` to include the largest fleet. Needs a build (`npm ci` makes one).
import { availableParallelism, cpus } from 'node:os';
import { benchMemory } from './memory.mjs';
import { benchPeers } from './peers.mjs';
import { benchPlan } from './plan.mjs';
import { benchStartUp } from './start-up.mjs';
import { benchValidate } from './validate.mjs';

console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model.trim()}\n`);
await benchStartUp();
await benchValidate();
await benchPlan();
await benchMemory(process.argv.includes('--large'));
await benchPeers();

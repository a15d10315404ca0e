import { join } from 'node:path';
import { openFleet, writeShortSettings } from './fleet.mjs';
import { folder, liveArgs, liveEnv, main, node, printRatio, run } from './measure.mjs';

export async function benchMemory(isLarge) {
  const bare = await peakOf(['-e', '0']);
  await benchPlan(10_000, bare, 300);
  if (isLarge) await benchPlan(100_000, bare, 1000);
  else console.log('plan, 100,000 numbers: skipped (run it with `npm run bench -- --large`)');
}

async function benchPlan(count, bare, aimMb) {
  const { simulator, numbers } = await openFleet(count);
  try {
    const settings = writeShortSettings(`memory-${count}`, numbers);
    const output = ['--format', 'json', '--output', join(folder, 'plan.json'), '--detailed-exitcode'];
    const peak = await peakOf([main, 'plan', ...liveArgs(settings), ...output], liveEnv(simulator.url));
    const what = `plan, ${count.toLocaleString('en')} numbers, peak memory against ${aimMb} MB`;
    const times = (peak / bare).toFixed(1);
    printRatio(what, peak / aimMb, `${peak.toFixed(0)} MB, ${times} times node -e 0 (${bare.toFixed(0)} MB)`, {
      atMost: 1,
    });
  } finally {
    await simulator.close();
  }
}

/** Returns the peak memory in megabytes of 1,000,000 bytes. */
async function peakOf(args, env) {
  const hook = new URL('./peak-memory.mjs', import.meta.url).href;
  const { stderr } = await run(node, ['--import', hook, ...args], { env });
  return (Number(/^peak (\d+) kB$/m.exec(stderr)[1]) * 1024) / 1e6;
}

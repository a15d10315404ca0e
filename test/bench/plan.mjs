import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFleet, writeShortSettings } from './fleet.mjs';
import { folder, liveArgs, liveEnv, main, ms, node, printRatio, rate, run } from './measure.mjs';

const count = 10_000;
const latencyMs = 50;

export async function benchPlan() {
  const fleet = await openFleet(count);
  const settings = writeShortSettings('plan', fleet.numbers);
  const ids = join(folder, 'ids.json');
  writeFileSync(ids, JSON.stringify(fleet.numbers.map(({ id }) => id)));
  try {
    await benchRate(fleet, settings, ids);
  } finally {
    await fleet.simulator.close();
  }
  const slow = await openFleet(count, latencyMs);
  try {
    // 16 is the default.
    for (const concurrency of [16, 64, 128]) await benchLatency(slow, settings, ids, concurrency);
  } finally {
    await slow.simulator.close();
  }
}

async function benchRate(fleet, settings, ids) {
  await watch(fleet, () => runBareLoop(fleet, ids, 32), 0); // warms up the simulator for both
  const runs = { bare: [], plan: [] };
  for (let n = 0; n < 4; n += 1) {
    // In turns, so that other load on the machine slows both down.
    runs.bare.push(await watch(fleet, () => runBareLoop(fleet, ids, 32), 0));
    runs.plan.push(await watch(fleet, () => runPlan(fleet, settings, 32), 0));
  }
  const bare = fastestOf(runs.bare);
  const plan = fastestOf(runs.plan);
  const what = 'plan, 10,000 numbers, files of 4 lines, 32 at once, against a bare undici loop';
  printRatio(`${what}, processes`, bare.time / plan.time, `${rate(count, plan.time)}, ${rate(count, bare.time)}`, {
    atLeast: 0.6,
  });
  printRatio(
    '  reading only (first request to last)',
    bare.reading / plan.reading,
    `${rate(count, plan.reading)}, ${rate(count, bare.reading)}`,
    { atLeast: 0.6 },
  );
  printRatio(
    "  of plan's time: start-up and files",
    plan.before / plan.time,
    `${ms(plan.before)} of ${ms(plan.time)}; reading ${ms(plan.reading)}, report ${ms(plan.after)}`,
  );
}

async function benchLatency(fleet, settings, ids, concurrency) {
  const least = (latencyMs * count) / concurrency;
  const bare = await watch(fleet, () => runBareLoop(fleet, ids, concurrency), latencyMs);
  const plan = await watch(fleet, () => runPlan(fleet, settings, concurrency), latencyMs);
  const what = `plan, 10,000 numbers, ${latencyMs} ms latency, ${concurrency} at once, against latency × numbers ÷ concurrency`;
  printRatio(`${what}, process`, plan.time / least, `${ms(plan.time)}, ${ms(least)}`, { atMost: 1.1 });
  printRatio('  reading only', plan.reading / least, `${ms(plan.reading)}, ${ms(least)}`, { atMost: 1.1 });
  printRatio(
    '  start-up and files, and the report',
    (plan.before + plan.after) / least,
    `${ms(plan.before)} and ${ms(plan.after)}, ${ms(least)}`,
  );
  printRatio(
    '  reading only by a bare undici loop, for comparison',
    bare.reading / least,
    `${ms(bare.reading)}, ${ms(least)}`,
  );
}

function runBareLoop({ simulator }, ids, concurrency) {
  const loop = fileURLToPath(new URL('./bare-loop.mjs', import.meta.url));
  return run(node, [loop, simulator.url, String(concurrency), ids]);
}

/** Plans a fleet in sync, so that any exit code except 0 fails the bench. */
function runPlan({ simulator }, settings, concurrency) {
  const output = ['--format', 'json', '--output', join(folder, 'plan.json'), '--detailed-exitcode'];
  const args = [main, 'plan', ...liveArgs(settings), '--concurrency', String(concurrency), ...output];
  return run(node, args, { env: liveEnv(simulator.url) });
}

/** Splits the time of a run by the times at which the simulator saw requests. */
async function watch(fleet, work, latency) {
  fleet.forget();
  const { start, end, time } = await work();
  const { first, last, reads, writes } = fleet.traffic;
  if (reads !== count || writes !== 0) throw new Error(`the simulator saw ${reads} reads and ${writes} writes`);
  const reading = last - first + latency;
  return { time, before: first - start, reading, after: end - last - latency };
}

function fastestOf(runs) {
  return runs.reduce((a, b) => (b.time < a.time ? b : a));
}

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFleet, writeShortSettings } from './fleet.mjs';
import { openKong } from './kong-stand-in.mjs';
import { fastest, folder, liveArgs, liveEnv, main, ms, node, printRatio, run } from './measure.mjs';

const count = 500;

/** decK plans the services of Kong's gateway from one list; callctl reads each number, because Meta has no list of settings. */
export async function benchPeers() {
  const { stdout, error } = spawnSync('deck', ['version'], { encoding: 'utf8' });
  if (error || !stdout.startsWith('decK 1.4.0')) {
    console.log('decK 1.4.0: skipped, not installed (on Debian: apt-get install deck)');
    return;
  }
  const theirs = await benchDeck();
  const ours = await benchCallctl();
  printRatio(
    `clean plan of ${count} objects, cost of one, against a clean diff of decK 1.4.0`,
    ours.each / theirs.each,
    `callctl plan ${ms(ours.each)} and ${ms(ours.fixed)} fixed, ${ours.reads} reads; ` +
      `deck diff ${ms(theirs.each)} and ${ms(theirs.fixed)} fixed, ${theirs.reads} reads`,
  );
  printPair('writes by 0 drifted objects', ours.clean, theirs.clean);
  printPair('writes by 1 drifted object', ours.drifted, theirs.drifted);
  console.log('exit codes without and with drift: callctl plan --detailed-exitcode 0 and 2;');
  console.log('  deck diff --non-zero-exit-code 0 and 2 (checked in this run)');
}

function printPair(what, ours, theirs) {
  console.log(`${what}: callctl apply ${ours}, deck sync ${theirs}`);
}

async function benchDeck() {
  const kong = await openKong();
  const env = { DECK_ANALYTICS: 'off' };
  const deck = (command, state, options) => {
    return ['deck', [command, ...options, '--kong-addr', kong.url, '--no-color', '--state', state], env];
  };
  const diff = (state) => deck('diff', state, ['--non-zero-exit-code']);
  const sync = (state) => deck('sync', state, []);
  try {
    const few = writeServices('one.yaml', 1);
    await execute(sync(few));
    const fixed = await time(diff(few));
    const many = writeServices('many.yaml', count);
    await execute(sync(many));
    if (kong.services.size !== count)
      throw new Error(`the stand-in has ${kong.services.size} services instead of ${count}`);
    const all = await time(diff(many));
    kong.forget();
    await execute(diff(many));
    const { reads } = kong.traffic;
    const clean = await writesOf(kong, () => execute(sync(many)));
    const [service] = kong.services.values();
    kong.services.set(service.id, { ...service, host: 'changed-by-hand.example.com' });
    await execute(diff(many), 2);
    const drifted = await writesOf(kong, () => execute(sync(many)));
    await execute(diff(many));
    return { fixed, each: (all - fixed) / (count - 1), reads, clean, drifted };
  } finally {
    kong.close();
  }
}

async function benchCallctl() {
  const fleet = await openFleet(count);
  const env = liveEnv(fleet.simulator.url);
  const plan = (settings) => [node, [main, 'plan', ...liveArgs(settings), '--detailed-exitcode'], env];
  const apply = (settings) => [node, [main, 'apply', ...liveArgs(settings), '--yes', '--allow-risky'], env];
  try {
    const fixed = await time(plan(writeShortSettings('peers-one', fleet.numbers.slice(0, 1))));
    const many = writeShortSettings('peers-many', fleet.numbers);
    const all = await time(plan(many));
    fleet.forget();
    await execute(plan(many));
    const { reads } = fleet.traffic;
    const clean = await writesOf(fleet, () => execute(apply(many)));
    fleet.simulator.edit(fleet.numbers[0].id, (calling) => {
      calling.status = 'DISABLED';
    });
    await execute(plan(many), 2);
    const drifted = await writesOf(fleet, () => execute(apply(many)));
    await execute(plan(many));
    return { fixed, each: (all - fixed) / (count - 1), reads, clean, drifted };
  } finally {
    await fleet.simulator.close();
  }
}

function execute([program, args, env], expected = 0) {
  return run(program, args, { env, expected });
}

function time([program, args, env]) {
  return fastest(5, program, args, { env });
}

async function writesOf(server, work) {
  server.forget();
  await work();
  return server.traffic.writes;
}

function writeServices(name, howMany) {
  const services = Array.from(
    { length: howMany },
    (_, index) => `- name: s${index}\n  host: s${index}.example.com\n  retries: 5\n`,
  );
  const file = join(folder, name);
  writeFileSync(file, `_format_version: "1.1"\nservices:\n${services.join('')}`);
  return file;
}

// Ends runs of apply on a drifted fleet at random moments. Shared by the tests and `npm run soak`.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { startSimulator } from '../../dist/simulator/server.js';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const appId = '1234567890';
const concurrency = 16;
const latencyMs = 3;
/** Unless it is killed, apply sends four requests per drifted number: plan, read before the write, POST, read back. */
const requestsPerNumber = 4;

/**
 * How a run is ended: killed, by a terminal that hangs up, or by Ctrl-C that first ends the readers of its output. After
 * the last two, what is in flight is finished.
 */
export const endings = {
  SIGKILL: (child) => child.kill('SIGKILL'),
  SIGHUP: (child) => child.kill('SIGHUP'),
  'lost readers': (child) => {
    child.stdout.destroy();
    child.stderr.destroy();
    child.kill('SIGINT');
  },
};

/** Returns the generator mulberry32, which is small and gives the same numbers everywhere. */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes settings files for a fleet in which every number has drifted, and starts a simulator to apply them to. */
export async function openWorld(count) {
  const fleet = Array.from({ length: count }, (_, index) => makeNumber(index));
  const folder = mkdtempSync(join(tmpdir(), 'callctl-kill-'));
  mkdirSync(join(folder, 'settings'));
  for (const { id, file } of fleet) {
    // JSON is YAML too.
    writeFileSync(
      join(folder, 'settings', `n${id}.yaml`),
      `phone_number_id: "${id}"\ncalling: ${JSON.stringify(file)}\n`,
    );
  }
  let listen = () => {};
  const numbers = fleet.map(({ id, live }) => ({
    id,
    display_phone_number: `+55 ${id}`,
    verified_name: `Branch ${id}`,
    messaging_limit_tier: 'TIER_10K',
    calling: live,
  }));
  const simulator = await startSimulator({
    state: { wabas: [{ id: '900', numbers }] },
    appId,
    latencyMs,
    sipWriteResetsSrtp: true,
    log: (entry) => listen(entry),
  });
  return {
    fleet,
    folder,
    simulator,
    onRequest: (listener) => {
      listen = listener;
    },
    close: async () => {
      await simulator.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * Runs one round: every number drifts again, apply is ended at a random moment, and then plan, apply and plan bring the
 * fleet in sync. Returns how far the killed run got, and any problems.
 */
export async function killRound(world, random, round, ending = 'SIGKILL') {
  const { fleet, simulator } = world;
  const problems = [];
  const check = (isTrue, problem) => {
    if (!isTrue) problems.push(problem);
  };
  for (const { id, live } of fleet) simulator.edit(id, (calling) => replace(calling, live));
  simulator.clearRequests();
  const journal = join(world.folder, `journal-${round}`);

  const at = 1 + Math.floor(random() * fleet.length * requestsPerNumber);
  const killed = await applyAndEnd(world, journal, at, random() * 2 * latencyMs, endings[ending]);
  check(killed.wasEnded || killed.status === 0, `the run that was not ended early exited with ${killed.status}`);
  const open = openNumbers(journal);
  if (ending !== 'SIGKILL') check(open.length === 0, `${ending} left ${open.length} numbers open`);
  const posted = postedIds(simulator);
  const entries = readJournal(journal);
  const journalled = new Set(entries.filter(({ type }) => type === 'before').map((entry) => entry.phone_number_id));
  check(
    posted.every((id) => journalled.has(id)),
    'a request was sent that is not in the journal',
  );
  check(open.length <= concurrency, `the journal leaves ${open.length} numbers open`);
  const states = fleet.map((number) => stateOf(number, simulator));
  for (const [index, state] of states.entries())
    check(
      state !== 'torn',
      `${fleet[index].id} has neither its old nor its desired settings: ${liveText(fleet[index], simulator)}`,
    );
  const written = states.filter((state) => state !== 'old').length;

  const planned = await callctl(world, journal, ['plan', '--format', 'json']);
  check(planned.status === 0, `plan ended with ${planned.status}: ${planned.stderr}`);
  const noted = idsOf(planned.numbers, ({ notes }) => notes.some(({ code }) => code === 'unknown_outcome'));
  check(isDeepStrictEqual(noted, open), `plan notes ${noted} as unknown, and the journal leaves ${open} open`);
  const drifted = fleet.filter((_, index) => states[index] !== 'desired').map(({ id }) => id);
  const planDrifted = idsOf(planned.numbers, ({ outcome }) => outcome === 'drifted');
  check(
    isDeepStrictEqual(planDrifted, drifted.sort()),
    'the numbers that plan shows as drifted are not those that were not written',
  );

  simulator.clearRequests();
  const applied = await callctl(world, journal, [...applyArgs, '--format', 'json']);
  check(applied.status === 0, `apply ended with ${applied.status}: ${applied.stderr}`);
  const secondPosts = [...new Set(postedIds(simulator))].sort();
  check(isDeepStrictEqual(secondPosts, drifted), 'the second apply did not post to exactly the drifted numbers');

  const after = await callctl(world, journal, ['plan', '--detailed-exitcode', '--format', 'json']);
  check(after.status === 0, `the fleet is not in sync: plan ended with ${after.status}: ${after.stderr}`);
  check(
    after.numbers.every(({ notes }) => notes.length === 0 || !notes.some(isUnknown)),
    'an outcome is still unknown',
  );
  for (const number of fleet)
    check(stateOf(number, simulator) === 'desired', `${number.id} ended as ${liveText(number, simulator)}`);
  rmSync(journal, { recursive: true, force: true });
  return { at, ending, wasKilled: killed.wasEnded, written, open: open.length, problems };
}

const applyArgs = ['apply', '--yes', '--allow-risky', '--max-changed', '100%'];
const isUnknown = ({ code }) => code === 'unknown_outcome';
const holidayOf2099 = { date: '2099-12-25', start_time: '0000', end_time: '2359' };

/**
 * Makes a number with a holiday that no file states. Every third number has another app's SIP server, and every sixth has our
 * server too, whose write needs a second request because it resets SRTP.
 */
function makeNumber(index) {
  const id = String(300_000_000_000_000 + index);
  const foreign = {
    app_id: '777',
    hostname: `sip-${index}.other.example.com`,
    port: 5061,
    sip_user_password: `password-of-theirs-${index}`,
  };
  const ours = {
    app_id: appId,
    hostname: 'sip.example.com',
    port: 5061,
    sip_user_password: `password-of-ours-${index}`,
  };
  const hasForeign = index % 3 === 0;
  const hasOurs = index % 6 === 0;
  const week = (open) => [
    { day_of_week: 'MONDAY', open_time: open, close_time: '1800' },
    { day_of_week: 'FRIDAY', open_time: open, close_time: '1600' },
  ];
  const callingOf = (open, status, port) => ({
    status,
    callback_permission_status: 'ENABLED',
    call_icons: { restrict_to_user_countries: ['BR', 'US'] },
    call_hours: {
      status: 'ENABLED',
      timezone_id: 'America/Sao_Paulo',
      weekly_operating_hours: week(open),
      holiday_schedule: [holidayOf2099],
    },
    ...(hasForeign && { sip: { status: 'ENABLED', servers: [foreign, ...(hasOurs ? [{ ...ours, port }] : [])] } }),
    ...(hasOurs && { srtp_key_exchange_protocol: 'SDES' }),
  });
  const wanted = index % 2 === 0 ? 'ENABLED' : 'DISABLED';
  return {
    id,
    live: callingOf('0900', 'ENABLED', 5061),
    desired: callingOf('1000', wanted, 5071),
    file: {
      status: wanted,
      call_hours: { weekly_operating_hours: week('1000') },
      ...(hasOurs && {
        sip: { servers: [{ hostname: 'sip.example.com', port: 5071 }] },
        srtp_key_exchange_protocol: 'SDES',
      }),
    },
  };
}

function replace(calling, live) {
  for (const key of Object.keys(calling)) delete calling[key];
  Object.assign(calling, live);
}

/** Returns `half` if the first of two requests was carried out, and `torn` for a state that must never occur. */
function stateOf({ id, live, desired }, simulator) {
  const now = simulator.settings(id);
  if (isDeepStrictEqual(now, live)) return 'old';
  if (isDeepStrictEqual(now, desired)) return 'desired';
  const { srtp_key_exchange_protocol: srtp } = desired;
  return srtp && isDeepStrictEqual(now, { ...desired, srtp_key_exchange_protocol: 'DTLS' }) ? 'half' : 'torn';
}

function liveText({ id }, simulator) {
  return JSON.stringify(simulator.settings(id));
}

function postedIds(simulator) {
  return simulator
    .requests()
    .filter(({ method }) => method === 'POST')
    .map(({ phone_number_id }) => phone_number_id);
}

/** Returns the numbers without an outcome. Reads the journal with its own code, to check what callctl reads from it. */
function openNumbers(journal) {
  const open = new Set();
  for (const { type, phone_number_id: id, result } of readJournal(journal)) {
    if (type === 'before') open.add(id);
    if (type === 'settled' || (type === 'after' && result !== 'unanswered')) open.delete(id);
  }
  return [...open].sort();
}

function readJournal(journal) {
  let names = [];
  try {
    names = readdirSync(journal);
  } catch {
    // The run was killed before it created the journal.
  }
  const lines = names.flatMap((name) => readFileSync(join(journal, name), 'utf8').split('\n'));
  return lines.flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

function idsOf(numbers, matches) {
  return numbers
    .filter(matches)
    .map(({ phone_number_id }) => phone_number_id)
    .sort();
}

/** Ends apply shortly after request number `at` has reached the endpoint. */
async function applyAndEnd(world, journal, at, delayMs, end) {
  const { child, ended } = start(world, journal, applyArgs);
  let seen = 0;
  world.onRequest(() => {
    seen += 1;
    if (seen === at) setTimeout(() => end(child), delayMs);
  });
  const { status, signal } = await ended;
  // Requests that were on their way when the process died still arrive.
  for (let before = -1; before !== seen; ) {
    before = seen;
    await sleep(20);
  }
  world.onRequest(() => {});
  return { status, wasEnded: signal === 'SIGKILL' || status === 130 };
}

async function callctl(world, journal, args) {
  const { status, stdout, stderr } = await start(world, journal, args).ended;
  try {
    return { status, stderr, numbers: JSON.parse(stdout).numbers };
  } catch {
    return { status, stderr: stderr || stdout, numbers: [] };
  }
}

function start({ folder, simulator }, journal, args) {
  const child = spawn(process.execPath, [main, ...args, '--journal', journal, '--concurrency', String(concurrency)], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      WHATSAPP_TOKEN: 'any',
      WHATSAPP_APP_ID: appId,
      WHATSAPP_GRAPH_URL: simulator.url,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { child, ended };
}

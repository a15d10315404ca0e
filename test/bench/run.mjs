// Speed, always as a ratio to something measured in the same run: `npm run bench`. Needs a build (`npm ci` makes one).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { Agent, request } from 'undici';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'dist/main.js');
const folder = mkdtempSync(join(tmpdir(), 'callctl-bench-'));

console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model.trim()}\n`);
try {
  benchStartUp();
  benchValidate();
  await benchPlan();
} finally {
  rmSync(folder, { recursive: true });
}

/** Milliseconds of the fastest of some runs: the others were held up by something else. */
function fastest(runs, args, options = {}) {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', ...options });
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
    return performance.now() - start;
  });
  return Math.min(...times);
}

function tell(what, ours, theirs, baseline, aim) {
  const ratio = ours / theirs;
  console.log(
    `${what}: ${ours.toFixed(0)} ms, ${baseline}: ${theirs.toFixed(0)} ms, ratio ${ratio.toFixed(2)} (aim: at most ${aim})`,
  );
}

function benchStartUp() {
  const node = fastest(15, ['-e', '0']);
  tell('callctl --version', fastest(15, [main, '--version']), node, 'node -e 0', 1.6);
  tell('callctl validate, sample fleet', fastest(15, [main, 'validate']), node, 'node -e 0', 3);
}

function benchValidate() {
  const settings = join(folder, 'validate');
  mkdirSync(settings);
  for (let n = 1; n <= 1000; n += 1)
    writeFileSync(join(settings, `n${n}.yaml`), settingsText(String(1_000_000 + n), n));
  const ajvCli = join(root, 'node_modules/ajv-cli/dist/index.js');
  const schema = join(root, 'schemas/settings.schema.json');
  const peer = ['validate', '--spec=draft2020', '--strict=false', '-s', schema, '-d', `${settings}/*.yaml`];
  const theirs = fastest(5, [ajvCli, ...peer], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ours = fastest(5, [main, 'validate', '--settings', settings, '--now', '2026-11-22T00:00:00Z']);
  tell('validate, 1,000 files of 58 lines', ours, theirs, 'ajv-cli 5.0.0, same files and schema, no positions', 1);
}

async function benchPlan() {
  const count = 10_000;
  const { url, fleet, stop } = await simulator(count);
  const settings = join(folder, 'plan');
  mkdirSync(settings);
  for (const { id, status } of fleet) writeFileSync(join(settings, `${id}.yaml`), smallSettingsText(id, status));
  const env = { ...process.env, WHATSAPP_TOKEN: 'any', WHATSAPP_GRAPH_URL: url };
  const args = [
    main,
    'plan',
    '--settings',
    settings,
    '--concurrency',
    '32',
    '--format',
    'json',
    '--output',
    join(folder, 'plan.json'),
  ];
  await bareLoop(
    url,
    fleet.map(({ id }) => id),
  ); // warms the simulator up, for both alike
  const bare = await bareLoop(
    url,
    fleet.map(({ id }) => id),
  );
  const validate = fastest(2, [main, 'validate', '--settings', settings]);
  const plan = fastest(2, args, { env });
  await stop();
  const rate = (ms) => ((count / ms) * 1000).toFixed(0);
  const share = (ms) => (bare / ms).toFixed(2);
  console.log(
    `plan, 10,000 numbers, as a process: ${plan.toFixed(0)} ms, ${rate(plan)}/s; bare undici loop: ${rate(bare)}/s, share of its rate ${share(plan)} (aim: at least 0.50)`,
  );
  console.log(
    `  of that, reading and checking 10,000 files: ${validate.toFixed(0)} ms; the rest alone: share ${share(plan - validate)}`,
  );
}

/** The same GETs, with nothing done to the answers but parsing them. */
async function bareLoop(url, ids) {
  const agent = new Agent({ connections: 32, pipelining: 1 });
  const limit = pLimit(32);
  const start = performance.now();
  await Promise.all(
    ids.map((id) =>
      limit(async () => {
        const { body } = await request(`${url}/v25.0/${id}/settings`, {
          dispatcher: agent,
          headers: { authorization: 'Bearer any' },
        });
        return body.json();
      }),
    ),
  );
  const time = performance.now() - start;
  await agent.close();
  return time;
}

/** The simulator in a thread of its own, so that it takes no time from the client. */
function simulator(count) {
  const worker = new Worker(new URL('./simulator-thread.mjs', import.meta.url), { workerData: { count } });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', ({ url, fleet }) => resolve({ url, fleet, stop: () => worker.terminate() }));
  });
}

function smallSettingsText(id, status) {
  return `phone_number_id: "${id}"\nname: Number ${id}\ncalling:\n  status: ${status}\n`;
}

function settingsText(id, n) {
  const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
  const weekly = days.map(
    (day) => `      - day_of_week: ${day}\n        open_time: "0900"\n        close_time: "1800"\n`,
  );
  const holidays = [1, 2, 3, 4, 5, 6, 7, 8].map(
    (day) => `      - date: "2027-12-0${day}"\n        start_time: "0900"\n        end_time: "1800"\n`,
  );
  return `phone_number_id: "${id}"
name: Support ${n}
calling:
  status: ENABLED
  call_icon_visibility: DEFAULT
  call_icons:
    restrict_to_user_countries: [BR, US]
  callback_permission_status: ENABLED
  call_hours:
    status: ENABLED
    timezone_id: America/Sao_Paulo
    weekly_operating_hours:
${weekly.join('')}    holiday_schedule:
${holidays.join('')}  sip:
    status: DISABLED
  srtp_key_exchange_protocol: DTLS
  audio:
    additional_codecs: [PCMA]
`;
}

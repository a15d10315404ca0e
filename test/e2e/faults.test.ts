import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NumberReport, Report } from '../../src/generated/schema-types.ts';
import type { Fault } from '../../src/simulator/faults.ts';
import type { JsonObject } from '../../src/simulator/json.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, type Run } from './callctl.ts';

// Each test has its own simulator and spends most of its time waiting.
const concurrent = { concurrent: true, timeout: 120_000 };

const appId = '1234567890';
const christmas2099 = { date: '2099-12-25', start_time: '0000', end_time: '2359' };
const newYear2099 = { date: '2099-01-01', start_time: '1000', end_time: '1200' };
const foreign = {
  app_id: '777',
  hostname: 'sip.other.example.com',
  port: 5061,
  sip_user_password: 'password-of-theirs',
};
const ours = { app_id: appId, hostname: 'sip.example.com', port: 5061, sip_user_password: 'password-of-ours' };
const onMonday = (open_time: string) => [{ day_of_week: 'MONDAY', open_time, close_time: '1800' }];
const hoursFrom = (open: string, ...holiday_schedule: JsonObject[]) => ({
  status: 'ENABLED',
  timezone_id: 'America/Sao_Paulo',
  weekly_operating_hours: onMonday(open),
  holiday_schedule,
});
const sip = (...servers: JsonObject[]) => ({ status: 'ENABLED', servers });

interface Example {
  readonly live: JsonObject;
  readonly file: JsonObject;
  readonly desired: JsonObject;
}

const base = { status: 'ENABLED', callback_permission_status: 'ENABLED' };
const monday = { weekly_operating_hours: onMonday('1000') };

/** Four drifted numbers and two in sync. What their files leave out must survive every fault. */
const fleet: Readonly<Record<string, Example>> = {
  1: {
    live: { ...base, call_hours: hoursFrom('0900', christmas2099), sip: sip(foreign) },
    file: { call_hours: monday },
    desired: { ...base, call_hours: hoursFrom('1000', christmas2099), sip: sip(foreign) },
  },
  2: {
    live: { ...base, call_hours: hoursFrom('0900', christmas2099) },
    file: { call_hours: { ...monday, holiday_schedule: [newYear2099, christmas2099] } },
    desired: { ...base, call_hours: hoursFrom('1000', newYear2099, christmas2099) },
  },
  3: {
    live: { ...base, call_hours: hoursFrom('0900', christmas2099), sip: sip(foreign, ours) },
    file: { sip: { servers: [{ hostname: 'sip.example.com', port: 5071 }] } },
    desired: { ...base, call_hours: hoursFrom('0900', christmas2099), sip: sip(foreign, { ...ours, port: 5071 }) },
  },
  4: { live: base, file: { status: 'DISABLED' }, desired: { ...base, status: 'DISABLED' } },
  5: {
    live: { ...base, call_hours: hoursFrom('1000', christmas2099), sip: sip(foreign) },
    file: { call_hours: monday },
    desired: { ...base, call_hours: hoursFrom('1000', christmas2099), sip: sip(foreign) },
  },
  6: { live: base, file: { status: 'ENABLED' }, desired: base },
};
const ids = Object.keys(fleet);
const drifted = ['1', '2', '3', '4'];

interface Applied {
  readonly status: number | null;
  readonly stderr: string;
  readonly simulator: Simulator;
  readonly cwd: string;
  /** Runs another command on the same fleet. */
  readonly run: (...args: string[]) => Promise<Run>;
  readonly outcomes: Record<string, NumberReport['outcome']>;
  readonly numbers: Record<string, NumberReport>;
  /** How many POSTs each number got. */
  readonly posts: Record<string, number>;
}

interface Setting {
  readonly args?: readonly string[];
  readonly options?: SimulatorOptions;
  readonly env?: Record<string, string>;
  /** More files, and what each settings file begins with. */
  readonly files?: Record<string, string>;
  readonly heading?: (id: string) => string;
}

/** Applies the fleet under faults, and checks what must be true under any fault, then what the test expects. */
async function applyUnder(
  faults: readonly Fault[],
  check: (applied: Applied) => Promise<void> | void,
  setting: Setting = {},
): Promise<void> {
  const simulator = await startSimulator({ ...setting.options, faults, state: { wabas: accountsOfFleet() } });
  try {
    const files = ids.map((id) => [`settings/n${id}.yaml`, fileOf(id, setting)]);
    const cwd = folderWith({ ...Object.fromEntries(files), ...setting.files });
    const run = (...args: string[]) =>
      callctl(args, { cwd, graphUrl: simulator.url, env: { WHATSAPP_APP_ID: appId, ...setting.env } });
    const { status, stdout, stderr } = await run(
      ...['apply', '--yes', '--allow-risky', '--max-changed', '100%', '--format', 'json'],
      ...(setting.args ?? []),
    );
    const { numbers } = JSON.parse(stdout) as Report;
    const byId = Object.fromEntries(numbers.map((number) => [number.phone_number_id, number]));
    const applied: Applied = {
      status,
      stderr,
      simulator,
      cwd,
      run,
      numbers: byId,
      outcomes: Object.fromEntries(numbers.map(({ phone_number_id, outcome }) => [phone_number_id, outcome])),
      posts: Object.fromEntries(ids.map((id) => [id, bodiesOf(id, simulator).length])),
    };
    checkHonesty(applied);
    expect(stdout + stderr).not.toMatch(/password-of-/);
    await check(applied);
  } finally {
    await simulator.close();
  }
}

/** Numbers 1 to 3 belong to one account, the others to another. */
function accountsOfFleet() {
  const numberOf = (id: string) => ({
    id,
    display_phone_number: `+1 555 ${id}`,
    verified_name: `Number ${id}`,
    messaging_limit_tier: 'TIER_2K',
    calling: fleet[id]?.live ?? {},
  });
  return [
    { id: '901', numbers: ids.slice(0, 3).map(numberOf) },
    { id: '902', numbers: ids.slice(3).map(numberOf) },
  ];
}

/** JSON is YAML too. */
function fileOf(id: string, { heading = () => '' }: Setting): string {
  return `${heading(id)}phone_number_id: "${id}"\ncalling: ${JSON.stringify(fleet[id]?.file)}\n`;
}

function bodiesOf(id: string, simulator: Simulator): unknown[] {
  const posts = simulator
    .requests()
    .filter(({ method, phone_number_id }) => method === 'POST' && phone_number_id === id);
  return posts.map(({ body }) => body);
}

/** What must be true for each number under any fault: nothing lost, nothing half done, no false outcome. */
function checkHonesty({ simulator, numbers, cwd }: Applied): void {
  const journalled = numbersInJournal(cwd);
  expect(Object.keys(numbers).sort()).toEqual(ids);
  for (const [id, { live, desired }] of Object.entries(fleet)) {
    const now = sorted(simulator.settings(id));
    const isDesired = JSON.stringify(now) === JSON.stringify(sorted(desired));
    const bodies = bodiesOf(id, simulator);
    const { outcome, error, requests } = numbers[id] ?? {};
    if (!isDesired) expect(now, `number ${id} is neither as it was nor as desired`).toEqual(sorted(live));
    if (outcome === 'applied' || outcome === 'in_sync') expect(isDesired, `number ${id} is ${outcome}`).toBe(true);
    if (outcome === 'skipped' || !drifted.includes(id)) expect(bodies, `number ${id} was left alone`).toEqual([]);
    expect(error === null, `number ${id} says why`).toBe(outcome === 'applied' || outcome === 'in_sync');
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size, `number ${id}: one meaning`).toBeLessThanOrEqual(
      1,
    );
    expect(requests, `number ${id}: what was sent`).toEqual(bodies.slice(0, 1));
    if (bodies.length > 0) expect(journalled, `number ${id} is in the journal`).toContain(id);
  }
}

function numbersInJournal(cwd: string): string[] {
  return journalText(cwd)
    .split('\n')
    .filter((line) => line.includes('"type":"before"'))
    .map((line) => JSON.parse(line).phone_number_id);
}

function journalText(cwd: string): string {
  try {
    const folder = join(cwd, '.callctl/journal');
    return readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  } catch {
    return '';
  }
}

/** Lists of holidays and servers come in any order; keys too. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** One outcome for all drifted numbers; the other two are in sync. */
function all(outcome: string): Record<string, string> {
  return { 1: outcome, 2: outcome, 3: outcome, 4: outcome, 5: 'in_sync', 6: 'in_sync' };
}

/** The number of POSTs that each drifted number got, in ascending order. */
function counts({ posts }: Applied): number[] {
  return drifted.map((id) => posts[id] ?? 0).sort();
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const post = (kind: Fault['kind'], more: Partial<Fault> = {}): Fault[] => [{ kind, method: 'POST', ...more }];
const get = (kind: Fault['kind'], more: Partial<Fault> = {}): Fault[] => [{ kind, method: 'GET', ...more }];
const short = { args: ['--timeout', '1'] };

describe('a POST whose answer is lost', concurrent, () => {
  it.each([
    { kind: 'server_error', lost: 'an is_transient error with HTTP 500' },
    { kind: 'bad_gateway', lost: 'a 502 with HTML' },
    { kind: 'drop_before', lost: 'a connection dropped before the write' },
    { kind: 'hang', lost: 'a server that does not answer' },
    { kind: 'huge', lost: 'a body of 50 MB' },
    { kind: 'wrong_type', lost: 'a page in place of JSON' },
  ] as const)('$lost: the number is read, the write is missing, and the POST is sent again', ({ kind }) =>
    applyUnder(
      post(kind, { times: 2 }),
      (applied) => {
        expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({ status: 0, outcomes: all('applied') });
        expect(sum(counts(applied))).toBe(6);
      },
      short,
    ),
  );

  it.each([
    { kind: 'server_error', code: 'graph_2' },
    { kind: 'bad_gateway', code: 'http_502' },
    { kind: 'drop_before', code: 'connection_lost' },
    { kind: 'hang', code: 'timeout' },
    { kind: 'huge', code: 'response_too_large' },
    { kind: 'wrong_type', code: 'http_200' },
  ] as const)('$kind every time: sent three times at most, then a failure', ({ kind, code }) =>
    applyUnder(
      post(kind),
      (applied) => {
        expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({ status: 4, outcomes: all('failed') });
        expect(drifted.map((id) => applied.numbers[id]?.error?.code)).toEqual(drifted.map(() => code));
        expect(counts(applied)).toEqual([3, 3, 3, 3]);
        for (const id of drifted) expect(sorted(applied.simulator.settings(id))).toEqual(sorted(fleet[id]?.live));
      },
      short,
    ),
  );

  it.each([
    { kind: 'drop_after', times: 2 },
    { kind: 'drop_after', times: 99 },
    { kind: 'truncate', times: 2 },
    { kind: 'truncate', times: 99 },
  ] as const)(
    '$kind, $times times, after the write: the number is read, the write is there, and nothing is sent again',
    ({ kind, times }) =>
      applyUnder(post(kind, { times }), (applied) => {
        expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({ status: 0, outcomes: all('applied') });
        expect(counts(applied)).toEqual([1, 1, 1, 1]);
      }),
  );

  it('is sent again unchanged if reads lag, because repeating it changes nothing', () =>
    applyUnder([...post('drop_after'), { kind: 'lag', reads: 6 }], (applied) => {
      expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({ status: 0, outcomes: all('applied') });
      expect(counts(applied)).toEqual([2, 2, 2, 2]);
    }));
});

describe('a GET that fails', concurrent, () => {
  it.each([
    'server_error',
    'bad_gateway',
    'drop_before',
    'drop_after',
    'hang',
    'truncate',
    'too_many_requests',
  ] as const)('%s: is sent again', (kind) =>
    applyUnder(
      get(kind, { times: 2 }),
      (applied) => {
        expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({ status: 0, outcomes: all('applied') });
        expect(counts(applied)).toEqual([1, 1, 1, 1]);
      },
      short,
    ),
  );

  it.each([
    { kind: 'server_error', code: 'graph_2' },
    { kind: 'bad_gateway', code: 'http_502' },
    { kind: 'drop_before', code: 'connection_lost' },
    { kind: 'hang', code: 'timeout' },
    { kind: 'truncate', code: 'connection_lost' },
    { kind: 'huge', code: 'response_too_large' },
    { kind: 'wrong_type', code: 'http_200' },
  ] as const)('$kind every time: nothing is sent', ({ kind, code }) =>
    applyUnder(
      get(kind),
      (applied) => {
        expect(applied.status).toBe(4);
        expect(ids.map((id) => applied.numbers[id]?.outcome)).toEqual(ids.map(() => 'failed'));
        expect(ids.map((id) => applied.numbers[id]?.error?.code)).toEqual(ids.map(() => code));
        expect(applied.simulator.requests().every(({ method }) => method === 'GET')).toBe(true);
        expect(applied.simulator.requests().length).toBeLessThanOrEqual(ids.length * 5);
      },
      short,
    ),
  );

  it.each(['huge', 'wrong_type'] as const)('%s once: one number fails, and the others are applied', (kind) =>
    applyUnder(get(kind, { times: 1, id: '2' }), (applied) => {
      expect(applied.status).toBe(4);
      expect(applied.outcomes).toEqual({ ...all('applied'), 2: 'failed' });
      expect(applied.posts[2]).toBe(0);
    }),
  );

  it.each(['server_error', 'drop_before', 'hang', 'truncate', 'huge', 'wrong_type'] as const)(
    '%s after the write: it says that it was posted and not read back',
    (kind) =>
      applyUnder(
        // The plan and the reading before the write pass.
        drifted.flatMap((id) => get(kind, { id, after: 2 })),
        (applied) => {
          expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({
            status: 4,
            outcomes: all('failed'),
          });
          for (const id of drifted) {
            expect(applied.numbers[id]?.error?.code).toBe('not_read_back');
            expect(sorted(applied.simulator.settings(id))).toEqual(sorted(fleet[id]?.desired));
          }
          expect(counts(applied)).toEqual([1, 1, 1, 1]);
        },
        short,
      ),
  );
});

describe('reads that lag behind writes', concurrent, () => {
  it('are waited for', () =>
    applyUnder([{ kind: 'lag', reads: 3 }], (applied) => {
      expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({ status: 0, outcomes: all('applied') });
      expect(counts(applied)).toEqual([1, 1, 1, 1]);
    }));

  it('are not reported as applied if the wait is too long, and the next run finds everything in sync', () =>
    // Five readings follow a write.
    applyUnder([{ kind: 'lag', reads: 5 }], async (applied) => {
      expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({ status: 4, outcomes: all('failed') });
      expect(drifted.map((id) => applied.numbers[id]?.error?.code)).toEqual(drifted.map(() => 'not_verified'));
      expect(counts(applied)).toEqual([1, 1, 1, 1]);
      expect((await applied.run('drift')).status).toBe(0);
    }));
});

describe('a throttled account', concurrent, () => {
  it.each([
    { kind: 'throttle', seconds: 0, said: '80008' },
    { kind: 'too_many_requests', seconds: 1, said: 'code 4' },
  ] as const)('$kind: waits, says so, and continues', ({ kind, seconds, said }) =>
    applyUnder(post(kind, { times: 2, seconds }), (applied) => {
      expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({ status: 0, outcomes: all('applied') });
      expect(sum(counts(applied))).toBe(6);
      expect(applied.stderr).toMatch(/^the account waits 1 s: /m);
      expect(applied.stderr).toContain(said);
    }),
  );

  it('every time: fails with what Meta said, and nothing is written', () =>
    applyUnder(post('too_many_requests', { seconds: 1, message: 'slow down' }), (applied) => {
      expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({ status: 4, outcomes: all('failed') });
      for (const id of drifted) {
        expect(applied.numbers[id]?.error?.message).toContain('slow down');
        expect(sorted(applied.simulator.settings(id))).toEqual(sorted(fleet[id]?.live));
      }
      expect(Math.max(...counts(applied))).toBeLessThanOrEqual(5);
    }));

  it.each([
    { kind: 'throttle', code: 'graph_80008' },
    { kind: 'too_many_requests', code: 'graph_4' },
  ] as const)('$kind for longer than --max-wait: fails at once with what Meta said', ({ kind, code }) =>
    applyUnder(
      [{ kind, seconds: 3600, message: 'come back in an hour' }],
      (applied) => {
        expect(applied.status).toBe(4);
        for (const id of ids) {
          expect(applied.numbers[id]).toMatchObject({ outcome: 'failed', error: { code } });
          expect(applied.numbers[id]?.error?.message).toContain('come back in an hour');
          expect(applied.numbers[id]?.error?.message).toContain('--max-wait');
        }
        expect(applied.stderr).toBe('');
        expect(applied.simulator.requests().length).toBeLessThanOrEqual(ids.length);
      },
      { args: ['--max-wait', '1'] },
    ),
  );
});

describe('a token that expires halfway', concurrent, () => {
  it('keeps what was applied, skips the rest, and sends only a few more requests', () =>
    // Six readings, then three requests a number.
    applyUnder(
      [{ kind: 'expire_token', after: 6 + 2 * 3 }],
      (applied) => {
        expect(applied.status).toBe(4);
        expect(applied.outcomes).toEqual({ ...all('applied'), 3: 'failed', 4: 'skipped' });
        expect(applied.numbers[3]?.error?.code).toBe('graph_190');
        expect(applied.numbers[4]?.error).toMatchObject({ code: 'account_stopped' });
        expect(applied.numbers[4]?.error?.message).toContain('Session has expired');
        const refused = applied.simulator.requests().filter(({ error_code }) => error_code === 190);
        expect(refused.length).toBe(1);
      },
      { args: ['--concurrency', '1'] },
    ));

  it('between a write and its read-back: says that it was posted and not read back', () =>
    applyUnder(
      [{ kind: 'expire_token', after: 6 + 3 + 2 }],
      (applied) => {
        expect(applied.outcomes).toEqual({ ...all('skipped'), 1: 'applied', 2: 'failed' });
        expect(applied.numbers[2]?.error?.code).toBe('not_read_back');
        expect(sorted(applied.simulator.settings('2'))).toEqual(sorted(fleet[2]?.desired));
      },
      { args: ['--concurrency', '1'] },
    ));

  it('while reading: sends nothing', () =>
    applyUnder([{ kind: 'expire_token', after: 2 }], (applied) => {
      expect(applied.status).toBe(4);
      expect(sum(counts(applied))).toBe(0);
      // Numbers that were planned report the reason too.
      for (const number of Object.values(applied.numbers)) {
        if (number.outcome !== 'in_sync') expect(number.error?.message).toContain('Session has expired');
      }
    }));
});

describe('changes while an answer is lost', concurrent, () => {
  it('a holiday that someone adds in the meantime is not deleted by sending again', async () => {
    let adds = 1;
    const simulator = await startSimulator({
      state: { wabas: accountsOfFleet() },
      faults: post('drop_before', { id: '1', times: 1 }),
      log: ({ method }) => {
        if (method !== 'POST' || adds-- !== 1) return;
        simulator.edit('1', (calling) =>
          Object.assign(calling, { call_hours: hoursFrom('0900', christmas2099, newYear2099) }),
        );
      },
    });
    try {
      const cwd = folderWith({ 'settings/n1.yaml': fileOf('1', {}) });
      await callctl(['apply', '--yes'], { cwd, graphUrl: simulator.url });
      const holidays = (simulator.settings('1')?.call_hours as JsonObject | undefined)?.holiday_schedule;
      expect(holidays).toContainEqual(newYear2099);
    } finally {
      await simulator.close();
    }
  });

  it('a number whose request was held back because the token expired is skipped, not failed', () =>
    // Number 2 reads once more before its write, so that number 1's token is refused in between.
    applyUnder(
      [
        ...post('refuse', { id: '1', code: 190, message: 'Session has expired' }),
        ...get('drop_before', { id: '2', after: 1, times: 1 }),
      ],
      (applied) => {
        expect(applied.numbers[2]).toMatchObject({
          outcome: 'skipped',
          requests: [],
          error: { code: 'account_stopped' },
        });
      },
      { options: { latencyMs: 400 } },
    ));
});

describe('two accounts', concurrent, () => {
  const brazil = 'EAAtoken-of-brazil-0123456789';
  const germany = 'EAAtoken-of-germany-0123456789';
  const accountOf = (id: string) => (Number(id) <= 3 ? 'brazil' : 'germany');
  const setting: Setting = {
    options: { tokens: { [brazil]: appId, [germany]: '22' }, token: 'no-other-token-is-let-in' },
    env: { BRAZIL_TOKEN: brazil, GERMANY_TOKEN: germany, WHATSAPP_TOKEN: '' },
    heading: (id) => `account: ${accountOf(id)}\n`,
    files: {
      'settings/callctl.yaml': `accounts:
  brazil: { token_env: BRAZIL_TOKEN, app_id: "${appId}" }
  germany: { token_env: GERMANY_TOKEN, app_id: "22" }
`,
    },
  };
  const ofBrazil = (fault: Fault) => ['1', '2', '3'].map((id) => ({ ...fault, id }));

  it('one throttled for too long: the other continues', () =>
    applyUnder(
      ofBrazil({ kind: 'throttle', method: 'POST', seconds: 3600, message: 'come back in an hour' }),
      (applied) => {
        expect(applied.status).toBe(4);
        expect(applied.outcomes).toEqual({ ...all('failed'), 4: 'applied' });
        for (const id of ['1', '2', '3']) expect(applied.numbers[id]?.error?.message).toContain('come back in an hour');
        expect(applied.stderr).toMatch(/^this was run \S+; callctl restore \S+ undoes it\n$/);
      },
      { ...setting, args: ['--max-wait', '1'] },
    ));

  it('one throttled for a while: the other finishes first', () =>
    applyUnder(
      ofBrazil({ kind: 'too_many_requests', method: 'POST', seconds: 3, times: 1 }),
      (applied) => {
        expect({ status: applied.status, outcomes: applied.outcomes }).toEqual({ status: 0, outcomes: all('applied') });
        expect(applied.stderr).toContain('account brazil waits 3 s');
        expect(applied.stderr).not.toContain('germany');
        const requests = applied.simulator.requests();
        const brazilWrote = requests.findIndex(
          ({ method, status, phone_number_id }) =>
            method === 'POST' && status === 200 && accountOf(phone_number_id ?? '') === 'brazil',
        );
        const germanyDone = requests.findLastIndex(({ phone_number_id }) => phone_number_id === '4');
        expect(germanyDone).toBeLessThan(brazilWrote);
      },
      setting,
    ));

  it('one throttled, with as many numbers as the limit of open requests: the other finishes first', () =>
    applyUnder(
      ofBrazil({ kind: 'too_many_requests', method: 'GET', seconds: 3, times: 1 }),
      (applied) => {
        const requests = applied.simulator.requests();
        const brazilWentOn = requests.findIndex(
          ({ status, phone_number_id }) => status === 200 && accountOf(phone_number_id ?? '') === 'brazil',
        );
        expect(requests.slice(0, brazilWentOn).map(({ phone_number_id }) => phone_number_id)).toContain('4');
      },
      { ...setting, args: ['--concurrency', '3'] },
    ));

  it('the token of one expires halfway: the other continues', () =>
    applyUnder(
      ofBrazil({ kind: 'refuse', code: 190, after: 1, message: 'Session has expired' }),
      (applied) => {
        expect(applied.status).toBe(4);
        expect(applied.outcomes[4]).toBe('applied');
        const outcomes = ['1', '2', '3'].map((id) => applied.outcomes[id]);
        expect(new Set([...outcomes, 'failed', 'skipped'])).toEqual(new Set(['failed', 'skipped']));
        for (const id of ['1', '2', '3']) expect(applied.numbers[id]?.error?.message).toContain('Session has expired');
        expect(sum(['1', '2', '3'].map((id) => applied.posts[id] ?? 0))).toBe(0);
        expect(applied.stderr + JSON.stringify(applied.numbers)).not.toMatch(/EAAtoken/);
      },
      setting,
    ));

  it('the token of one was never valid: nothing of it is written', () =>
    applyUnder(
      [],
      (applied) => {
        expect(applied.status).toBe(4);
        expect(applied.outcomes).toMatchObject({ 4: 'applied', 5: 'in_sync', 6: 'in_sync' });
        expect(['1', '2', '3'].map((id) => applied.posts[id])).toEqual([0, 0, 0]);
      },
      { ...setting, env: { ...setting.env, BRAZIL_TOKEN: 'EAAanother-token-0123456789' } },
    ));
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../src/commands/report.ts';
import { CallctlError } from '../../src/errors.ts';
import type { Report } from '../../src/generated/schema-types.ts';
import { generatedFleet } from '../../src/simulator/generated-fleet.ts';
import { sampleFleet } from '../../src/simulator/sample-fleet.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, root } from './callctl.ts';

const now = '2026-11-22T12:00:00Z';
const numbers = generatedFleet(40, 7, new Date(now)).wabas.flatMap((waba) => waba.numbers);
const all = ['1.json', '2.json', '3.json'];

/** Every fourth file asks for the opposite of live; every third has two warnings, one of them in a partial. */
function settingsFiles(): Record<string, string> {
  const files = numbers.map(({ id, calling }, at): [string, string] => {
    const live = calling.callback_permission_status;
    const opposite = live === 'ENABLED' ? 'DISABLED' : 'ENABLED';
    const lines = [
      `phone_number_id: "${id}"`,
      `name: Branch ${at + 1}`,
      ...(at % 3 === 0 ? ['extends: [_hours.yaml]'] : []),
      'calling:',
      '  status: ENABLED',
      `  callback_permission_status: ${at % 4 === 0 ? opposite : live}`,
      ...(at % 6 === 1 ? ['  call_hours:', '    timezone_id: Asia/Calcutta'] : []),
    ];
    return [`settings/n${String(39 - at).padStart(2, '0')}.yaml`, `${lines.join('\n')}\n`];
  });
  return {
    ...Object.fromEntries(files),
    // Guards judge each shard separately, so a refusal would not read like that of one run.
    'settings/callctl.yaml': 'guards:\n  max_changed_numbers: { percent: 100 }\n',
    'settings/_hours.yaml': 'calling:\n  call_hours:\n    timezone_id: Asia/Calcutta\n',
  };
}

const cwd = folderWith(settingsFiles());
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ state: { wabas: [{ id: '1', numbers }] }, now: () => new Date(now) });
});
afterEach(() => simulator.setFaults([]));
afterAll(() => simulator.close());

const run = (...args: string[]) => callctl(args, { cwd, graphUrl: simulator.url });
const runNow = (...args: string[]) => run(...args, '--now', now);
const merge = (...args: string[]) => run('report', ...args);

/** Runs a command over each of three shards and returns the exit codes; the reports are in 1.json to 3.json. */
async function runShards(...args: string[]): Promise<(number | null)[]> {
  const runs = all.map((file, at) =>
    runNow(...args, '--shard', `${at + 1}/3`, '--format', 'json', '--output', file, '--quiet'),
  );
  return (await Promise.all(runs)).map(({ status }) => status);
}

function readReport(file: string): Report {
  return JSON.parse(readFileSync(join(cwd, file), 'utf8')) as Report;
}

function writeReport(file: string, value: unknown): string {
  writeFileSync(join(cwd, file), JSON.stringify(value));
  return file;
}

const idsOf = (made: Report) => made.numbers.map(({ phone_number_id }) => phone_number_id);

describe('a plan in three shards', () => {
  beforeAll(async () => {
    expect(await runShards('plan')).toEqual([0, 0, 0]);
  });

  it('has every number in exactly one shard, and reads no number twice', async () => {
    const ids = all.map((file) => idsOf(readReport(file)));
    expect(ids.flat().sort()).toEqual(numbers.map(({ id }) => id).sort());
    expect(ids.every((list) => list.length > 0)).toBe(true);
    expect(all.map((file) => readReport(file).shard)).toEqual([1, 2, 3].map((index) => ({ index, count: 3 })));
    simulator.clearRequests();
    await runShards('plan');
    expect(simulator.requests().length).toBe(40);
    expect(simulator.requests().every(({ method }) => method === 'GET')).toBe(true);
  });

  it('merges into the report of one run, as JSON and as text', async () => {
    const whole = await runNow('plan', '--format', 'json');
    const made = JSON.parse(whole.stdout) as Report;
    expect(made.summary.drifted).toBeGreaterThan(5);
    expect(made.problems.map(({ file }) => file)).toContain(join('settings', '_hours.yaml'));
    expect(await merge(...all, '--format', 'json')).toEqual(whole);
    expect(await merge('3.json', '1.json', '2.json', '--format', 'json')).toEqual(whole);
    const { status, stdout } = await runNow('plan');
    expect(await merge(...all)).toEqual({ status, stdout, stderr: '' });
  });

  it('renders the merged report again, and writes it with --output', async () => {
    expect(await merge(...all, '--format', 'json', '--output', 'whole.json')).toMatchObject({ status: 0, stdout: '' });
    expect(await merge('whole.json')).toEqual(await merge(...all));
  });

  it('--detailed-exitcode reports the drift of any shard', async () => {
    expect((await merge(...all, '--detailed-exitcode')).status).toBe(2);
    expect((await merge(...all)).status).toBe(0);
  });

  it('--only selects from the numbers of a shard', async () => {
    const args = ['--only', 'Branch 1*', '--format', 'json'];
    const shards = await Promise.all([1, 2, 3].map((n) => runNow('plan', '--shard', `${n}/3`, ...args)));
    const whole = await runNow('plan', ...args);
    const ids = shards.flatMap(({ stdout }) => idsOf(JSON.parse(stdout) as Report));
    expect(ids.sort()).toEqual(idsOf(JSON.parse(whole.stdout) as Report).sort());
  });

  it('a shard without numbers is a clean run, and can be merged', async () => {
    const id = numbers[0]?.id ?? '';
    const args = ['plan', id, '--format', 'json'];
    const runs = await Promise.all(
      [1, 2, 3].map((n) => runNow(...args, '--shard', `${n}/3`, '--output', `o${n}.json`)),
    );
    expect(runs.map(({ status }) => status)).toEqual([0, 0, 0]);
    expect([1, 2, 3].map((n) => readReport(`o${n}.json`).numbers.length).sort()).toEqual([0, 0, 1]);
    const { numbers: whole } = JSON.parse((await runNow(...args)).stdout) as Report;
    const { stdout } = await merge('o1.json', 'o2.json', 'o3.json', '--format', 'json');
    expect((JSON.parse(stdout) as Report).numbers).toEqual(whole);
  });

  it.each([
    { args: ['1.json', '3.json'], message: 'shard 2 of 3 is missing' },
    { args: ['2.json'], message: 'shards 1 and 3 of 3 are missing' },
    { args: ['1.json', '2.json', '2.json'], message: '2.json and 2.json are both shard 2 of 3' },
  ])('$message', async ({ args, message }) => {
    const { status, stdout, stderr } = await merge(...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`${message} [usage]`);
  });

  it('shards that share a number are refused', async () => {
    const [first] = readReport('1.json').numbers;
    const two = readReport('2.json');
    const file = writeReport('shared.json', { ...two, numbers: [...two.numbers, first] });
    const { status, stderr } = await merge('1.json', file, '3.json');
    expect(status).toBe(1);
    expect(stderr).toContain(`number ${first?.phone_number_id} in shared.json does not belong to shard 2 of 3`);
  });
});

describe('exit codes of merged reports are those of a single run', () => {
  it('2 for drift', async () => {
    const codes = await runShards('drift');
    expect(codes).toContain(2);
    const whole = await runNow('drift');
    expect(whole.status).toBe(2);
    expect(await merge(...all)).toEqual(whole);
  });

  it('4 for one number that failed', async () => {
    simulator.setFaults([{ kind: 'refuse', id: numbers[5]?.id ?? '', code: 100 }]);
    const codes = await runShards('drift');
    expect(codes.filter((code) => code === 4).length).toBe(1);
    const whole = await runNow('drift');
    expect(whole.status).toBe(4);
    expect(await merge(...all)).toEqual(whole);
  });

  it('3 for an invalid settings file, which every shard reports', async () => {
    const invalid = folderWith({ 'a.yaml': 'phone_number_id: "1"\ncalling:\n  status: NOT_SET\n' });
    expect(await runShards('plan', '--settings', invalid)).toEqual([3, 3, 3]);
    const whole = await runNow('plan', '--settings', invalid);
    expect(whole.status).toBe(3);
    expect(await merge(...all)).toEqual(whole);
  });

  it('5 for an apply that a guard refused in a shard, then 0 once all are applied', async () => {
    const codes = await runShards('apply', '--yes', '--allow-risky', '--max-changed', '0');
    expect(codes).toContain(5);
    expect((await merge(...all)).status).toBe(5);
    expect(await runShards('apply', '--yes', '--allow-risky', '--max-changed', '40')).toEqual([0, 0, 0]);
    const applied = await merge(...all, '--format', 'json');
    expect(applied.status).toBe(0);
    expect((JSON.parse(applied.stdout) as Report).summary.applied).toBeGreaterThan(5);
    expect((await runNow('drift')).status).toBe(0);
  });
});

describe('--shard', () => {
  it.each(['0/3', '4/3', '1', '1/1001', 'a/b', ''])('%j is refused', async (shard) => {
    simulator.clearRequests();
    expect((await runNow('plan', '--shard', shard)).status).toBe(1);
    expect(simulator.requests()).toEqual([]);
  });
});

describe('a file that is not a report is named, without a stack trace', () => {
  it.each([
    { name: 'missing.json', text: null, message: 'missing.json cannot be read: ENOENT' },
    { name: 'settings', text: null, message: 'settings cannot be read: EISDIR' },
    { name: 'empty.json', text: '', message: 'empty.json is not JSON' },
    { name: 'half.json', text: '{"format_version": 1,', message: 'half.json is not JSON' },
    { name: 'list.json', text: '[]', message: 'list.json is not a callctl report: it must be object' },
    { name: 'other.json', text: '{"a": 1}', message: 'other.json is not a callctl report: it must have required' },
    {
      name: 'next.json',
      text: '{"format_version": 3}',
      message: 'next.json has format_version 3, and this callctl reads 1 and 2',
    },
    {
      name: 'deep.json',
      text: `${'['.repeat(1e5)}${']'.repeat(1e5)}`,
      message: 'deep.json is not JSON: the JSON is nested too deeply',
    },
    { name: 'binary.json', text: Buffer.from([0xff, 0xfe, 0x7b, 0]), message: 'binary.json cannot be read' },
  ])('$name', async ({ name, text, message }) => {
    if (text !== null) writeFileSync(join(cwd, name), text);
    const { status, stdout, stderr } = await merge(name);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('[usage]');
    expect(stderr).not.toContain('bug in callctl');
  });

  it('calling report without a file is refused', async () => {
    expect((await merge()).status).toBe(1);
  });
});

describe('a report broken by hand', () => {
  const wrongValues = [undefined, null, true, -1.5, 'x\u001b[31m', [], {}, [null], { a: 1 }];

  it('is refused with a message or rendered, never a crash', async () => {
    const made = await realReport();
    const file = join(cwd, 'broken.json');
    let refused = 0;
    for (const path of pathsOf(made)) {
      for (const wrong of wrongValues) {
        writeFileSync(file, JSON.stringify(replaceAt(made, path, wrong)));
        const error = await tryReport(file);
        if (error === null) continue;
        refused += 1;
        expect(error).toBeInstanceOf(CallctlError);
        expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining('broken.json') });
      }
    }
    // If nothing were refused, this test would prove nothing.
    expect(refused).toBeGreaterThan(500);
  });

  /** A report of the sample fleet, which has changes, notes, requests and an error. */
  async function realReport(): Promise<Report> {
    const sample = await startSimulator({ state: sampleFleet(new Date(now)), now: () => new Date(now) });
    const args = ['plan', '106540352242923', '106540352242927', '--format', 'json', '--now', now];
    const { stdout } = await callctl(args, { cwd: root, graphUrl: sample.url });
    await sample.close();
    return JSON.parse(stdout) as Report;
  }

  function tryReport(file: string): Promise<unknown> {
    const world = {
      env: {},
      now: () => new Date(now),
      stdout: () => {},
      stderr: () => {},
      color: true,
      showsProgress: false,
      width: 100,
      ask: null,
      listenForInterrupt: () => new AbortController().signal,
      mask: (text: string) => text,
      addSecrets: () => {},
    };
    const flags = {
      format: 'text',
      output: undefined,
      color: true,
      verbose: undefined,
      detailedExitcode: undefined,
    } as const;
    return report([file], flags, world).then(
      () => null,
      (error: unknown) => error,
    );
  }

  type Path = readonly string[];

  function pathsOf(value: unknown): Path[] {
    if (typeof value !== 'object' || value === null) return [[]];
    return [[], ...Object.entries(value).flatMap(([key, member]) => pathsOf(member).map((path) => [key, ...path]))];
  }

  function replaceAt(value: unknown, [key, ...rest]: Path, wrong: unknown): unknown {
    if (key === undefined) return wrong ?? null;
    const copy = structuredClone(value) as Record<string, unknown>;
    if (wrong === undefined && rest.length === 0) delete copy[key];
    else copy[key] = replaceAt(copy[key], rest, wrong);
    return copy;
  }
});

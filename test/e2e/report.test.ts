import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/generated/schema-types.ts';
import { exchangeSides } from '../../src/plan/direction.ts';
import { sampleFleet } from '../../src/simulator/sample-fleet.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { callctl, folderWith, settingsFile } from './callctl.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

const now = '2026-11-22T12:00:00Z';
let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ state: sampleFleet(new Date(now)), now: () => new Date(now) });
});
afterEach(() => simulator.close());

async function reportOf(...args: string[]): Promise<Report> {
  const { stdout } = await callctl([...args, '--format', 'json', '--now', now], {
    graphUrl: simulator.url,
    journal: folderWith({}),
  });
  return JSON.parse(stdout) as Report;
}

describe('JSON reports follow their schema', () => {
  const invalid = folderWith({ 'a.yaml': settingsFile('1', 'NOT_SET'), 'b.yaml': 'nonsense' });
  const unknown = folderWith({ 'a.yaml': settingsFile('1') });
  const restrictedOnly = ['106540352242927'];

  it.each([
    { args: ['validate'], outcomes: [] },
    { args: ['validate', '--settings', invalid], outcomes: [] },
    { args: ['plan', '--settings', invalid], outcomes: [] },
    { args: ['plan'], outcomes: ['drifted', 'in_sync', 'restricted'] },
    { args: ['drift'], outcomes: ['drifted', 'in_sync', 'restricted'] },
    { args: ['apply', '--yes', '--allow-risky'], outcomes: ['applied', 'in_sync', 'restricted'] },
    { args: ['apply', '--yes', '--allow-risky', '--max-changed', '0'], outcomes: ['drifted', 'in_sync', 'restricted'] },
    { args: ['apply', '--yes', '--allow-risky', ...restrictedOnly], outcomes: ['restricted'] },
    { args: ['plan', '--settings', unknown], outcomes: ['failed'] },
  ])('$args', async ({ args, outcomes }) => {
    const report = await reportOf(...args);
    validate(report);
    expect(validate.errors).toBeNull();
    expect([...new Set(report.numbers.map(({ outcome }) => outcome))].sort()).toEqual(outcomes);
    const { summary, numbers } = report;
    expect(summary.numbers).toBe(numbers.length);
    const counted =
      summary.in_sync +
      summary.drifted +
      summary.applied +
      summary.restricted +
      summary.protected +
      summary.failed +
      summary.skipped;
    expect(counted).toBe(numbers.length);
  });

  it('and the schema refuses a report that does not', () => {
    expect(validate({ format_version: 2, command: 'plan' })).toBe(false);
  });

  it('of the older format are read: a drift of it reads from the file to live too', async () => {
    const { direction, ...made } = await reportOf('drift');
    expect(direction).toBe('file_to_live');
    const older = { ...made, format_version: 1, numbers: made.numbers.map(exchangeSides) };
    const cwd = folderWith({ 'older.json': JSON.stringify(older) });
    const { stdout, status } = await callctl(['report', 'older.json', '--format', 'json'], { cwd });
    expect({ status, report: JSON.parse(stdout) }).toEqual({ status: 4, report: { ...made, direction } });
  });

  it('are identical to the byte for any timing of the answers', async () => {
    const one = await reportOf('plan', '--concurrency', '1');
    simulator.setFaults([{ kind: 'server_error', id: '106540352242922', times: 1 }]);
    expect(await reportOf('plan', '--concurrency', '16')).toEqual(one);
  });
});

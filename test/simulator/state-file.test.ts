import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { generatedFleet } from '../../src/simulator/generated-fleet.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { aFleet, aNumber, hours, ID, withSimulator } from './support.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callctl-simulator-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('survives a restart, including passwords and restrictions', async () => {
  const stateFile = join(folder, 'state.json');
  let before: unknown;
  await withSimulator({ stateFile, number: { calling: { status: 'DISABLED' } } }, async (simulator, client) => {
    const sip = { status: 'ENABLED', servers: [{ hostname: 'sip.example.com' }] };
    await client.post({ status: 'ENABLED', sip, call_hours: hours() });
    simulator.edit(ID, (calling) => {
      calling.call_icon_visibility = 'DISABLE_ALL';
    });
    simulator.restrict(ID, [{ type: 'SOMETHING', reason: 'r', expiration: 1 }]);
    before = (await client.get(`/${ID}/settings?include_sip_credentials=true`)).json;
  });
  expect(before).toMatchObject({
    calling: { status: 'ENABLED', restrictions: { restrictions_list: [{ type: 'SOMETHING' }] } },
  });
  // The file wins over a state that is given beside it.
  await withSimulator({ stateFile, number: { calling: { status: 'DISABLED' } } }, async (_, client) => {
    expect((await client.get(`/${ID}/settings?include_sip_credentials=true`)).json).toEqual(before);
  });
});

it('exists from the start, and only its owner can read it', async () => {
  const stateFile = join(folder, 'state.json');
  await withSimulator({ stateFile }, async () => {
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toEqual(aFleet(aNumber()));
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  });
});

/** Reads the file repeatedly in another thread, and posts how often it was complete and how often not. */
const READER = `
  const { workerData, parentPort } = require('node:worker_threads');
  const { readFileSync } = require('node:fs');
  let whole = 0, broken = 0, going = true;
  parentPort.on('message', () => { going = false; parentPort.postMessage({ whole, broken }); parentPort.close(); });
  const read = () => {
    try { JSON.parse(readFileSync(workerData, 'utf8')); whole += 1; } catch { broken += 1; }
    if (going) setImmediate(read);
  };
  read();
`;

it('is complete at every moment', async () => {
  const stateFile = join(folder, 'state.json');
  const state = generatedFleet(500, 1); // large enough to notice a write in place
  const simulator = await startSimulator({ stateFile, state });
  const id = state.wabas[0]?.numbers[0]?.id ?? '';
  const reader = new Worker(READER, { eval: true, workerData: stateFile });
  await once(reader, 'online');
  for (let round = 0; round < 60; round += 1) {
    simulator.edit(id, (calling) => {
      calling.round = round;
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  reader.postMessage('stop');
  const [seen] = await once(reader, 'message');
  await simulator.close();
  expect(seen.broken).toBe(0);
  expect(seen.whole).toBeGreaterThan(5);
  expect(readdirSync(folder)).toEqual(['state.json']);
});

it('is replaced in one step, not written in place', async () => {
  const stateFile = join(folder, 'state.json');
  await withSimulator({ stateFile }, async (_, client) => {
    const before = statSync(stateFile).ino;
    await client.post({ status: 'ENABLED' });
    expect(statSync(stateFile).ino).not.toBe(before);
  });
});

it('is not changed by a refused write', async () => {
  const stateFile = join(folder, 'state.json');
  await withSimulator({ stateFile }, async (_, client) => {
    const before = statSync(stateFile).ino;
    expect((await client.post({ status: 'NOT_SET' })).status).toBe(400);
    expect(statSync(stateFile).ino).toBe(before);
  });
});

it.each([
  ['{"wabas": [', 'is not JSON'],
  ['{}', 'does not contain the state of a simulated fleet'],
  ['{"wabas": [{"id": "1", "numbers": [{"id": 2}]}]}', 'does not contain the state of a simulated fleet'],
])('is named if it contains %s', async (text, message) => {
  const stateFile = join(folder, 'state.json');
  writeFileSync(stateFile, text);
  await expect(startSimulator({ stateFile })).rejects.toThrow(`${stateFile} ${message}`);
  expect(readFileSync(stateFile, 'utf8')).toBe(text);
});

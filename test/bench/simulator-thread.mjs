import { parentPort, workerData } from 'node:worker_threads';
import { generatedFleet } from '../../dist/simulator/generated-fleet.js';
import { startSimulator } from '../../dist/simulator/server.js';

const state = generatedFleet(workerData.count, 1);
const { url } = await startSimulator({ state });
const numbers = state.wabas.flatMap((waba) => waba.numbers);
parentPort.postMessage({ url, fleet: numbers.map(({ id, calling }) => ({ id, status: calling.status })) });

import { parentPort, workerData } from 'node:worker_threads';
import { type Batch, loadBatch } from './load-batch.ts';

// threads.ts starts this. It returns problems only: copying numbers between threads costs more than loading them.
parentPort?.postMessage(loadBatch(workerData as Batch, false));

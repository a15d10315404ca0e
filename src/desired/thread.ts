import { parentPort, workerData } from 'node:worker_threads';
import { type Batch, loadBatch } from './load-batch.ts';

// The thread that threads.ts starts: it hands back the problems alone, for numbers would cost more to hand over than to load.
parentPort?.postMessage(loadBatch(workerData as Batch, false));

import { parentPort, workerData } from 'node:worker_threads';
import { loadSlice, type Slice } from './load-slice.ts';

// The thread that threads.ts starts: it hands back the problems alone, for numbers would cost more to hand over than to load.
parentPort?.postMessage(loadSlice(workerData as Slice, false));

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type CheckedSlice, loadSlice, type Slice } from './load-slice.ts';

/** A thread begins cold: with fewer files than this it costs as much as it saves. */
const filesWorthAThread = 1000;

/** Past this many, threads wait for each other's memory more than they help. */
const mostThreads = 8;

/** Checks the files of a folder, spread over as many threads as pay off. Slices come in the order of the files. */
export async function checkInThreads(folder: Slice): Promise<CheckedSlice[]> {
  const { settings } = folder;
  // Partials without settings files are checked as well.
  const wanted = Math.max(1, Math.ceil(settings.length / filesWorthAThread));
  const threads = Math.min(availableParallelism(), mostThreads, wanted);
  const size = Math.ceil(settings.length / threads);
  const slices = Array.from({ length: threads }, (_, index) => ({
    settings: settings.slice(index * size, (index + 1) * size),
    partials: folder.partials,
    outside: folder.outside,
    now: folder.now,
    accounts: folder.accounts,
  }));
  const [own, ...others] = slices;
  if (!own) return [];
  const started = others.map(checkInThread);
  return [loadSlice(own, false), ...(await Promise.all(started))];
}

function checkInThread(slice: Slice): Promise<CheckedSlice> {
  const worker = new Worker(new URL('./thread.js', import.meta.url), { workerData: slice });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process of a run, as its journal records it. */
export interface RunProcess {
  readonly pid: number;
  readonly host: string;
  /** Tells it from a later process with the same pid; null where the system does not say. */
  readonly started: string | null;
}

export function thisProcess(): RunProcess {
  return { pid: process.pid, host: hostname(), started: startOf(process.pid) };
}

/** Whether another process of this host is still running. Processes of other hosts cannot be seen from here. */
export function isRunning({ pid, host, started }: RunProcess): boolean {
  if (host !== hostname() || pid === process.pid || !exists(pid)) return false;
  return started === null || startOf(pid) === started;
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Where the time of the start is, counted from the name of the program, in /proc/PID/stat (Linux, proc(5)). */
const startField = 20;

function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may contain spaces and brackets.
    return stat.slice(stat.lastIndexOf(')') + 1).split(' ')[startField] ?? null;
  } catch {
    return null;
  }
}

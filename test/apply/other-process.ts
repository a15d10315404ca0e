import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { onTestFinished } from 'vitest';
import type { RunProcess } from '../../src/apply/run-process.ts';

/** A process that runs until the test ends, as its journal would record it. */
export async function startOther(): Promise<RunProcess> {
  // The name of the program has a space and a bracket in it, as any name may.
  const script =
    "process.title = 'a ) b'; console.log(JSON.stringify(require('node:fs').readFileSync('/proc/self/stat', 'utf8')))";
  const child = spawn(process.execPath, ['-e', `${script}; setInterval(() => {}, 1000)`]);
  onTestFinished(() => void child.kill());
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
  const fields = (JSON.parse(line) as string).split(') ').at(-1)?.split(' ') ?? [];
  // proc(5): the start time is field 22, and the state, which follows the name, is field 3.
  return { pid: child.pid ?? 0, host: hostname(), started: fields[22 - 3] ?? null };
}

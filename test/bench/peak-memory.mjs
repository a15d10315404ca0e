// Loaded with --import: writes the peak of this process's resident memory to stderr at its end, in kB.
import { readFileSync, writeSync } from 'node:fs';

process.once('exit', () => writeSync(2, `peak ${peak()} kB\n`));

/** Linux counts the memory of whoever started the process into maxRSS; /proc does not. */
function peak() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

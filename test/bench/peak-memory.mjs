// Loaded with --import: writes this process's peak resident memory in kB to stderr when it exits.
import { readFileSync, writeSync } from 'node:fs';

process.once('exit', () => writeSync(2, `peak ${peak()} kB\n`));

/** Reads /proc first, because on Linux maxRSS includes memory of the process that started this one. */
function peak() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

import { appendFileSync } from 'node:fs';
import { CallctlError, usageError } from '../errors.ts';
import { exitCodes } from '../run/exit-code.ts';
import type { World } from '../run/world.ts';
import { type Fault, faultHelp, parseFault } from '../simulator/faults.ts';
import type { FleetState } from '../simulator/fleet.ts';
import { generatedFleet } from '../simulator/generated-fleet.ts';
import { sampleFleet } from '../simulator/sample-fleet.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator/server.ts';

export interface SimulateFlags {
  readonly port: number;
  readonly state: string | undefined;
  readonly seed: string;
  readonly token: string | undefined;
  /** Milliseconds. */
  readonly latency: number;
  readonly fault: readonly string[];
  readonly log: string | undefined;
  readonly now: Date | undefined;
}

/** Serves the simulated endpoint until it is interrupted. */
export async function simulate(flags: SimulateFlags, world: World): Promise<number> {
  if (flags.fault.includes('help')) {
    world.stdout(faultHelp);
    return exitCodes.done;
  }
  const { port, state, token, latency, log, now } = flags;
  if (log !== undefined) checkLog(log);
  const signal = world.listenForInterrupt();
  const simulator = await start({
    port,
    state: fleetOf(flags.seed, now ?? world.now()),
    latencyMs: latency,
    faults: flags.fault.map(readFault),
    ...(state !== undefined && { stateFile: state }),
    ...(token !== undefined && { token }),
    ...(now && { now: () => now }),
    ...(log !== undefined && { log: (entry) => appendFileSync(log, `${JSON.stringify(entry)}\n`) }),
  });
  world.stdout(`simulating the endpoint on ${simulator.url}\n`);
  world.stderr(
    `use it with: WHATSAPP_TOKEN=${token === undefined ? 'any' : '…'} WHATSAPP_GRAPH_URL=${simulator.url}\n`,
  );
  await untilAborted(signal);
  await simulator.close();
  return exitCodes.done;
}

function untilAborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

function checkLog(path: string): void {
  try {
    appendFileSync(path, '');
  } catch (error) {
    throw new CallctlError(
      'io',
      `cannot write ${path}: ${(error as Error).message}`,
      'give --log a path that can be written',
    );
  }
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const hint = code === 'EADDRINUSE' ? 'choose another --port; 0 picks a free one' : 'check the --state file';
    throw new CallctlError('io', `the simulator cannot start: ${message}`, hint);
  }
}

function fleetOf(seed: string, now: Date): FleetState {
  if (seed === 'sample') return sampleFleet(now);
  if (seed === 'empty') return { wabas: [] };
  if (/^\d{1,6}$/.test(seed)) return generatedFleet(Number(seed), 1, now);
  throw usageError(`--seed ${seed} is not a fleet`, 'use sample, empty, or how many numbers to generate');
}

function readFault(text: string): Fault {
  try {
    return parseFault(text);
  } catch (error) {
    throw usageError(`--fault ${text}: ${(error as Error).message}`);
  }
}

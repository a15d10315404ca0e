import { appendFileSync } from 'node:fs';
import { CallctlError } from '../errors.ts';
import { exitCodes } from '../run/exit-code.ts';
import { usage } from '../run/options.ts';
import type { Io } from '../run/world.ts';
import { type Fault, faultHelp, parseFault } from '../simulator/faults.ts';
import type { FleetState } from '../simulator/fleet.ts';
import { generatedFleet } from '../simulator/generated-fleet.ts';
import { sampleFleet } from '../simulator/sample-fleet.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator/server.ts';

export interface SimulateOptions {
  readonly port: number;
  readonly state?: string;
  readonly seed: string;
  readonly token?: string;
  /** Milliseconds. */
  readonly latency: number;
  readonly fault: readonly string[];
  readonly log?: string;
  readonly now?: Date;
}

/** Serves the simulated endpoint until it is interrupted. */
export async function simulate(options: SimulateOptions, io: Io): Promise<number> {
  if (options.fault.includes('help')) {
    io.stdout(faultHelp);
    return exitCodes.done;
  }
  const { port, state, token, latency, log, now } = options;
  if (log !== undefined) checkLog(log);
  const interrupt = io.listenForInterrupt();
  const simulator = await start({
    port,
    state: fleetOf(options.seed, now ?? io.now()),
    latencyMs: latency,
    faults: options.fault.map(readFault),
    ...(state !== undefined && { stateFile: state }),
    ...(token !== undefined && { token }),
    ...(now && { now: () => now }),
    ...(log !== undefined && { log: (entry) => appendFileSync(log, `${JSON.stringify(entry)}\n`) }),
  });
  io.stdout(`simulating the endpoint on ${simulator.url}\n`);
  io.stderr(`use it with: WHATSAPP_TOKEN=${token === undefined ? 'any' : '…'} WHATSAPP_GRAPH_URL=${simulator.url}\n`);
  await new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve, { once: true }));
  await simulator.close();
  return exitCodes.done;
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
    const hint = code === 'EADDRINUSE' ? 'take another --port; 0 takes a free one' : 'look at the file of --state';
    throw new CallctlError('io', `the simulator cannot start: ${message}`, hint);
  }
}

function fleetOf(seed: string, now: Date): FleetState {
  if (seed === 'sample') return sampleFleet(now);
  if (seed === 'empty') return { wabas: [] };
  if (/^\d{1,6}$/.test(seed)) return generatedFleet(Number(seed), 1, now);
  throw usage(`--seed ${seed} is no fleet`, 'take sample, empty, or how many numbers to generate');
}

function readFault(text: string): Fault {
  try {
    return parseFault(text);
  } catch (error) {
    throw usage(`--fault ${text}: ${(error as Error).message}`);
  }
}

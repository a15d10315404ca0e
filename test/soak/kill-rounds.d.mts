import type { Simulator } from '../../src/simulator/server.ts';

export interface World {
  readonly simulator: Simulator;
  readonly close: () => Promise<void>;
}

export type Ending = 'SIGKILL' | 'SIGHUP' | 'lost readers';

export interface Round {
  /** The request after which the run was ended, counted from 1. */
  readonly at: number;
  readonly ending: Ending;
  readonly wasKilled: boolean;
  /** How many numbers had been written by then. */
  readonly written: number;
  /** How many numbers had no outcome in the journal. */
  readonly open: number;
  readonly problems: readonly string[];
}

export function createRandom(seed: number): () => number;
export function openWorld(count: number): Promise<World>;
export function killRound(world: World, random: () => number, round: number, ending?: Ending): Promise<Round>;
export const endings: Readonly<Record<Ending, unknown>>;

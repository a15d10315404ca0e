import type { Simulator } from '../../src/simulator/server.ts';

export interface World {
  readonly simulator: Simulator;
  readonly close: () => Promise<void>;
}

export interface Round {
  /** The request, counted from the first, after which the run was killed. */
  readonly at: number;
  readonly wasKilled: boolean;
  /** Numbers that were written by then. */
  readonly written: number;
  /** Numbers of which the journal could not tell the outcome. */
  readonly open: number;
  readonly problems: readonly string[];
}

export function createRandom(seed: number): () => number;
export function openWorld(count: number): Promise<World>;
export function killRound(world: World, random: () => number, round: number): Promise<Round>;

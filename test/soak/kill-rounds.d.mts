import type { Simulator } from '../../src/simulator/server.ts';

export interface World {
  readonly simulator: Simulator;
  readonly close: () => Promise<void>;
}

export interface Round {
  /** The request after which the run was killed, counted from 1. */
  readonly at: number;
  readonly wasKilled: boolean;
  /** How many numbers had been written by then. */
  readonly written: number;
  /** How many numbers had no outcome in the journal. */
  readonly open: number;
  readonly problems: readonly string[];
}

export function createRandom(seed: number): () => number;
export function openWorld(count: number): Promise<World>;
export function killRound(world: World, random: () => number, round: number): Promise<Round>;

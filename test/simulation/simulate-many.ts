import { simulateSecret } from './simulate.ts';

/** What a simulation of many secrets came to. */
export interface Simulation {
  readonly secrets: number;
  readonly rotations: number;
  readonly longestWaitMs: number;
}

/** Simulates secrets one after the other, each with a seed of its own; throws at the first broken promise. */
export async function simulateMany(seed: number, secrets: number, years: number): Promise<Simulation> {
  let rotations = 0;
  let longestWaitMs = 0;
  for (let i = 0; i < secrets; i++) {
    const life = await simulateSecret(seed + i, years);
    rotations += life.rotations;
    longestWaitMs = Math.max(longestWaitMs, life.longestWaitMs);
  }
  return { secrets, rotations, longestWaitMs };
}

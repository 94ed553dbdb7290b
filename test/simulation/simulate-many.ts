import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { simulateSecret } from './simulate.ts';

/** What a simulation of many secrets came to. */
export interface Simulation {
  readonly rotations: number;
  readonly longestWaitMs: number;
}

/** Every so-manieth of the secrets, which have a seed each: the first one's and those that follow it. */
export interface Share {
  readonly seed: number;
  readonly secrets: number;
  readonly years: number;
  /** Which secret is the first of the share, from 0. */
  readonly first: number;
  /** How many shares there are. */
  readonly shares: number;
}

/**
 * Simulates secrets in so many threads; what comes of it does not depend on their number.
 *
 * @throws Error at the first promise that is broken; it names the seed of its secret
 */
export async function simulateMany(
  seed: number,
  secrets: number,
  { years, threads }: { readonly years: number; readonly threads: number },
): Promise<Simulation> {
  const shares = Array.from({ length: threads }, (_, first) =>
    inThread({ seed, secrets, years, first, shares: threads }),
  );
  return sum(await Promise.all(shares));
}

/** Simulates the secrets of one share, one after the other. */
export async function simulateShare({ seed, secrets, years, first, shares }: Share): Promise<Simulation> {
  const lives: Simulation[] = [];
  for (let i = first; i < secrets; i += shares) lives.push(await simulateSecret(seed + i, years));
  return sum(lives);
}

async function inThread(workerData: Share): Promise<Simulation> {
  const worker = new Worker(new URL('./simulate-thread.ts', import.meta.url), { workerData });
  // What `simulate-thread.ts` sends; a promise that is broken comes as an error.
  const [simulation] = (await once(worker, 'message')) as [Simulation];
  return simulation;
}

function sum(simulations: readonly Simulation[]): Simulation {
  return {
    rotations: simulations.reduce((all, { rotations }) => all + rotations, 0),
    longestWaitMs: Math.max(0, ...simulations.map(({ longestWaitMs }) => longestWaitMs)),
  };
}

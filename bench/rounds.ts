import type { ChildProcess } from 'node:child_process';
import { messageOf } from './children.ts';
import type { Plan } from './plan.ts';
import { cpuMicros, freeze, thaw } from './process-facts.ts';
import type { Pair } from './row.ts';

/** What one side did in one round. */
export interface Round {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  /** CPU time of the measured process, kernel and user, all threads. */
  readonly cpuMicros: number;
}

/** One of two processes that are compared, and the load on it. */
export interface Side {
  readonly pid: number;
  /** Loads the process for so long. */
  load(seconds: number): Promise<Omit<Round, 'cpuMicros'>>;
}

/** A side whose load a script makes when it is told for how long, and whatever else it takes. */
export function askedSide(pid: number, script: ChildProcess, more: object = {}): Side {
  return {
    pid,
    load(seconds) {
      script.send({ seconds, ...more });
      return messageOf<Omit<Round, 'cpuMicros'>>(script);
    },
  };
}

/**
 * Warms both sides up and measures them in turns; each goes first in every other round. The one whose turn it is not
 * stands still: what it puts off (indexing, garbage) must not take the other's time.
 */
export async function alternate(
  subject: Side,
  reference: Side,
  plan: Pick<Plan, 'rounds' | 'roundSeconds' | 'warmSeconds'>,
): Promise<readonly Pair[]> {
  freeze(subject.pid);
  freeze(reference.pid);
  try {
    await measure(subject, plan.warmSeconds);
    await measure(reference, plan.warmSeconds);
    const pairs: Pair[] = [];
    for (let i = 0; i < plan.rounds; i++) {
      const early = i % 2 === 0 ? await measure(subject, plan.roundSeconds) : undefined;
      const referenceRound = await measure(reference, plan.roundSeconds);
      pairs.push({ subject: early ?? (await measure(subject, plan.roundSeconds)), reference: referenceRound });
    }
    return pairs;
  } finally {
    thaw(subject.pid);
    thaw(reference.pid);
  }
}

/** Loads one process alone, in as many rounds. */
export async function alone(
  side: Side,
  plan: Pick<Plan, 'rounds' | 'roundSeconds' | 'warmSeconds'>,
): Promise<readonly Round[]> {
  await measure(side, plan.warmSeconds);
  const rounds: Round[] = [];
  for (let i = 0; i < plan.rounds; i++) rounds.push(await measure(side, plan.roundSeconds));
  thaw(side.pid);
  return rounds;
}

async function measure(side: Side, seconds: number): Promise<Round> {
  thaw(side.pid);
  const before = cpuMicros(side.pid);
  const round = await side.load(seconds);
  const after = cpuMicros(side.pid);
  freeze(side.pid);
  return { ...round, cpuMicros: after - before };
}

import type { Random } from '../crash/random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The process ends at this instruction. */
export class Crash extends Error {}

/** A step fails: the function raised, was killed, or ran out of its time. */
export class StepFailed extends Error {}

/** What goes wrong, and how often; nothing does while `areOn` is false. */
export interface Faults {
  areOn: boolean;
  /** At every await of the server: it may take long, or be the last. */
  ofServer(): Promise<void>;
  /** At every await of the function. */
  ofFunction(): Promise<void>;
  /** Whether this happens now. */
  happens(share: number): boolean;
}

/** Longer than a lease: another node takes over meanwhile. */
export const LONGEST_STALL_MS = 300_000;
/** The function's time limit. */
export const TIMEOUT_MS = 30_000;

export function makeFaults(time: VirtualTime, random: Random): Faults {
  const faults: Faults = {
    areOn: true,
    happens: share => faults.areOn && random.next() < share,
    async ofServer() {
      await time.sleep(random.between(1, 20));
      if (faults.happens(0.004)) throw new Crash();
      if (faults.happens(0.004)) await time.sleep(random.between(1_000, LONGEST_STALL_MS));
    },
    async ofFunction() {
      await time.sleep(random.between(1, 50));
      if (faults.happens(0.01)) throw new StepFailed('it raised');
      if (faults.happens(0.005)) {
        await time.sleep(TIMEOUT_MS);
        throw new StepFailed('it ran out of time');
      }
    },
  };
  return faults;
}

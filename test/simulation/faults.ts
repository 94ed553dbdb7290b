import type { Random } from '../crash/random.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The process ends at this instruction. */
export class Crash extends Error {}

/** A step fails: the function raised, was killed, or ran out of its time. */
export class StepFailed extends Error {}

// They happen hundreds of thousands of times, and where they were made says nothing: each is made once.
const CRASH = new Crash();
const RAISED = new StepFailed('it raised');
const OUT_OF_TIME = new StepFailed('it ran out of time');

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
    ofServer() {
      const ms = random.between(1, 20);
      if (faults.happens(0.004)) return time.sleep(ms, CRASH);
      return time.sleep(faults.happens(0.004) ? ms + random.between(1_000, LONGEST_STALL_MS) : ms);
    },
    ofFunction() {
      const ms = random.between(1, 50);
      if (faults.happens(0.01)) return time.sleep(ms, RAISED);
      if (faults.happens(0.005)) return time.sleep(ms + TIMEOUT_MS, OUT_OF_TIME);
      return time.sleep(ms);
    },
  };
  return faults;
}

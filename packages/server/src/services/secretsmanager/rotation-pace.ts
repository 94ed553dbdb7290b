/** Lets attempts of rotations begin, as fast as this server can bear it. */
export interface RotationPace {
  /** Resolves when one more attempt may begin. */
  turn(): Promise<void>;
}

export interface RotationPaceParts {
  /** Milliseconds of a clock that nobody sets. */
  now(): number;
  /** The share of the time since it was last asked that the server's thread was at work, from 0 to 1. */
  workload(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * How many attempts may begin in a second while requests keep the server's thread busy. Each of them takes the thread some
 * ten milliseconds, which those who read secrets wait for: at this pace they keep more than two thirds of what they get
 * without, and a thousand secrets that are due at once are rotated within a minute.
 */
export const ATTEMPTS_PER_SECOND = 22;

/**
 * From this share of its time on the thread counts as busy. It is low, because under full load it waits for the disk about
 * half the time, and what rotations take then, requests lose; rotations alone that are held back by it lose nothing that
 * anybody waits for.
 */
const BUSY = 0.3;
/** So long is looked at to tell, in milliseconds: one pause for garbage makes nobody busy. */
const WINDOW_MS = 250;
/** Older observations say nothing of now. */
const STALE_MS = 1_000;
const INTERVAL_MS = 1_000 / ATTEMPTS_PER_SECOND;

/**
 * While the thread has time to spare attempts begin at once, and how many run at a time is their only limit. While it is
 * busy, or as long as that is not known, they begin evenly, so many a second: secrets are read all the time by
 * applications that wait, and rotations have until the end of their window. It is no limit on one after the other: the
 * first one after a pause never waits.
 */
export function makeRotationPace({ now, workload, sleep }: RotationPaceParts): RotationPace {
  let lookedAt = -Infinity;
  let isBusy = true;
  let nextAt = -Infinity;
  const look = () => {
    const age = now() - lookedAt;
    if (age < WINDOW_MS) return;
    const share = workload();
    isBusy = age > STALE_MS || share >= BUSY;
    lookedAt = now();
  };
  return {
    async turn() {
      look();
      const at = Math.max(nextAt, now());
      if (!isBusy) {
        nextAt = now() + INTERVAL_MS;
        return;
      }
      nextAt = at + INTERVAL_MS;
      if (at > now()) await sleep(at - now());
    },
  };
}

/** The workload of the thread that this runs in, for `RotationPaceParts`. */
export function threadWorkload(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const before = last;
    last = performance.eventLoopUtilization();
    return performance.eventLoopUtilization(last, before).utilization;
  };
}

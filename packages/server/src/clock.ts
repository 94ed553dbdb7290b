/** Time and chance come in from outside, so that tests own them. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Cryptographically secure random bytes. */
export type Random = (bytes: number) => Buffer;

/**
 * Random bytes for identifiers: the same quality, taken from the system a page at a time, because a call costs more than
 * the bytes. Not for keys: what is given out stays in memory until the page is used up.
 */
export function pooledRandom(random: Random, poolBytes = 8_192): Random {
  let pool: Buffer = Buffer.alloc(0);
  let used = 0;
  return bytes => {
    if (bytes > poolBytes) return random(bytes);
    if (used + bytes > pool.length) {
      pool = random(poolBytes);
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
}

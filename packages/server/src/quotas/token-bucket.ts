/**
 * A token bucket as a value: what is left of it and when that was. It fills by the clock that its caller reads, so that
 * it needs no timer, and it counts thousandths of a request, so that nothing is ever rounded.
 */
export interface TokenBucket {
  /** Thousandths of a request that may still be made. */
  readonly left: number;
  /** When that was so: milliseconds since 1970. */
  readonly at: number;
}

/** What a request finds: whether it may pass, and the bucket after it. */
export interface Draw {
  readonly isGranted: boolean;
  readonly bucket: TokenBucket;
}

const REQUEST = 1_000;

/** A full bucket: it holds the requests of one second. */
export function fullBucket(perSecond: number, now: number): TokenBucket {
  return { left: perSecond * REQUEST, at: now };
}

/**
 * Takes one request out of a bucket that gains `perSecond` requests (a whole number) a second. A refused request takes
 * nothing. A clock that was set back gains nothing, and the bucket goes on from there.
 */
export function draw(bucket: TokenBucket, perSecond: number, now: number): Draw {
  // A millisecond gains as many thousandths as a second gains requests.
  const gained = Math.max(now - bucket.at, 0) * perSecond;
  const left = Math.min(bucket.left + gained, perSecond * REQUEST);
  if (left < REQUEST) return { isGranted: false, bucket: { left, at: now } };
  return { isGranted: true, bucket: { left: left - REQUEST, at: now } };
}

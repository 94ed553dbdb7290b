import { draw, fullBucket } from './token-bucket.ts';
import type { TokenBucket } from './token-bucket.ts';

/** Operations whose requests are counted together. */
export interface RateGroup {
  /** `secretsmanager` */
  readonly service: string;
  readonly operations: readonly string[];
  /** Requests a second of one account in one region; also how many may come at once. A whole number. */
  readonly perSecond: number;
}

/** A request by what it is counted under. */
export interface CountedRequest {
  readonly service: string;
  readonly operation: string;
  /** The account that asks, whoever owns what it asks for. */
  readonly accountId: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Counts a request; false when its account is over its rate. An operation in no group always passes. */
export type RateLimiter = (request: CountedRequest) => boolean;

/**
 * A limiter that remembers one bucket for each group, account and region. Only what was authenticated may be asked
 * about: then the accounts and regions of this server bound what it remembers.
 */
export function makeRateLimiter(groups: readonly RateGroup[]): RateLimiter {
  const counters = new Map(groups.flatMap(countersOf));
  return ({ service, operation, accountId, region, now }) => {
    const counter = counters.get(`${service}.${operation}`);
    if (counter === undefined) return true;
    const { perSecond, buckets } = counter;
    const key = `${accountId} ${region}`;
    const { isGranted, bucket } = draw(buckets.get(key) ?? fullBucket(perSecond, now), perSecond, now);
    buckets.set(key, bucket);
    return isGranted;
  };
}

interface Counter {
  readonly perSecond: number;
  /** By account and region. */
  readonly buckets: Map<string, TokenBucket>;
}

/** The operations of a group with the counter that they share. */
function countersOf({ service, operations, perSecond }: RateGroup): readonly (readonly [string, Counter])[] {
  const counter: Counter = { perSecond, buckets: new Map() };
  return operations.map(operation => [`${service}.${operation}`, counter]);
}

import { AWS_RATES } from './aws-rates.ts';
import { makeRateLimiter } from './rate-limiter.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** The quotas that an administrator turns on or off. Those that belong to a shape or a rule of AWS always hold. */
export interface Quotas {
  /** Absent: requests come as fast as they can. */
  readonly takeRequest?: RateLimiter;
  /** How many secrets an account may have in a region; absent: as many as the storage holds. */
  readonly secretsPerRegion?: number;
}

/** AWS's figures, or none: on one's own machines nobody else has to be protected from the account. */
export function makeQuotas(kind: 'aws' | 'none'): Quotas {
  if (kind === 'none') return {};
  return { takeRequest: makeRateLimiter(AWS_RATES), secretsPerRegion: SECRETS_PER_REGION };
}

/** AWS: 500,000 secrets in each region of an account. */
const SECRETS_PER_REGION = 500_000;

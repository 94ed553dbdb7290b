import { AWS_RATES } from './aws-rates.ts';
import { KMS_RATES } from './kms-rates.ts';
import { makeRateLimiter } from './rate-limiter.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** The quotas that an administrator turns on or off. Those that belong to a shape or a rule of AWS always hold. */
export interface Quotas {
  /** Absent: requests come as fast as they can. */
  readonly takeRequest?: RateLimiter;
  /** How many secrets an account may have in a region; absent: as many as the storage holds. */
  readonly secretsPerRegion?: number;
  /** How many of each an account may have; absent: as many as the storage holds. */
  readonly identitiesPerAccount?: IdentityQuotas;
  /** Absent: as many keys, aliases and grants as the storage holds. */
  readonly kms?: KmsQuotas;
}

/** What KMS counts. */
export interface KmsQuotas {
  /** Customer managed keys of an account in a region, whatever their state. */
  readonly keysPerRegion: number;
  readonly aliasesPerKey: number;
  readonly grantsPerKey: number;
}

/** What IAM counts for an account. */
export interface IdentityQuotas {
  readonly users: number;
  readonly groups: number;
  readonly roles: number;
  readonly policies: number;
  readonly instanceProfiles: number;
}

/** AWS's figures, or none: on one's own machines nobody else has to be protected from the account. */
export function makeQuotas(kind: 'aws' | 'none'): Quotas {
  if (kind === 'none') return {};
  return {
    takeRequest: makeRateLimiter([...AWS_RATES, ...KMS_RATES]),
    secretsPerRegion: SECRETS_PER_REGION,
    identitiesPerAccount: IDENTITIES,
    kms: KMS,
  };
}

/** AWS: 500,000 secrets in each region of an account. */
const SECRETS_PER_REGION = 500_000;

/** Source: KMS Developer Guide, "Resource quotas". */
const KMS: KmsQuotas = { keysPerRegion: 100_000, aliasesPerKey: 50, grantsPerKey: 50_000 };

/** Source: IAM User Guide, "IAM and AWS STS quotas". */
const IDENTITIES: IdentityQuotas = {
  users: 5_000,
  groups: 300,
  roles: 1_000,
  policies: 1_500,
  instanceProfiles: 1_000,
};

import type { RotationRow } from './rotation-row.ts';
import type { StagedVersions } from './version-stages.ts';

/** A secret as it is stored. Times are milliseconds since 1970. */
export interface SecretRow extends RotationRow {
  readonly id: string;
  readonly account_id: string;
  readonly region: string;
  readonly name: string;
  readonly suffix: string;
  readonly revision: number;
  readonly description: string | null;
  /** As the request that set it wrote it; null: the account's default key. */
  readonly kms_key_id: string | null;
  readonly type: string | null;
  readonly tags: string | null;
  readonly stages: string;
  readonly current_version_id: string | null;
  readonly created_at: number;
  readonly changed_at: number;
  readonly accessed_at: number | null;
  readonly deleted_at: number | null;
  readonly delete_after: number | null;
  /** Of a secret with replicas its own region, of a replica the primary's; null: it is neither. */
  readonly primary_region: string | null;
  /** The service that made it for its caller, `events`; never changes. Null: no service owns it. */
  readonly owning_service: string | null;
}

/** The policy that is attached to a secret; not in `SecretRow`, because lists would read it for nothing. */
export interface ResourcePolicyRow {
  /** As the request that set it wrote it; null: none. */
  readonly resource_policy: string | null;
  /** JSON: unique ids, by ARN, of the users and roles that it named when it was stored; null: none. */
  readonly resource_policy_ids: string | null;
}

export const NO_POLICY: ResourcePolicyRow = { resource_policy: null, resource_policy_ids: null };

/** A copy of a secret in another region. */
export function isReplica({ region, primary_region: primary }: Pick<SecretRow, 'region' | 'primary_region'>): boolean {
  return primary !== null && primary !== region;
}

/** It has replicas, in whatever state. */
export function isPrimary({ region, primary_region: primary }: Pick<SecretRow, 'region' | 'primary_region'>): boolean {
  return primary === region;
}

/** A version as it is stored. */
export interface VersionRow {
  readonly version_id: string;
  readonly created_at: number;
  readonly accessed_at: number | null;
  /** Null while the version has no value (a rotation that has only begun). */
  readonly kind: 'string' | 'binary' | null;
  readonly value: Uint8Array | null;
  readonly data_key: Uint8Array | null;
  readonly kms_key_arn: string | null;
}

/** A version as it was read: its data key may lie there under several KMS keys. */
export interface StoredVersion extends VersionRow {
  /** JSON, see `wrappings.ts`; null: `data_key` is the only one. */
  readonly more_data_keys: string | null;
}

export type Tag = { readonly Key?: string | undefined; readonly Value?: string | undefined };

/** The labels of a stored secret. */
export function stagesIn(row: Pick<SecretRow, 'stages'>): StagedVersions {
  const known = parsed.get(row);
  if (known !== undefined) return known;
  const stages = JSON.parse(row.stages) as StagedVersions; // what this service wrote
  parsed.set(row, stages);
  return stages;
}

/** A row never changes, and one that is remembered is read many times. */
const parsed = new WeakMap<object, StagedVersions>();

/** The tags of a stored secret; undefined when it never had any, empty when they were all removed. */
export function tagsIn(row: Pick<SecretRow, 'tags'>): readonly Tag[] | undefined {
  return row.tags === null ? undefined : (JSON.parse(row.tags) as readonly Tag[]); // what this service wrote
}

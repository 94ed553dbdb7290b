/** Which regions a request may name for replicas, and how replicas are shown. */
import type { AwsError } from '@coffer/wire';
import { isRegionName, partitionOf } from '../../pipeline/region.ts';
import { invalidParameter } from './errors.ts';
import type { WantedReplica } from './replica-changes.ts';
import type { ReplicaRow } from './replica-store.ts';
import { DEFAULT_KEY, keyIn } from './kms-key.ts';

interface ReplicaRegion {
  readonly Region?: string | undefined;
  readonly KmsKeyId?: string | undefined;
}

/**
 * The replicas that a request asks for, each region once (recorded: twice is no error), the last mention of it counts.
 * That a region is not served here shows later, in the replica's status.
 *
 * @throws AwsError InvalidParameterException for the secret's own region (recorded), for what is no region, and for one
 * of another partition
 */
export function wantedReplicas(home: string, asked: readonly ReplicaRegion[]): readonly WantedReplica[] {
  const wanted = new Map<string, WantedReplica>();
  for (const { Region: region, KmsKeyId } of asked) {
    if (region === undefined || !isReplicaRegion(home, region)) throw invalidParameter('Invalid replica region.');
    wanted.set(region, { region, kmsKeyId: keyIn(KmsKeyId) ?? DEFAULT_KEY });
  }
  if (wanted.size > MAX_REPLICAS) throw tooManyReplicas();
  return [...wanted.values()];
}

/** @throws AwsError InvalidParameterException when a secret would have more replicas than there can be regions */
export function assertRoomForReplicas(
  known: readonly Pick<ReplicaRow, 'region'>[],
  wanted: readonly WantedReplica[],
): void {
  const regions = new Set([...known.map(replica => replica.region), ...wanted.map(replica => replica.region)]);
  if (regions.size > MAX_REPLICAS) throw tooManyReplicas();
}

/** ReplicationStatus: by region. */
export function replicationStatus(replicas: readonly ReplicaRow[]) {
  return replicas.map(replica => ({
    Region: replica.region,
    KmsKeyId: replica.kms_key_id,
    Status: replica.status,
    StatusMessage: replica.status_message ?? undefined,
  }));
}

function isReplicaRegion(home: string, region: string): boolean {
  return isRegionName(region) && region !== home && partitionOf(region) === partitionOf(home);
}

/** More than any partition of AWS has regions: names that nobody serves must not fill the database. */
const MAX_REPLICAS = 64;

function tooManyReplicas(): AwsError {
  return invalidParameter(`A secret can have at most ${MAX_REPLICAS} replica regions.`);
}

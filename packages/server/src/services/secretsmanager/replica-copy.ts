/** One replication: what of the primary is copied, encrypted again for the replica's region, and how it is stored. */
import { randomUUID } from 'node:crypto';
import { AwsError } from '@coffer/wire';
import { cancelJob } from '../../jobs/store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { END_OF_RECOVERY } from './delete-secret.ts';
import { eachVersionEvent } from './deletion-events.ts';
import { arnOf } from './load-secret.ts';
import type { ReplicaRow } from './replica-store.ts';
import { listCopies, lockSecretNamed, setSource } from './replica-store.ts';
import type { Plan, Target } from './replication-plan.ts';
import { planReplication } from './replication-plan.ts';
import { NEVER_ROTATED } from './rotation-row.ts';
import type { ResourcePolicyRow, SecretRow, StoredVersion, VersionRow } from './rows.ts';
import { NO_POLICY, stagesIn } from './rows.ts';
import { assertRoomForSecret } from './secret-quota.ts';
import { decryptValue, encryptValue } from './secret-value.ts';
import type { CurrentRow } from './store.ts';
import {
  deleteSecretRow,
  deleteVersion,
  findSecret,
  findVersion,
  insertSecret,
  listVersions,
  putVersionRow,
  setResourcePolicy,
  updateSecret,
} from './store.ts';

/** The same caller in the two regions. */
export interface Scopes {
  readonly home: Scope;
  readonly there: Scope;
}

/** A copy that is ready to be stored. */
export interface Copy {
  readonly kind: Exclude<Plan['kind'], 'refuse'>;
  /** What had the name in the replica's region; undefined: nothing. */
  readonly seen: CurrentRow | undefined;
  /** The replica as it is to be. */
  readonly row: CurrentRow;
  readonly versions: readonly { readonly version: VersionRow; readonly sourceCreatedAt: number }[];
  readonly remove: readonly string[];
}

/**
 * Decrypts in the primary's region what the replica lacks and encrypts it in the replica's.
 *
 * @throws AwsError when the name is taken, the region is full, or KMS refuses: the replication is refused then
 */
export async function prepareCopy(scopes: Scopes, primary: CurrentRow, replica: ReplicaRow): Promise<Copy> {
  const { home, there } = scopes;
  const { region, kms_key_id: kmsKeyId } = replica;
  const place = { accountId: primary.account_id, region, name: primary.name };
  const seen = await findSecret(there.reader, place);
  const source = await listVersions(home.reader, primary.id);
  const plan = planReplication(
    {
      labels: stagesIn(primary),
      versions: source.map(version => ({
        versionId: version.version_id,
        createdAt: version.created_at,
        hasValue: version.kind !== null,
      })),
    },
    seen && (await targetOf(there, seen, replica)),
    { kmsKeyId, overwrites: replica.overwrites === 1 },
  );
  if (plan.kind === 'refuse') throw nameTaken(place);
  if (plan.kind === 'create') await assertRoomForSecret({ ...there, accountId: primary.account_id });
  const row = replicaRow(primary, replica, plan.kind === 'update' ? seen : undefined, seen?.created_at ?? there.now);
  const versions: Copy['versions'][number][] = [];
  for (const versionId of plan.copy) {
    const version = await findVersion(home.reader, primary.id, versionId);
    const copied = version && (await copyVersion(scopes, { primary, row }, version));
    if (version !== undefined && copied !== undefined) {
      versions.push({ version: copied, sourceCreatedAt: version.created_at });
    }
  }
  return { kind: plan.kind, seen, row, versions, remove: plan.remove };
}

async function targetOf({ reader }: Scope, seen: SecretRow, replica: ReplicaRow): Promise<Target> {
  const isOwn = seen.id === replica.replica_id;
  const copies = isOwn ? await listCopies(reader, seen.id) : [];
  return {
    relation: isOwn ? 'own' : seen.primary_region === null && seen.owning_service === null ? 'free' : 'bound',
    kmsKeyId: seen.kms_key_id,
    versions: copies.map(copy => ({ versionId: copy.version_id, sourceCreatedAt: copy.source_created_at })),
  };
}

/** Recorded from AWS, after `Replication failed: `. */
function nameTaken({ name, region }: { readonly name: string; readonly region: string }): AwsError {
  return new AwsError('ResourceExistsException', `Secret name ${name} already exists in region ${region}.`);
}

/** `before` is the replica as it is; `createdAt` also that of a secret that is overwritten (recorded). */
function replicaRow(
  primary: CurrentRow,
  { region, kms_key_id }: ReplicaRow,
  before: CurrentRow | undefined,
  createdAt: number,
): CurrentRow {
  return {
    ...primary,
    ...NEVER_ROTATED,
    id: before?.id ?? randomUUID(),
    region,
    revision: before?.revision ?? 1,
    kms_key_id,
    created_at: createdAt,
    accessed_at: before?.accessed_at ?? null,
    primary_region: primary.region,
  };
}

async function copyVersion(
  { home, there }: Scopes,
  { primary, row }: { readonly primary: SecretRow; readonly row: SecretRow },
  version: StoredVersion,
): Promise<VersionRow | undefined> {
  const { version_id: versionId } = version;
  const value = await decryptValue(home, arnOf(home, primary), version);
  if (value === undefined) return undefined;
  const place = { arn: arnOf(there, row), versionId, kmsKeyId: row.kms_key_id };
  const sealed = await encryptValue(there, place, value);
  return { version_id: versionId, created_at: there.now, accessed_at: null, ...sealed };
}

/** Stores a copy; false and nothing when what has the name in the replica's region has changed since it was seen. */
export async function storeCopy(scope: Scope, writer: Writer, copy: Copy): Promise<boolean> {
  const { seen, row } = copy;
  const place = { accountId: row.account_id, region: row.region, name: row.name };
  const found = await lockSecretNamed(writer, place);
  if (found?.id !== seen?.id || found?.revision !== seen?.revision) return false;
  if (copy.kind === 'overwrite' && seen !== undefined) await giveWay(scope, writer, seen);
  if (copy.kind === 'update') await updateSecret(writer, row);
  else await insertSecret(writer, row);
  if (!hasPolicyOf(row, copy.kind === 'update' && seen !== undefined ? seen : NO_POLICY)) {
    await setResourcePolicy(writer, row, row, row.changed_at);
  }
  for (const versionId of copy.remove) await deleteVersion(writer, row, versionId);
  for (const { version, sourceCreatedAt } of copy.versions) {
    await putVersionRow(writer, row, version);
    await setSource(writer, row.id, version.version_id, sourceCreatedAt);
  }
  return true;
}

function hasPolicyOf(row: ResourcePolicyRow, other: ResourcePolicyRow): boolean {
  return row.resource_policy === other.resource_policy && row.resource_policy_ids === other.resource_policy_ids;
}

/** The secret that is overwritten goes as one that is deleted by force. */
async function giveWay(scope: Scope, writer: Writer, old: SecretRow): Promise<void> {
  const versions = await listVersions(writer, old.id);
  if (old.deleted_at === null) eachVersionEvent(scope, old, versions, 'StartSecretVersionDelete');
  eachVersionEvent(scope, old, versions, 'EndSecretVersionDelete');
  await cancelJob(writer, END_OF_RECOVERY, old.id);
  await deleteSecretRow(writer, old);
}

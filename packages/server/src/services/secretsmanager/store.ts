/** The SQL of secrets and their versions. */
import type { CommittedReader, Reader, Writer } from '../../storage/database.ts';
import type { Sql } from '../../storage/sql.ts';
import { sql } from '../../storage/sql.ts';
import type { ResourcePolicyRow, SecretRow, StoredVersion, VersionRow } from './rows.ts';
import type { IndexPlace } from './search-store.ts';
import { insertTerms, removeTerms, storeTerms } from './search-store.ts';
import { termsIn, termsOf } from './search-terms.ts';
import type { StagedVersions } from './version-stages.ts';
import { AWSCURRENT, versionWithStage } from './version-stages.ts';

/** Where a name means a secret: names are unique in an account's region. */
export interface NamedSecret {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

/** The secret of this name, with the version that is labelled AWSCURRENT; one statement, because every read begins so. */
export function findSecret(
  reader: CommittedReader,
  secret: NamedSecret,
): CurrentRow | undefined | Promise<CurrentRow | undefined> {
  const { accountId, region, name } = secret;
  return reader.getRemembered<CurrentRow>(
    rememberedAs(secret),
    sql`
    select
      s.id, s.account_id, s.region, s.name, s.suffix, s.revision, s.description, s.kms_key_id, s.type, s.tags, s.stages,
      s.current_version_id, s.created_at, s.changed_at, s.accessed_at, s.deleted_at, s.delete_after,
      s.rotation_enabled, s.rotation_lambda_arn, s.rotation_rules, s.rotated_at, s.next_rotation_at,
      s.next_rotation_date, s.primary_region, s.owning_service,
      s.resource_policy, s.resource_policy_ids,
      v.created_at as version_created_at,
      v.accessed_at as version_accessed_at,
      v.kind as version_kind,
      v.value as version_value,
      v.data_key as version_data_key,
      v.kms_key_arn as version_kms_key_arn,
      v.more_data_keys as version_more_data_keys
    from secret s
    left join secret_version v on v.secret_id = s.id and v.version_id = s.current_version_id
    where s.account_id = ${accountId}
      and s.region = ${region}
      and s.name = ${name}`,
  );
}

/** How many secrets `findSecrets` finds at most: a batch. */
export const MAX_NAMES = 20;

/** Like `findSecret` for some names of an account's region, in one statement; those that are there, in any order. */
export function findSecrets(
  reader: Reader,
  { accountId, region }: Omit<NamedSecret, 'name'>,
  names: readonly string[],
): Promise<CurrentRow[]> {
  // Always as many places, so that the statement is always the same and stays prepared. The last name fills the rest.
  const n = (i: number) => names[Math.min(i, names.length - 1)] ?? '';
  return reader.all<CurrentRow>(sql`
    select
      s.id, s.account_id, s.region, s.name, s.suffix, s.revision, s.description, s.kms_key_id, s.type, s.tags, s.stages,
      s.current_version_id, s.created_at, s.changed_at, s.accessed_at, s.deleted_at, s.delete_after,
      s.rotation_enabled, s.rotation_lambda_arn, s.rotation_rules, s.rotated_at, s.next_rotation_at,
      s.next_rotation_date, s.primary_region, s.owning_service,
      s.resource_policy, s.resource_policy_ids,
      v.created_at as version_created_at,
      v.accessed_at as version_accessed_at,
      v.kind as version_kind,
      v.value as version_value,
      v.data_key as version_data_key,
      v.kms_key_arn as version_kms_key_arn,
      v.more_data_keys as version_more_data_keys
    from secret s
    left join secret_version v on v.secret_id = s.id and v.version_id = s.current_version_id
    where s.account_id = ${accountId}
      and s.region = ${region}
      and s.name in (
        ${n(0)}, ${n(1)}, ${n(2)}, ${n(3)}, ${n(4)}, ${n(5)}, ${n(6)}, ${n(7)}, ${n(8)}, ${n(9)},
        ${n(10)}, ${n(11)}, ${n(12)}, ${n(13)}, ${n(14)}, ${n(15)}, ${n(16)}, ${n(17)}, ${n(18)}, ${n(19)}
      )`);
}

/** INVARIANT: every write that changes a secret or one of its versions forgets this name. */
function rememberedAs({ accountId, region, name }: NamedSecret): string {
  return `secret ${accountId} ${region} ${name}`;
}

/** Which secret a write changes. */
type ChangedSecret = Pick<SecretRow, 'id' | 'account_id' | 'region' | 'name'>;

function forget(writer: Writer, { account_id: accountId, region, name }: ChangedSecret): void {
  writer.forget(rememberedAs({ accountId, region, name }));
}

/** A secret with its policy, joined with its current version, if it has one. */
export interface CurrentRow extends SecretRow, ResourcePolicyRow {
  readonly version_created_at: number | null;
  readonly version_accessed_at: number | null;
  readonly version_kind: 'string' | 'binary' | null;
  readonly version_value: Uint8Array | null;
  readonly version_data_key: Uint8Array | null;
  readonly version_kms_key_arn: string | null;
  readonly version_more_data_keys: string | null;
}

/** Whether an account has this many secrets in a region, one at least. It looks at no more of the index than that. */
export async function hasSecrets(
  reader: Reader,
  { accountId, region }: Pick<NamedSecret, 'accountId' | 'region'>,
  count: number,
): Promise<boolean> {
  const last = await reader.get(sql`
    select 1
    from secret
    where account_id = ${accountId}
      and region = ${region}
    order by name
    limit 1 offset ${count - 1}`);
  return last !== undefined;
}

export function findVersion(reader: Reader, secretId: string, versionId: string): Promise<StoredVersion | undefined> {
  return reader.get<StoredVersion>(sql`
    select version_id, created_at, accessed_at, kind, value, data_key, kms_key_arn, more_data_keys
    from secret_version
    where secret_id = ${secretId}
      and version_id = ${versionId}`);
}

/** A version without what it holds. */
export type VersionSummary = Omit<StoredVersion, 'value' | 'data_key'>;

/** All versions, the oldest first. */
export function listVersions(reader: Reader, secretId: string): Promise<VersionSummary[]> {
  return reader.all<VersionSummary>(sql`
    select version_id, created_at, accessed_at, kms_key_arn, kind, more_data_keys
    from secret_version
    where secret_id = ${secretId}
    order by created_at, version_id`);
}

/** Locks the secret until the commit; is it still what was authorized? */
export async function isUnchanged(writer: Writer, secret: Pick<SecretRow, 'id' | 'revision'>): Promise<boolean> {
  const row = await writer.get<{ revision: number }>(sql`
    select revision
    from secret
    where id = ${secret.id}${writer.forUpdate}`);
  return row?.revision === secret.revision;
}

/** Throws `UniqueViolation` when the name is taken. */
export async function insertSecret(writer: Writer, secret: SecretRow): Promise<void> {
  forget(writer, secret);
  const terms = termsOf(secret);
  await writer.run(sql`
    insert into secret (
      id, account_id, region, name, suffix, revision, description, kms_key_id, type, tags, stages, current_version_id,
      created_at, changed_at, accessed_at, deleted_at, delete_after,
      rotation_enabled, rotation_lambda_arn, rotation_rules, rotated_at, next_rotation_at, next_rotation_date,
      primary_region, owning_service, search_terms
    )
    values (
      ${secret.id}, ${secret.account_id}, ${secret.region}, ${secret.name}, ${secret.suffix}, ${secret.revision},
      ${secret.description}, ${secret.kms_key_id}, ${secret.type}, ${secret.tags}, ${secret.stages},
      ${secret.current_version_id}, ${secret.created_at}, ${secret.changed_at}, ${secret.accessed_at},
      ${secret.deleted_at}, ${secret.delete_after},
      ${secret.rotation_enabled}, ${secret.rotation_lambda_arn}, ${secret.rotation_rules}, ${secret.rotated_at},
      ${secret.next_rotation_at}, ${secret.next_rotation_date}, ${secret.primary_region},
      ${secret.owning_service}, ${terms}
    )`);
  await insertTerms(writer, secret, termsIn(terms));
}

/** Stores a changed secret under the next revision. */
export async function updateSecret(writer: Writer, secret: SecretRow): Promise<void> {
  forget(writer, secret);
  // What the statement leaves alone comes back as it is stored: only what can be searched costs another statement.
  const stored = await writer.get<Indexed>(sql`
    update secret
    set revision = revision + 1,
      description = ${secret.description},
      kms_key_id = ${secret.kms_key_id},
      type = ${secret.type},
      tags = ${secret.tags},
      stages = ${secret.stages},
      current_version_id = ${secret.current_version_id},
      changed_at = ${secret.changed_at},
      deleted_at = ${secret.deleted_at},
      delete_after = ${secret.delete_after},
      rotation_enabled = ${secret.rotation_enabled},
      rotation_lambda_arn = ${secret.rotation_lambda_arn},
      rotation_rules = ${secret.rotation_rules},
      rotated_at = ${secret.rotated_at},
      next_rotation_at = ${secret.next_rotation_at},
      next_rotation_date = ${secret.next_rotation_date},
      primary_region = ${secret.primary_region}
    where id = ${secret.id}
    returning id, account_id, region, name, created_at, search_terms`);
  if (stored !== undefined) await storeTerms(writer, { ...secret, ...stored }, stored.search_terms);
}

/** A secret's row as the index of searches knows it. */
type Indexed = IndexPlace & Pick<SecretRow, 'name'> & { readonly search_terms: string };

/** Attaches a policy to a secret, or takes it off, under the next revision. `updateSecret` leaves it as it is. */
export async function setResourcePolicy(
  writer: Writer,
  secret: ChangedSecret,
  { resource_policy: document, resource_policy_ids: ids }: ResourcePolicyRow,
  changedAt: number,
): Promise<void> {
  forget(writer, secret);
  await writer.run(sql`
    update secret
    set revision = revision + 1,
      resource_policy = ${document},
      resource_policy_ids = ${ids},
      changed_at = ${changedAt}
    where id = ${secret.id}`);
}

/** What a change of labels changes in the secret's row. */
export function withStages(secret: SecretRow, stages: StagedVersions): SecretRow {
  return {
    ...secret,
    stages: JSON.stringify(stages),
    current_version_id: versionWithStage(stages, AWSCURRENT) ?? null,
  };
}

/** Stores a version; one that rotation reserved without a value gets it now. */
export async function putVersionRow(writer: Writer, secret: ChangedSecret, version: VersionRow): Promise<void> {
  forget(writer, secret);
  await writer.run(sql`
    insert into secret_version (secret_id, version_id, created_at, accessed_at, kind, value, data_key, kms_key_arn)
    values (
      ${secret.id}, ${version.version_id}, ${version.created_at}, ${version.accessed_at}, ${version.kind},
      ${version.value}, ${version.data_key}, ${version.kms_key_arn}
    )
    on conflict (secret_id, version_id) do update
    set created_at = excluded.created_at,
      kind = excluded.kind,
      value = excluded.value,
      data_key = excluded.data_key,
      kms_key_arn = excluded.kms_key_arn,
      more_data_keys = null`);
}

/** What the row of a version has while a rotation has only reserved it. */
export const WITHOUT_VALUE = { accessed_at: null, kind: null, value: null, data_key: null, kms_key_arn: null } as const;

/** Keeps a version's data key under further KMS keys as well. */
export async function setMoreDataKeys(
  writer: Writer,
  secret: ChangedSecret,
  versionId: string,
  moreDataKeys: string,
): Promise<void> {
  forget(writer, secret);
  await writer.run(sql`
    update secret_version
    set more_data_keys = ${moreDataKeys}
    where secret_id = ${secret.id}
      and version_id = ${versionId}`);
}

export async function deleteVersion(writer: Writer, secret: ChangedSecret, versionId: string): Promise<void> {
  forget(writer, secret);
  await writer.run(sql`delete from secret_version where secret_id = ${secret.id} and version_id = ${versionId}`);
}

/** The secret and all its versions are gone. */
export async function deleteSecretRow(writer: Writer, secret: ChangedSecret): Promise<void> {
  forget(writer, secret);
  await writer.run(sql`delete from secret_version where secret_id = ${secret.id}`);
  const stored = await writer.get<Indexed>(sql`
    delete from secret
    where id = ${secret.id}
    returning id, account_id, region, name, created_at, search_terms`);
  if (stored !== undefined) await removeTerms(writer, stored, termsIn(stored.search_terms));
}

/** Sets LastAccessedDate of a secret and a version to a day, unless a read of that day or a later one has set it. */
export async function touch(writer: Writer, secret: ChangedSecret, versionId: string, day: number): Promise<void> {
  forget(writer, secret);
  await writer.run(sql`
    update secret
    set accessed_at = ${day}
    where id = ${secret.id}
      and (accessed_at is null or accessed_at < ${day})`);
  await writer.run(sql`
    update secret_version
    set accessed_at = ${day}
    where secret_id = ${secret.id}
      and version_id = ${versionId}
      and (accessed_at is null or accessed_at < ${day})`);
}

/** The secret of this id, locked until the commit. */
export function lockSecret(writer: Writer, secretId: string): Promise<SecretRow | undefined> {
  return writer.get<SecretRow>(sql`${secretById(secretId)}${writer.forUpdate}`);
}

/** The secret of this id as it is now. */
export function findSecretById(reader: Reader, secretId: string): Promise<SecretRow | undefined> {
  return reader.get<SecretRow>(secretById(secretId));
}

function secretById(secretId: string): Sql {
  return sql`
    select id, account_id, region, name, suffix, revision, description, kms_key_id, type, tags, stages,
      current_version_id, created_at, changed_at, accessed_at, deleted_at, delete_after,
      rotation_enabled, rotation_lambda_arn, rotation_rules, rotated_at, next_rotation_at, next_rotation_date,
      primary_region
    from secret
    where id = ${secretId}`;
}

/** The SQL of customer managed policies and their versions. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { nameKey } from './arns.ts';
import type { Page } from './page.ts';
import { afterName, under } from './page.ts';
import type { PolicyRow, PolicyVersionRow } from './rows.ts';

const columns = sql`
  p.id, p.account_id, p.name, p.path, p.description, p.created_at, p.updated_at, p.default_version, p.last_version,
  p.tags`;

/** The policy of this name, whatever the letter case and path. */
export function findPolicy(reader: Reader, accountId: string, name: string): Promise<PolicyRow | undefined> {
  return reader.get<PolicyRow>(sql`
    select ${columns}
    from iam_policy p
    where p.account_id = ${accountId}
      and p.name_key = ${nameKey(name)}`);
}

/** The same, with the document of its default version. */
export function findPolicyWithDocument(
  reader: Reader,
  accountId: string,
  name: string,
): Promise<(PolicyRow & { readonly document: string }) | undefined> {
  return reader.get<PolicyRow & { document: string }>(sql`
    select ${columns}, v.document
    from iam_policy p
    join iam_policy_version v on v.policy_id = p.id and v.version = p.default_version
    where p.account_id = ${accountId}
      and p.name_key = ${nameKey(name)}`);
}

export function findPolicyById(reader: Reader, id: string): Promise<PolicyRow | undefined> {
  return reader.get<PolicyRow>(sql`
    select ${columns}
    from iam_policy p
    where p.id = ${id}`);
}

/** A page of an account's own policies by name. */
export function listPolicies(reader: Reader, accountId: string, page: Page): Promise<PolicyRow[]> {
  return reader.all<PolicyRow>(sql`
    select ${columns}
    from iam_policy p
    where p.account_id = ${accountId}
      ${under(sql`p.path`, page)}
      ${afterName(sql`p.name_key`, page)}
    order by p.name_key
    limit ${page.limit}`);
}

/** Throws `UniqueViolation` when the name is taken. */
export async function insertPolicy(writer: Writer, policy: PolicyRow, document: string): Promise<void> {
  await writer.run(sql`
    insert into iam_policy (
      id, account_id, name, name_key, path, description, created_at, updated_at, default_version, last_version, tags
    )
    values (
      ${policy.id}, ${policy.account_id}, ${policy.name}, ${nameKey(policy.name)}, ${policy.path},
      ${policy.description}, ${policy.created_at}, ${policy.updated_at}, ${policy.default_version},
      ${policy.last_version}, ${policy.tags}
    )`);
  await insertPolicyVersion(writer, {
    policy_id: policy.id,
    version: policy.default_version,
    document,
    created_at: policy.created_at,
  });
}

/** Stores what may change of a policy: its default and last versions, its tags, when it was updated. */
export async function updatePolicy(writer: Writer, policy: PolicyRow): Promise<void> {
  await writer.run(sql`
    update iam_policy
    set updated_at = ${policy.updated_at},
      default_version = ${policy.default_version},
      last_version = ${policy.last_version},
      tags = ${policy.tags}
    where id = ${policy.id}`);
}

/** The policy and its versions are gone. It must be attached to nobody and be nobody's boundary. */
export async function deletePolicyRow(writer: Writer, id: string): Promise<void> {
  await writer.run(sql`delete from iam_policy_version where policy_id = ${id}`);
  await writer.run(sql`delete from iam_policy where id = ${id}`);
}

export function countPolicies(
  reader: Reader,
  accountId: string,
): Promise<{ readonly policies: number; readonly versions: number }> {
  return reader
    .get<{ policies: number; versions: number }>(sql`
      select
        (select count(*) from iam_policy where account_id = ${accountId}) as policies,
        (
          select count(*)
          from iam_policy p
          join iam_policy_version v on v.policy_id = p.id
          where p.account_id = ${accountId}
        ) as versions`)
    .then(row => row ?? { policies: 0, versions: 0 });
}

const versionColumns = sql`v.policy_id, v.version, v.document, v.created_at`;

export function findPolicyVersion(
  reader: Reader,
  policyId: string,
  version: number,
): Promise<PolicyVersionRow | undefined> {
  return reader.get<PolicyVersionRow>(sql`
    select ${versionColumns}
    from iam_policy_version v
    where v.policy_id = ${policyId}
      and v.version = ${version}`);
}

/** A policy's versions, the newest first: five at most. */
export function listPolicyVersions(reader: Reader, policyId: string): Promise<PolicyVersionRow[]> {
  return reader.all<PolicyVersionRow>(sql`
    select ${versionColumns}
    from iam_policy_version v
    where v.policy_id = ${policyId}
    order by v.version desc`);
}

export async function insertPolicyVersion(writer: Writer, row: PolicyVersionRow): Promise<void> {
  await writer.run(sql`
    insert into iam_policy_version (policy_id, version, document, created_at)
    values (${row.policy_id}, ${row.version}, ${row.document}, ${row.created_at})`);
}

export async function deletePolicyVersion(writer: Writer, policyId: string, version: number): Promise<void> {
  await writer.run(sql`
    delete from iam_policy_version
    where policy_id = ${policyId}
      and version = ${version}`);
}

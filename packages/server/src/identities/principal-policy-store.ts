/** The SQL of everything that says what a user or role may do: one statement each, because it may run for every request. */
import type { Reader } from '../storage/database.ts';
import type { Sql } from '../storage/sql.ts';
import { sql } from '../storage/sql.ts';

/** A policy with whom it is attached to. */
export interface PrincipalPolicyRow {
  readonly source: 'inline' | 'managed' | 'boundary';
  readonly owner_kind: 'user' | 'group' | 'role';
  readonly owner_id: string;
  readonly owner_name: string;
  /** Null for an inline policy. */
  readonly policy_id: string | null;
  /** These four are null for a policy of AWS, which has no row; path and account are null for an inline policy. */
  readonly policy_name: string | null;
  readonly policy_path: string | null;
  readonly policy_account_id: string | null;
  readonly document: string | null;
}

/** The policies of a user, of its groups, and its boundary. */
export function listUserPolicies(reader: Reader, userId: string): Promise<PrincipalPolicyRow[]> {
  return reader.all<PrincipalPolicyRow>(sql`
    with owner as (
      select 'user' as kind, u.id, u.name, u.boundary_policy_id
      from iam_user u
      where u.id = ${userId}
      union all
      select 'group', g.id, g.name, null
      from iam_membership m
      join iam_group g on g.id = m.group_id
      where m.user_id = ${userId}
    )
    ${policiesOfOwners}`);
}

/** The policies of a role, and its boundary. */
export function listRolePolicies(reader: Reader, roleId: string): Promise<PrincipalPolicyRow[]> {
  return reader.all<PrincipalPolicyRow>(sql`
    with owner as (
      select 'role' as kind, r.id, r.name, r.boundary_policy_id
      from iam_role r
      where r.id = ${roleId}
    )
    ${policiesOfOwners}`);
}

const policiesOfOwners: Sql = sql`
  select 'managed' as source, o.kind as owner_kind, o.id as owner_id, o.name as owner_name, a.policy_id,
    p.name as policy_name, p.path as policy_path, p.account_id as policy_account_id, v.document
  from owner o
  join iam_attachment a on a.owner_id = o.id
  left join iam_policy p on p.id = a.policy_id
  left join iam_policy_version v on v.policy_id = p.id and v.version = p.default_version
  union all
  select 'boundary', o.kind, o.id, o.name, o.boundary_policy_id, p.name, p.path, p.account_id, v.document
  from owner o
  left join iam_policy p on p.id = o.boundary_policy_id
  left join iam_policy_version v on v.policy_id = p.id and v.version = p.default_version
  where o.boundary_policy_id is not null
  union all
  select 'inline', o.kind, o.id, o.name, null, i.name, null, null, i.document
  from owner o
  join iam_inline_policy i on i.owner_id = o.id`;

/** The SQL of what is attached to whom: managed policies to users, groups and roles, and boundaries. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

/** A managed policy that is attached; of AWS's own ones only the id is stored, name and path are null. */
export interface AttachedPolicyRow {
  readonly policy_id: string;
  readonly name: string | null;
  readonly path: string | null;
  readonly account_id: string | null;
}

/** What is attached to an owner, in the order in which it was attached. */
export function listAttachments(reader: Reader, ownerId: string): Promise<AttachedPolicyRow[]> {
  return reader.all<AttachedPolicyRow>(sql`
    select a.policy_id, p.name, p.path, p.account_id
    from iam_attachment a
    left join iam_policy p on p.id = a.policy_id
    where a.owner_id = ${ownerId}
    order by a.attached_at, a.policy_id`);
}

/** Attaches a policy; it may be attached already. */
export async function attach(
  writer: Writer,
  { ownerId, policyId, accountId }: { readonly ownerId: string; readonly policyId: string; readonly accountId: string },
  now: number,
): Promise<void> {
  await writer.run(sql`
    insert into iam_attachment (owner_id, policy_id, account_id, attached_at)
    values (${ownerId}, ${policyId}, ${accountId}, ${now})
    on conflict (owner_id, policy_id) do nothing`);
}

/** Detaches a policy; whether it was attached. */
export async function detach(writer: Writer, ownerId: string, policyId: string): Promise<boolean> {
  const { changes } = await writer.run(sql`
    delete from iam_attachment
    where owner_id = ${ownerId}
      and policy_id = ${policyId}`);
  return changes > 0;
}

/** How often a policy is in use in an account. */
export interface PolicyUse {
  readonly policy_id: string;
  readonly attachments: number;
  readonly boundaries: number;
}

/** The uses of all policies of an account that are in use. */
export function listPolicyUses(reader: Reader, accountId: string): Promise<PolicyUse[]> {
  return reader.all<PolicyUse>(sql`
    select policy_id, sum(attachments) as attachments, sum(boundaries) as boundaries
    from (
      select policy_id, 1 as attachments, 0 as boundaries
      from iam_attachment
      where account_id = ${accountId}
      union all
      select boundary_policy_id, 0, 1
      from iam_user
      where account_id = ${accountId}
        and boundary_policy_id is not null
      union all
      select boundary_policy_id, 0, 1
      from iam_role
      where account_id = ${accountId}
        and boundary_policy_id is not null
    ) used
    group by policy_id`);
}

/** The uses of one policy in an account. */
export async function policyUse(reader: Reader, accountId: string, policyId: string): Promise<PolicyUse> {
  const row = await reader.get<Omit<PolicyUse, 'policy_id'>>(sql`
    select
      (
        select count(*)
        from iam_attachment
        where account_id = ${accountId}
          and policy_id = ${policyId}
      ) as attachments,
      (
        select count(*)
        from iam_user
        where account_id = ${accountId}
          and boundary_policy_id = ${policyId}
      ) + (
        select count(*)
        from iam_role
        where account_id = ${accountId}
          and boundary_policy_id = ${policyId}
      ) as boundaries`);
  return { policy_id: policyId, attachments: row?.attachments ?? 0, boundaries: row?.boundaries ?? 0 };
}

/** Who has a policy. */
export interface PolicyEntityRow {
  readonly kind: 'group' | 'user' | 'role';
  readonly id: string;
  readonly name: string;
  readonly name_key: string;
  readonly path: string;
}

/** Everybody in an account to whom a policy is attached, or whose boundary it is; each once, by kind and name. */
export function listPolicyEntities(
  reader: Reader,
  accountId: string,
  policyId: string,
  use: 'attached' | 'boundary' | 'either',
): Promise<PolicyEntityRow[]> {
  const isAttached = use !== 'boundary' ? 1 : 0;
  const isBoundary = use !== 'attached' ? 1 : 0;
  return reader.all<PolicyEntityRow>(sql`
    select kind, id, name, name_key, path
    from (
      select 'group' as kind, g.id, g.name, g.name_key, g.path
      from iam_attachment a
      join iam_group g on g.id = a.owner_id
      where a.account_id = ${accountId}
        and a.policy_id = ${policyId}
        and ${isAttached} = 1
      union
      select 'user', u.id, u.name, u.name_key, u.path
      from iam_user u
      where u.account_id = ${accountId}
        and (
          (${isBoundary} = 1 and u.boundary_policy_id = ${policyId})
          or (${isAttached} = 1 and u.id in (
            select owner_id
            from iam_attachment
            where account_id = ${accountId}
              and policy_id = ${policyId}
          ))
        )
      union
      select 'role', r.id, r.name, r.name_key, r.path
      from iam_role r
      where r.account_id = ${accountId}
        and (
          (${isBoundary} = 1 and r.boundary_policy_id = ${policyId})
          or (${isAttached} = 1 and r.id in (
            select owner_id
            from iam_attachment
            where account_id = ${accountId}
              and policy_id = ${policyId}
          ))
        )
    ) entity
    order by kind, name_key`);
}

/** The SQL of roles. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { nameKey } from './arns.ts';
import type { Page } from './page.ts';
import { afterName, under } from './page.ts';
import type { RoleRow } from './rows.ts';
import { deleteServiceUses } from './service-use-store.ts';

const columns = sql`
  r.id, r.account_id, r.name, r.path, r.created_at, r.description, r.max_session_seconds, r.trust_policy,
  r.trust_policy_ids, r.tags, r.boundary_policy_id`;

/** The role of this name, whatever the letter case. */
export function findRole(reader: Reader, accountId: string, name: string): Promise<RoleRow | undefined> {
  return reader.get<RoleRow>(sql`
    select ${columns}
    from iam_role r
    where r.account_id = ${accountId}
      and r.name_key = ${nameKey(name)}`);
}

export function findRoleById(reader: Reader, id: string): Promise<RoleRow | undefined> {
  return reader.get<RoleRow>(sql`
    select ${columns}
    from iam_role r
    where r.id = ${id}`);
}

/** A page of an account's roles by name. */
export function listRoles(reader: Reader, accountId: string, page: Page): Promise<RoleRow[]> {
  return reader.all<RoleRow>(sql`
    select ${columns}
    from iam_role r
    where r.account_id = ${accountId}
      ${under(sql`r.path`, page)}
      ${afterName(sql`r.name_key`, page)}
    order by r.name_key
    limit ${page.limit}`);
}

/** Throws `UniqueViolation` when the name is taken. */
export async function insertRole(writer: Writer, role: RoleRow): Promise<void> {
  await writer.run(sql`
    insert into iam_role (
      id, account_id, name, name_key, path, created_at, description, max_session_seconds, trust_policy,
      trust_policy_ids, tags, boundary_policy_id
    )
    values (
      ${role.id}, ${role.account_id}, ${role.name}, ${nameKey(role.name)}, ${role.path}, ${role.created_at},
      ${role.description}, ${role.max_session_seconds}, ${role.trust_policy}, ${role.trust_policy_ids}, ${role.tags},
      ${role.boundary_policy_id}
    )`);
}

/** Stores what may change of a role: description, session limit, trust policy, tags and boundary. */
export async function updateRole(writer: Writer, role: RoleRow): Promise<void> {
  await writer.run(sql`
    update iam_role
    set description = ${role.description},
      max_session_seconds = ${role.max_session_seconds},
      trust_policy = ${role.trust_policy},
      trust_policy_ids = ${role.trust_policy_ids},
      tags = ${role.tags},
      boundary_policy_id = ${role.boundary_policy_id}
    where id = ${role.id}`);
}

/** The role is gone. What belongs to it must be gone already. */
export async function deleteRoleRow(writer: Writer, id: string): Promise<void> {
  await writer.run(sql`delete from iam_role_use where role_id = ${id}`);
  await deleteServiceUses(writer, id);
  await writer.run(sql`delete from iam_role where id = ${id}`);
}

export function countRoles(reader: Reader, accountId: string): Promise<number> {
  return reader
    .get<{ count: number }>(sql`select count(*) as count from iam_role where account_id = ${accountId}`)
    .then(row => row?.count ?? 0);
}

/** What a role still has; a role that has any of it cannot be deleted. */
export interface RoleBelongings {
  readonly inline_policies: number;
  readonly attachments: number;
  readonly instance_profiles: number;
}

/** How many there are of each, in one statement. */
export async function roleBelongings(reader: Reader, roleId: string): Promise<RoleBelongings> {
  const row = await reader.get<RoleBelongings>(sql`
    select
      (select count(*) from iam_inline_policy where owner_id = ${roleId}) as inline_policies,
      (select count(*) from iam_attachment where owner_id = ${roleId}) as attachments,
      (select count(*) from iam_instance_profile where role_id = ${roleId}) as instance_profiles`);
  if (row === undefined) throw new Error('a select without from gave no row');
  return row;
}

/** When a role's credentials were last used. */
export interface RoleUse {
  readonly used_at: number;
  readonly region: string;
}

export function findRoleUse(reader: Reader, roleId: string): Promise<RoleUse | undefined> {
  return reader.get<RoleUse>(sql`
    select used_at, region
    from iam_role_use
    where role_id = ${roleId}`);
}

/** Remembers a use; an older one than is known changes nothing. The role may be gone meanwhile. */
export async function recordRoleUse(writer: Writer, roleId: string, use: RoleUse): Promise<void> {
  await writer.run(sql`
    insert into iam_role_use (role_id, used_at, region)
    select r.id, ${use.used_at}, ${use.region}
    from iam_role r
    where r.id = ${roleId}
    on conflict (role_id) do update
    set used_at = excluded.used_at,
      region = excluded.region
    where iam_role_use.used_at < excluded.used_at`);
}

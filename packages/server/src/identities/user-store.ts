/** The SQL of users. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { nameKey } from './arns.ts';
import type { Page } from './page.ts';
import { afterName, under } from './page.ts';
import type { UserRow } from './rows.ts';
import { deleteServiceUses } from './service-use-store.ts';

const columns = sql`u.id, u.account_id, u.name, u.path, u.created_at, u.tags, u.boundary_policy_id`;

/** The user of this name, whatever the letter case. */
export function findUser(reader: Reader, accountId: string, name: string): Promise<UserRow | undefined> {
  return reader.get<UserRow>(sql`
    select ${columns}
    from iam_user u
    where u.account_id = ${accountId}
      and u.name_key = ${nameKey(name)}`);
}

export function findUserById(reader: Reader, id: string): Promise<UserRow | undefined> {
  return reader.get<UserRow>(sql`
    select ${columns}
    from iam_user u
    where u.id = ${id}`);
}

/** A user with when it last signed in with its password. */
export interface ListedUser extends UserRow {
  readonly password_used_at: number | null;
}

/** A page of an account's users by name. */
export function listUsers(reader: Reader, accountId: string, page: Page): Promise<ListedUser[]> {
  return reader.all<ListedUser>(sql`
    select ${columns}, l.last_used_at as password_used_at
    from iam_user u
    left join iam_login_profile l on l.user_id = u.id
    where u.account_id = ${accountId}
      ${under(sql`u.path`, page)}
      ${afterName(sql`u.name_key`, page)}
    order by u.name_key
    limit ${page.limit}`);
}

/** A page of a group's members by name. */
export function listMembers(reader: Reader, groupId: string, page: Page): Promise<ListedUser[]> {
  return reader.all<ListedUser>(sql`
    select ${columns}, l.last_used_at as password_used_at
    from iam_membership m
    join iam_user u on u.id = m.user_id
    left join iam_login_profile l on l.user_id = u.id
    where m.group_id = ${groupId}
      ${afterName(sql`u.name_key`, page)}
    order by u.name_key
    limit ${page.limit}`);
}

/** Throws `UniqueViolation` when the name is taken. */
export async function insertUser(writer: Writer, user: UserRow): Promise<void> {
  await writer.run(sql`
    insert into iam_user (id, account_id, name, name_key, path, created_at, tags, boundary_policy_id)
    values (
      ${user.id}, ${user.account_id}, ${user.name}, ${nameKey(user.name)}, ${user.path}, ${user.created_at},
      ${user.tags}, ${user.boundary_policy_id}
    )`);
}

/** Stores what may change of a user: name, path, tags and boundary. */
export async function updateUser(writer: Writer, user: UserRow): Promise<void> {
  await writer.run(sql`
    update iam_user
    set name = ${user.name},
      name_key = ${nameKey(user.name)},
      path = ${user.path},
      tags = ${user.tags},
      boundary_policy_id = ${user.boundary_policy_id}
    where id = ${user.id}`);
}

/** The user is gone. What belongs to it must be gone already. */
export async function deleteUserRow(writer: Writer, id: string): Promise<void> {
  await writer.run(sql`delete from iam_password_history where user_id = ${id}`);
  await deleteServiceUses(writer, id);
  await writer.run(sql`delete from iam_user where id = ${id}`);
}

export function countUsers(reader: Reader, accountId: string): Promise<number> {
  return reader
    .get<{ count: number }>(sql`select count(*) as count from iam_user where account_id = ${accountId}`)
    .then(row => row?.count ?? 0);
}

/** What a user still has; a user that has any of it cannot be deleted. */
export interface UserBelongings {
  readonly login_profiles: number;
  readonly access_keys: number;
  readonly mfa_devices: number;
  readonly inline_policies: number;
  readonly attachments: number;
  readonly memberships: number;
}

/** How many there are of each, in one statement. */
export async function userBelongings(reader: Reader, userId: string): Promise<UserBelongings> {
  const row = await reader.get<UserBelongings>(sql`
    select
      (select count(*) from iam_login_profile where user_id = ${userId}) as login_profiles,
      (select count(*) from access_key where user_id = ${userId}) as access_keys,
      (select count(*) from iam_mfa_device where owner_id = ${userId}) as mfa_devices,
      (select count(*) from iam_inline_policy where owner_id = ${userId}) as inline_policies,
      (select count(*) from iam_attachment where owner_id = ${userId}) as attachments,
      (select count(*) from iam_membership where user_id = ${userId}) as memberships`);
  if (row === undefined) throw new Error('a select without from gave no row');
  return row;
}

/** When the user last signed in with its password; undefined: never, or it has none. */
export async function passwordLastUsed(reader: Reader, userId: string): Promise<number | undefined> {
  const row = await reader.get<{ last_used_at: number | null }>(sql`
    select last_used_at
    from iam_login_profile
    where user_id = ${userId}`);
  return row?.last_used_at ?? undefined;
}

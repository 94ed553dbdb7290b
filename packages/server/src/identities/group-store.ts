/** The SQL of groups and of who is in them. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { nameKey } from './arns.ts';
import type { Page } from './page.ts';
import { afterName, under } from './page.ts';
import type { GroupRow } from './rows.ts';

const columns = sql`g.id, g.account_id, g.name, g.path, g.created_at`;

/** The group of this name, whatever the letter case. */
export function findGroup(reader: Reader, accountId: string, name: string): Promise<GroupRow | undefined> {
  return reader.get<GroupRow>(sql`
    select ${columns}
    from iam_group g
    where g.account_id = ${accountId}
      and g.name_key = ${nameKey(name)}`);
}

export function findGroupById(reader: Reader, id: string): Promise<GroupRow | undefined> {
  return reader.get<GroupRow>(sql`
    select ${columns}
    from iam_group g
    where g.id = ${id}`);
}

/** A page of an account's groups by name. */
export function listGroups(reader: Reader, accountId: string, page: Page): Promise<GroupRow[]> {
  return reader.all<GroupRow>(sql`
    select ${columns}
    from iam_group g
    where g.account_id = ${accountId}
      ${under(sql`g.path`, page)}
      ${afterName(sql`g.name_key`, page)}
    order by g.name_key
    limit ${page.limit}`);
}

/** A page of the groups that a user is in, by name. */
export function listGroupsOf(reader: Reader, userId: string, page: Page): Promise<GroupRow[]> {
  return reader.all<GroupRow>(sql`
    select ${columns}
    from iam_membership m
    join iam_group g on g.id = m.group_id
    where m.user_id = ${userId}
      ${afterName(sql`g.name_key`, page)}
    order by g.name_key
    limit ${page.limit}`);
}

/** Throws `UniqueViolation` when the name is taken. */
export async function insertGroup(writer: Writer, group: GroupRow): Promise<void> {
  await writer.run(sql`
    insert into iam_group (id, account_id, name, name_key, path, created_at)
    values (
      ${group.id}, ${group.account_id}, ${group.name}, ${nameKey(group.name)}, ${group.path}, ${group.created_at}
    )`);
}

/** Stores what may change of a group: name and path. */
export async function updateGroup(writer: Writer, group: GroupRow): Promise<void> {
  await writer.run(sql`
    update iam_group
    set name = ${group.name},
      name_key = ${nameKey(group.name)},
      path = ${group.path}
    where id = ${group.id}`);
}

/** The group is gone. What belongs to it must be gone already. */
export async function deleteGroupRow(writer: Writer, id: string): Promise<void> {
  await writer.run(sql`delete from iam_group where id = ${id}`);
}

export function countGroups(reader: Reader, accountId: string): Promise<number> {
  return reader
    .get<{ count: number }>(sql`select count(*) as count from iam_group where account_id = ${accountId}`)
    .then(row => row?.count ?? 0);
}

/** What a group still has; a group that has any of it cannot be deleted. */
export interface GroupBelongings {
  readonly inline_policies: number;
  readonly attachments: number;
  readonly members: number;
}

/** How many there are of each, in one statement. */
export async function groupBelongings(reader: Reader, groupId: string): Promise<GroupBelongings> {
  const row = await reader.get<GroupBelongings>(sql`
    select
      (select count(*) from iam_inline_policy where owner_id = ${groupId}) as inline_policies,
      (select count(*) from iam_attachment where owner_id = ${groupId}) as attachments,
      (select count(*) from iam_membership where group_id = ${groupId}) as members`);
  if (row === undefined) throw new Error('a select without from gave no row');
  return row;
}

/** Puts a user into a group; it may be there already. */
export async function addMember(
  writer: Writer,
  { userId, groupId }: { readonly userId: string; readonly groupId: string },
  now: number,
): Promise<void> {
  await writer.run(sql`
    insert into iam_membership (user_id, group_id, created_at)
    values (${userId}, ${groupId}, ${now})
    on conflict (user_id, group_id) do nothing`);
}

/** Takes a user out of a group, if it is in it. */
export async function removeMember(
  writer: Writer,
  { userId, groupId }: { readonly userId: string; readonly groupId: string },
): Promise<void> {
  await writer.run(sql`
    delete from iam_membership
    where user_id = ${userId}
      and group_id = ${groupId}`);
}

export async function isMember(
  reader: Reader,
  { userId, groupId }: { readonly userId: string; readonly groupId: string },
): Promise<boolean> {
  const row = await reader.get(sql`
    select 1 as found
    from iam_membership
    where user_id = ${userId}
      and group_id = ${groupId}`);
  return row !== undefined;
}

/** The SQL of instance profiles. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { nameKey } from './arns.ts';
import type { Page } from './page.ts';
import { afterName, under } from './page.ts';
import type { EntityRow } from './rows.ts';

export interface InstanceProfileRow extends EntityRow {
  /** JSON, see `tagsIn`. */
  readonly tags: string;
  /** The one role that it holds. */
  readonly role_id: string | null;
}

const columns = sql`i.id, i.account_id, i.name, i.path, i.created_at, i.tags, i.role_id`;

/** The instance profile of this name, whatever the letter case. */
export function findInstanceProfile(
  reader: Reader,
  accountId: string,
  name: string,
): Promise<InstanceProfileRow | undefined> {
  return reader.get<InstanceProfileRow>(sql`
    select ${columns}
    from iam_instance_profile i
    where i.account_id = ${accountId}
      and i.name_key = ${nameKey(name)}`);
}

export function findInstanceProfileById(reader: Reader, id: string): Promise<InstanceProfileRow | undefined> {
  return reader.get<InstanceProfileRow>(sql`
    select ${columns}
    from iam_instance_profile i
    where i.id = ${id}`);
}

/** A page of an account's instance profiles by name. */
export function listInstanceProfiles(reader: Reader, accountId: string, page: Page): Promise<InstanceProfileRow[]> {
  return reader.all<InstanceProfileRow>(sql`
    select ${columns}
    from iam_instance_profile i
    where i.account_id = ${accountId}
      ${under(sql`i.path`, page)}
      ${afterName(sql`i.name_key`, page)}
    order by i.name_key
    limit ${page.limit}`);
}

/** A page of the instance profiles that hold a role, by name. */
export function listInstanceProfilesOf(reader: Reader, roleId: string, page: Page): Promise<InstanceProfileRow[]> {
  return reader.all<InstanceProfileRow>(sql`
    select ${columns}
    from iam_instance_profile i
    where i.role_id = ${roleId}
      ${afterName(sql`i.name_key`, page)}
    order by i.name_key
    limit ${page.limit}`);
}

/** Throws `UniqueViolation` when the name is taken. */
export async function insertInstanceProfile(writer: Writer, profile: InstanceProfileRow): Promise<void> {
  await writer.run(sql`
    insert into iam_instance_profile (id, account_id, name, name_key, path, created_at, tags, role_id)
    values (
      ${profile.id}, ${profile.account_id}, ${profile.name}, ${nameKey(profile.name)}, ${profile.path},
      ${profile.created_at}, ${profile.tags}, ${profile.role_id}
    )`);
}

/** Puts a role into an instance profile, or takes it out. */
export async function setInstanceProfileRole(writer: Writer, id: string, roleId: string | null): Promise<void> {
  await writer.run(sql`
    update iam_instance_profile
    set role_id = ${roleId}
    where id = ${id}`);
}

/** The instance profile is gone. */
export async function deleteInstanceProfileRow(writer: Writer, id: string): Promise<void> {
  await writer.run(sql`delete from iam_instance_profile where id = ${id}`);
}

export async function countInstanceProfiles(reader: Reader, accountId: string): Promise<number> {
  const row = await reader.get<{ count: number }>(sql`
    select count(*) as count
    from iam_instance_profile
    where account_id = ${accountId}`);
  return row?.count ?? 0;
}

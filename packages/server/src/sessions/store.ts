/** The SQL of sessions: they are stored nowhere, but those whose they are must still be there. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

/** A role that may have sessions, as their callers name it. */
export interface ActiveRoleRow {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
  readonly path: string;
  readonly aws_partition: string;
}

/** The role of this unique id; undefined when it was deleted, or when its account is closed. */
export function findActiveRole(reader: Reader, roleId: string): Promise<ActiveRoleRow | undefined> {
  return reader.get<ActiveRoleRow>(sql`
    select r.id, r.account_id, r.name, r.path, a.aws_partition
    from iam_role r
    join account a on a.account_id = r.account_id
    where r.id = ${roleId}
      and a.status = 'ACTIVE'`);
}

/** Locks a role against its deletion until the commit; whether it is still there. */
export async function lockRole(writer: Writer, roleId: string): Promise<boolean> {
  const row = await writer.get(sql`
    select id
    from iam_role
    where id = ${roleId}${writer.forUpdate}`);
  return row !== undefined;
}

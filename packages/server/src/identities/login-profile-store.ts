/** The SQL of users' passwords, and of those that they had before. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

export interface LoginProfileRow {
  readonly user_id: string;
  /** The hash, sealed under the internal key: see `password-hash.ts`. */
  readonly password: Uint8Array;
  /** Milliseconds since 1970, like the others. */
  readonly created_at: number;
  readonly changed_at: number;
  /** 1: the user must choose another at the next sign-in. */
  readonly must_reset: number;
  readonly last_used_at: number | null;
}

export function findLoginProfile(reader: Reader, userId: string): Promise<LoginProfileRow | undefined> {
  return reader.get<LoginProfileRow>(sql`
    select user_id, password, created_at, changed_at, must_reset, last_used_at
    from iam_login_profile
    where user_id = ${userId}`);
}

/** Throws `UniqueViolation` when the user has a password. */
export async function insertLoginProfile(writer: Writer, profile: LoginProfileRow): Promise<void> {
  await writer.run(sql`
    insert into iam_login_profile (user_id, password, created_at, changed_at, must_reset, last_used_at)
    values (
      ${profile.user_id}, ${profile.password}, ${profile.created_at}, ${profile.changed_at}, ${profile.must_reset},
      ${profile.last_used_at}
    )`);
}

/** Stores what may change: the password, when it changed, and whether it must be changed. */
export async function updateLoginProfile(writer: Writer, profile: LoginProfileRow): Promise<void> {
  await writer.run(sql`
    update iam_login_profile
    set password = ${profile.password},
      changed_at = ${profile.changed_at},
      must_reset = ${profile.must_reset}
    where user_id = ${profile.user_id}`);
}

/** The user has no password any more; those that it had are still remembered. */
export async function deleteLoginProfileRow(writer: Writer, userId: string): Promise<void> {
  await writer.run(sql`delete from iam_login_profile where user_id = ${userId}`);
}

/** A user's newest passwords, sealed hashes, the one in use first: as many as asked for. */
export async function listPasswords(reader: Reader, userId: string, count: number): Promise<readonly Uint8Array[]> {
  const rows = await reader.all<{ password: Uint8Array }>(sql`
    select password
    from iam_password_history
    where user_id = ${userId}
    order by number desc
    limit ${count}`);
  return rows.map(({ password }) => password);
}

/** Remembers a password, and forgets those before the newest `kept`. */
export async function rememberPassword(
  writer: Writer,
  { userId, password }: { readonly userId: string; readonly password: Uint8Array },
  kept: number,
): Promise<void> {
  await writer.run(sql`
    insert into iam_password_history (user_id, number, password)
    select ${userId}, coalesce(max(number), 0) + 1, ${password}
    from iam_password_history
    where user_id = ${userId}`);
  await writer.run(sql`
    delete from iam_password_history
    where user_id = ${userId}
      and number <= (
        select max(number)
        from iam_password_history
        where user_id = ${userId}
      ) - ${kept}`);
}

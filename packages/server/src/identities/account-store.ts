/** The SQL of what belongs to the account as a whole: its alias, and how much there is of everything. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';

/** The account's alias; undefined: it has none. */
export async function findAlias(reader: Reader, accountId: string): Promise<string | undefined> {
  const row = await reader.get<{ alias: string }>(sql`
    select alias
    from iam_account_alias
    where account_id = ${accountId}`);
  return row?.alias;
}

/** Gives the account this alias in place of the one it has; false when another account has it, and nothing is changed. */
export async function replaceAlias(writer: Writer, accountId: string, alias: string): Promise<boolean> {
  if ((await findAlias(writer, accountId)) === alias) return true;
  const { changes } = await writer.run(sql`
    insert into iam_account_alias (account_id, alias)
    select ${accountId}, ${alias}
    where not exists (
      select 1
      from iam_account_alias
      where alias = ${alias}
    )
    on conflict (account_id) do update
    set alias = excluded.alias`);
  return changes > 0;
}

/** Takes the alias away; whether the account had it. */
export async function deleteAlias(writer: Writer, accountId: string, alias: string): Promise<boolean> {
  const { changes } = await writer.run(sql`
    delete from iam_account_alias
    where account_id = ${accountId}
      and alias = ${alias}`);
  return changes > 0;
}

/** How much of everything an account has. */
export interface AccountCounts {
  readonly users: number;
  readonly groups: number;
  readonly roles: number;
  readonly policies: number;
  readonly policy_versions: number;
  readonly instance_profiles: number;
  readonly mfa_devices: number;
  readonly mfa_devices_in_use: number;
  readonly root_mfa_devices: number;
  readonly root_keys: number;
  readonly providers: number;
}

/** Counts everything in one statement. */
export async function countAccount(reader: Reader, accountId: string): Promise<AccountCounts> {
  const row = await reader.get<AccountCounts>(sql`
    select
      (select count(*) from iam_user where account_id = ${accountId}) as users,
      (select count(*) from iam_group where account_id = ${accountId}) as groups,
      (select count(*) from iam_role where account_id = ${accountId}) as roles,
      (select count(*) from iam_policy where account_id = ${accountId}) as policies,
      (
        select count(*)
        from iam_policy p
        join iam_policy_version v on v.policy_id = p.id
        where p.account_id = ${accountId}
      ) as policy_versions,
      (select count(*) from iam_instance_profile where account_id = ${accountId}) as instance_profiles,
      (select count(*) from iam_mfa_device where account_id = ${accountId}) as mfa_devices,
      (
        select count(*)
        from iam_mfa_device
        where account_id = ${accountId}
          and owner_id is not null
      ) as mfa_devices_in_use,
      (
        select count(*)
        from iam_mfa_device
        where account_id = ${accountId}
          and owner_id = ${accountId}
      ) as root_mfa_devices,
      (
        select count(*)
        from access_key
        where account_id = ${accountId}
          and user_id is null
      ) as root_keys,
      (select count(*) from iam_oidc_provider where account_id = ${accountId})
        + (select count(*) from iam_saml_provider where account_id = ${accountId}) as providers`);
  if (row === undefined) throw new Error('a select without from gave no row');
  return row;
}

/** Whether what an account has may still do something: a closed one keeps it. */
export async function isAccountOpen(reader: Reader, accountId: string): Promise<boolean> {
  const row = await reader.get(sql`
    select 1
    from account
    where account_id = ${accountId}
      and status = 'ACTIVE'`);
  return row !== undefined;
}

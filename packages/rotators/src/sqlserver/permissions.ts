import type { Row, SqlServerConnection } from './connect.ts';
import { quoteName } from './quoting.ts';

/** Where a permission stands: on the server, for logins, or in the database of the secret, for its users. */
export type Level = 'server' | 'database';

/**
 * The statements that give a principal what another one was given itself: permissions on the server or the database, on
 * schemas and objects, and membership in roles.
 *
 * @param to the other principal, quoted
 */
export async function copiedPermissions(
  connection: SqlServerConnection,
  level: Level,
  from: string,
  to: string,
): Promise<readonly string[]> {
  const roles = await connection.run(ROLES[level], { name: from });
  const permissions = await connection.run(level === 'server' ? SERVER_PERMISSIONS : DATABASE_PERMISSIONS, {
    name: from,
  });
  const kind = level === 'server' ? 'server role' : 'role';
  return [
    ...roles.map(row => `alter ${kind} ${quoteName(row.get('role') ?? '')} add member ${to}`),
    ...permissions.flatMap(row => grant(row, to)),
  ];
}

/** States: G grant, W grant with grant option, D deny. Source: SQL Server, "sys.database_permissions". */
function grant(row: Row, to: string): readonly string[] {
  const permission = row.get('permission') ?? '';
  // Words of the server's own list; anything else is nothing that may stand in a statement.
  if (!/^[A-Z ]{1,128}$/.test(permission)) return [];
  const on = securable(row);
  if (on === undefined) return [];
  switch (row.get('state')) {
    case 'D':
      return [`deny ${permission}${on} to ${to}`];
    case 'W':
      return [`grant ${permission}${on} to ${to} with grant option`];
    case 'G':
      return [`grant ${permission}${on} to ${to}`];
    default:
      return [];
  }
}

function securable(row: Row): string | undefined {
  const schema = quoteName(row.get('schema') ?? '');
  switch (row.get('class')) {
    case '0':
    case '100':
      return '';
    case '1':
      return row.get('object') === '' ? undefined : ` on object::${schema}.${quoteName(row.get('object') ?? '')}`;
    case '3':
      return ` on schema::${schema}`;
    default:
      return undefined;
  }
}

const ROLES: Readonly<Record<Level, string>> = {
  server: `select r.name as role from sys.server_role_members m
    join sys.server_principals r on r.principal_id = m.role_principal_id
    join sys.server_principals p on p.principal_id = m.member_principal_id
    where p.name = @name`,
  database: `select r.name as role from sys.database_role_members m
    join sys.database_principals r on r.principal_id = m.role_principal_id
    join sys.database_principals p on p.principal_id = m.member_principal_id
    where p.name = @name`,
};

const SERVER_PERMISSIONS = `select s.permission_name as permission, s.state as state, s.class as class
  from sys.server_permissions s join sys.server_principals p on p.principal_id = s.grantee_principal_id
  where p.name = @name and s.class = 100`;

/** Permissions on single columns are not among them. */
const DATABASE_PERMISSIONS = `select s.permission_name as permission, s.state as state, s.class as class,
    o.name as object, coalesce(schema_name(o.schema_id), schema_name(s.major_id)) as [schema]
  from sys.database_permissions s
  join sys.database_principals p on p.principal_id = s.grantee_principal_id
  left join sys.objects o on s.class = 1 and o.object_id = s.major_id
  where p.name = @name and s.minor_id = 0 and s.class in (0, 1, 3)`;

import type { Redacted } from '@coffer/wire';
import type { Account, DatabaseEngine, DatabaseSession } from '../database/engine.ts';
import type { SqlServerConnection } from './connect.ts';
import { connectSqlServer } from './connect.ts';
import { copiedPermissions } from './permissions.ts';
import { literal, quoteName } from './quoting.ts';

/** SQL Server: logins, and users of contained databases. */
export const sqlserver: DatabaseEngine = {
  name: 'sqlserver',
  engines: ['sqlserver'],
  defaultPort: 1_433,
  defaultDatabase: 'master',
  password: { excludeCharacters: '/@"\'\\', length: 32 },
  clone: { suffix: '_clone', limit: 128, unit: 'characters' },
  withoutSsl: 'either',
  connect: async login => sqlServerSession(await connectSqlServer(login), login.username),
};

/** What rotations do on a connection. */
export function sqlServerSession(connection: SqlServerConnection, username: string): DatabaseSession {
  return {
    async probe() {
      await connection.run('select @@version as version');
    },
    account: () => Promise.resolve({ name: username, scope: undefined }),
    async changeOwnPassword(password, used) {
      const kind = (await isContained(connection)) ? 'user' : 'login';
      // Without the old one only administrators may change a password.
      const [now, old] = [literal(password.unwrap()), literal(used.unwrap())];
      await connection.run(`alter ${kind} ${quoteName(username)} with password = ${now} old_password = ${old}`);
    },
    putUser: (name, password, like) => putUser(connection, name, password, like),
    [Symbol.asyncDispose]() {
      connection.close();
      return Promise.resolve();
    },
  };
}

/** Users of a contained database have their passwords there, and no login. */
async function isContained(connection: SqlServerConnection): Promise<boolean> {
  const [row] = await connection.run(
    'select containment as containment from sys.databases where database_id = db_id()',
  );
  return !['', '0', undefined].includes(row?.get('containment'));
}

/** All of it, or nothing. */
async function putUser(
  connection: SqlServerConnection,
  name: string,
  password: Redacted<string>,
  like: Account,
): Promise<void> {
  const contained = await isContained(connection);
  await connection.run('set xact_abort on; begin transaction');
  try {
    const statements = contained
      ? await containedUser(connection, name, password, like.name)
      : await loginAndUser(connection, name, password, like.name);
    for (const statement of statements) await connection.run(statement);
    await connection.run('commit transaction');
  } catch (error) {
    await connection.run('if @@trancount > 0 rollback transaction').catch(() => undefined);
    throw error;
  }
}

async function containedUser(connection: SqlServerConnection, name: string, password: Redacted<string>, like: string) {
  const user = quoteName(name);
  const text = literal(password.unwrap());
  if (await isThere(connection, 'database', name)) return [`alter user ${user} with password = ${text}`];
  const permissions = await copiedPermissions(connection, 'database', like, user);
  return [`create user ${user} with password = ${text}`, ...permissions];
}

async function loginAndUser(connection: SqlServerConnection, name: string, password: Redacted<string>, like: string) {
  const user = quoteName(name);
  const text = literal(password.unwrap());
  if (await isThere(connection, 'server', name)) return [`alter login ${user} with password = ${text}`];
  const statements = [`create login ${user} with password = ${text}`];
  statements.push(...(await copiedPermissions(connection, 'server', like, user)));
  // The login may be without a user in this database.
  if (!(await isThere(connection, 'database', like)) || (await isThere(connection, 'database', name)))
    return statements;
  return [
    ...statements,
    `create user ${user} for login ${user}`,
    ...(await copiedPermissions(connection, 'database', like, user)),
  ];
}

async function isThere(connection: SqlServerConnection, level: 'server' | 'database', name: string): Promise<boolean> {
  const rows = await connection.run(`select 1 as found from sys.${level}_principals where name = @name`, { name });
  return rows.length > 0;
}

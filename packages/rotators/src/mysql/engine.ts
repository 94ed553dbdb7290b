import { randomBytes } from 'node:crypto';
import type { Redacted } from '@coffer/wire';
import type { Connection } from 'mysql2/promise';
import type { Account, DatabaseEngine, DatabaseSession, Login } from '../database/engine.ts';
import { accountLiteral, connectMysql, literal, run } from './connect.ts';
import { copiedGrants } from './grants.ts';
import { tlsRequirement } from './tls-requirement.ts';

/** MySQL, and Aurora's. */
export const mysql: DatabaseEngine = {
  name: 'mysql',
  engines: ['mysql', 'aurora-mysql'],
  defaultPort: 3_306,
  defaultDatabase: undefined,
  password: { excludeCharacters: '/@"\'\\', length: 32 },
  clone: { suffix: '_clone', limit: 16, unit: 'characters' },
  withoutSsl: 'either',
  connect: connectSession,
};

/** Logs in to MySQL or MariaDB: what differs, the server's version tells. */
export async function connectSession(login: Login): Promise<DatabaseSession> {
  const connection = await connectMysql(login);
  return {
    probe: async () => void (await run(connection, 'select now()')),
    account: () => accountOf(connection),
    async changeOwnPassword(password) {
      await run(connection, `set password = ${await passwordExpression(connection, password)}`);
    },
    putUser: (name, password, like) => putUser(connection, name, password, like),
    async [Symbol.asyncDispose]() {
      await connection.end().catch(() => undefined);
    },
  };
}

/** Which account the server found for the user, who may have several, for different hosts. */
async function accountOf(connection: Connection): Promise<Account> {
  const [row] = await run(connection, 'select current_user() as account');
  const account = row?.get('account') ?? '';
  const at = account.lastIndexOf('@');
  return { name: account.slice(0, at), scope: account.slice(at + 1) };
}

/**
 * Nothing of this is undone by a rollback, so the password comes last: as long as it is not set, the next attempt does
 * everything again, and a user who can log in has all its rights.
 */
async function putUser(
  connection: Connection,
  name: string,
  password: Redacted<string>,
  { name: likeName, scope: host = '%' }: Account,
): Promise<void> {
  const user = accountLiteral(name, host);
  const like = accountLiteral(likeName, host);
  await run(connection, `create user if not exists ${user} identified by ${literal(unknownPassword())}`);
  const grants = await run(connection, `show grants for ${like}`);
  const lines = grants.flatMap(row => Array.from(row.values()));
  for (const statement of copiedGrants(lines, { name: likeName, host }, user)) await run(connection, statement);
  const where = `where User = ${literal(likeName)} and Host = ${literal(host)}`;
  const [tls] = await run(
    connection,
    `select ssl_type as type, ssl_cipher as cipher, x509_issuer as issuer, x509_subject as subject from mysql.user ${where}`,
  );
  await run(connection, `alter user ${user} require ${tlsRequirement(tls ?? new Map())}`);
  await run(connection, `set password for ${user} = ${await passwordExpression(connection, password)}`);
}

/** MariaDB and MySQL up to 5.7.5 take the hash. Source: MySQL, "SET PASSWORD Statement". */
async function passwordExpression(connection: Connection, password: Redacted<string>): Promise<string> {
  const [row] = await run(connection, 'select version() as version');
  const version = row?.get('version') ?? '';
  const text = literal(password.unwrap());
  return version.includes('MariaDB') || isOlderThan576(version) ? `password(${text})` : text;
}

function isOlderThan576(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = (/^[\d.]{1,20}/.exec(version)?.[0] ?? '').split('.').map(Number);
  return major * 1_000_000 + minor * 1_000 + patch < 5_007_006;
}

/** Nobody learns it; it has a letter of each kind for servers that look at passwords. */
function unknownPassword(): string {
  return `${randomBytes(24).toString('base64url')}aA1!`;
}

import { randomBytes } from 'node:crypto';
import type { Redacted } from '@coffer/wire';
import type { Client } from 'pg';
import type { Account, DatabaseEngine, DatabaseSession } from '../database/engine.ts';
import { connectPostgres, endSession, inTransaction } from './connect.ts';
import { passwordVerifier } from './password-verifier.ts';

/** PostgreSQL, and Aurora's. */
export const postgres: DatabaseEngine = {
  name: 'postgres',
  engines: ['postgres', 'aurora-postgresql'],
  defaultPort: 5_432,
  defaultDatabase: 'postgres',
  password: { excludeCharacters: ':/@"\'\\', length: 32 },
  // Longer names are cut, in bytes: NAMEDATALEN.
  clone: { suffix: '_clone', limit: 63, unit: 'bytes' },
  withoutSsl: 'either',
  connect: async login => session(await connectPostgres(login), login.username),
};

function session(client: Client, username: string): DatabaseSession {
  return {
    async probe() {
      await client.query('select now()');
    },
    account: () => Promise.resolve({ name: username, scope: undefined }),
    changeOwnPassword: password => setPassword(client, username, password),
    putUser: (name, password, like) => inTransaction(client, () => putRole(client, name, password, like)),
    [Symbol.asyncDispose]: () => endSession(client),
  };
}

/** What the clone may do, it may as a member of the other role: grants of later follow by themselves. */
async function putRole(client: Client, name: string, password: Redacted<string>, like: Account): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_catalog.pg_roles where rolname = $1', [name]);
  if (rowCount === 0) {
    await client.query(`create role ${client.escapeIdentifier(name)} with login`);
    await client.query(`grant ${client.escapeIdentifier(like.name)} to ${client.escapeIdentifier(name)}`);
  }
  await setPassword(client, name, password);
}

async function setPassword(client: Client, username: string, password: Redacted<string>): Promise<void> {
  const { rows } = await client.query<{ readonly password_encryption: string }>('show password_encryption');
  const encryption = rows[0]?.password_encryption ?? '';
  const verifier = passwordVerifier(encryption, username, password, randomBytes(16)) ?? password.unwrap();
  const user = client.escapeIdentifier(username);
  await client.query(`alter role ${user} with password ${client.escapeLiteral(verifier)}`);
}

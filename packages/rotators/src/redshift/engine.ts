import type { Redacted } from '@coffer/wire';
import type { Client } from 'pg';
import type { Account, DatabaseEngine, DatabaseSession } from '../database/engine.ts';
import { connectPostgres, endSession, inTransaction } from '../postgres/connect.ts';
import { copiedPrivileges } from './privileges.ts';

/** Redshift: PostgreSQL's protocol, users without roles, privileges that are copied one by one. */
export const redshift: DatabaseEngine = {
  name: 'redshift',
  engines: ['redshift'],
  defaultPort: 5_439,
  defaultDatabase: 'dev',
  password: { excludeCharacters: '/@"\'\\:', length: 32 },
  clone: { suffix: '_clone', limit: undefined, unit: 'characters' },
  withoutSsl: 'either',
  connect: async login => session(await connectPostgres(login), login.username),
};

function session(client: Client, username: string): DatabaseSession {
  return {
    async probe() {
      await client.query('select current_date');
    },
    account: () => Promise.resolve({ name: username, scope: undefined }),
    changeOwnPassword: password => setPassword(client, username, password),
    putUser: (name, password, like) => inTransaction(client, () => putUser(client, name, password, like)),
    [Symbol.asyncDispose]: () => endSession(client),
  };
}

async function putUser(client: Client, name: string, password: Redacted<string>, like: Account): Promise<void> {
  const user = client.escapeIdentifier(name);
  const { rows } = await client.query('select 1 from pg_catalog.pg_user where usename = $1', [name]);
  if (rows.length === 0) {
    await client.query(`create user ${user} password ${client.escapeLiteral(password.unwrap())}`);
    for (const statement of await copiedPrivileges(client, like.name, user)) await client.query(statement);
  }
  await setPassword(client, name, password);
}

async function setPassword(client: Client, username: string, password: Redacted<string>): Promise<void> {
  const user = client.escapeIdentifier(username);
  await client.query(`alter user ${user} password ${client.escapeLiteral(password.unwrap())}`);
}

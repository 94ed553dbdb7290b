import type { Redacted } from '@coffer/wire';
import type { Account, DatabaseEngine, DatabaseSession } from '../database/engine.ts';
import { valueError } from '../skeleton/rotation-error.ts';
import type { OracleConnection, OracleDriver } from './connect.ts';
import { connectOracle, loadOracle, quoteUser } from './connect.ts';
import { copiedGrants } from './grants.ts';

/** Oracle, by the driver's thin mode. */
export const oracle: DatabaseEngine = oracleEngine(loadOracle);

/** Oracle, by this driver. */
export function oracleEngine(load: () => Promise<OracleDriver>): DatabaseEngine {
  return {
    name: 'oracle',
    engines: ['oracle'],
    requiredKeys: ['host', 'username', 'password', 'dbname'],
    defaultPort: 1_521,
    defaultDatabase: undefined,
    password: { excludeCharacters: '/@"\'\\', length: 30 },
    clone: { suffix: '_CLONE', limit: 30, unit: 'characters' },
    withoutSsl: 'either',
    connect: async login => session(await connectOracle(await load(), login), login.username),
  };
}

function session(connection: OracleConnection, username: string): DatabaseSession {
  return {
    async probe() {
      await connection.execute('select sysdate from dual');
    },
    account: () => Promise.resolve({ name: username, scope: undefined }),
    async changeOwnPassword(password, used) {
      const old = quotePassword(used);
      await connection.execute(
        `alter user ${quoteUser(username)} identified by ${quotePassword(password)} replace ${old}`,
      );
    },
    putUser: (name, password, like) => putUser(connection, name, password, like),
    async [Symbol.asyncDispose]() {
      await connection.close().catch(() => undefined);
    },
  };
}

/** Every statement is final, so the password comes last: until then the account is locked, and the next attempt goes on. */
async function putUser(
  connection: OracleConnection,
  name: string,
  password: Redacted<string>,
  like: Account,
): Promise<void> {
  const user = checkedName(name);
  const found = await connection.execute('select account_status from dba_users where username = :name', {
    name: storedName(name),
  });
  const text = quotePassword(password);
  if ((found.rows ?? []).length === 0)
    await connection.execute(`create user ${user} identified by ${text} account lock`);
  for (const statement of await copiedGrants(connection, storedName(like.name), user))
    await connection.execute(statement);
  await connection.execute(`alter user ${user} identified by ${text} account unlock`);
}

/** How the dictionary has it. */
function storedName(name: string): string {
  return quoteUser(name) === name ? name.toUpperCase() : name;
}

/** Oracle has no way of writing a quotation mark within a name or a password. */
function checkedName(name: string): string {
  if (/["\0]/.test(name)) throw valueError('the name of an Oracle user cannot hold a quotation mark');
  return quoteUser(name);
}

function quotePassword(password: Redacted<string>): string {
  const text = password.unwrap();
  if (/["\0]/.test(text)) throw valueError('the password of an Oracle user cannot hold a quotation mark');
  return `"${text}"`;
}

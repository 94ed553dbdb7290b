import { randomBytes } from 'node:crypto';
import type { DatabaseUnderTest } from './database-under-test.ts';
import { logInToMariadb, startMariadb } from './mariadb.ts';

/**
 * MariaDB with a table that applications read.
 *
 * @param more settings of the server: `--name=value`
 */
export async function mariadbUnderTest(more: readonly string[] = []): Promise<DatabaseUnderTest> {
  const server = await startMariadb(more);
  const administrator = { username: 'administrator', password: randomBytes(12).toString('hex') };
  await server.asRoot(
    'create database shop',
    'create table shop.goods (name varchar(20))',
    `create user administrator identified by '${administrator.password}'`,
    'grant all on *.* to administrator with grant option',
  );
  return {
    port: server.port,
    administrator,
    async makeUser(name, password) {
      const username = `u${randomBytes(2).toString('hex')}${name}`;
      const quoted = `'${username.replaceAll("'", "''")}'@'127.0.0.%'`;
      await server.asRoot(
        "set session sql_mode = 'NO_BACKSLASH_ESCAPES'",
        `create user ${quoted} identified by '${password}'`,
        `grant select on shop.goods to ${quoted}`,
      );
      return username;
    },
    run: statement => server.asRoot(statement),
    async use(username, password) {
      const connection = await logInToMariadb(server.port, username, password);
      try {
        await connection.query('select name from shop.goods');
      } finally {
        await connection.end();
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { TestPostgres } from '../../../server/src/testing/postgres.ts';
import { sharePostgres } from '../../../server/src/testing/postgres.ts';
import type { DatabaseUnderTest } from './database-under-test.ts';

/**
 * PostgreSQL with a table that applications read, in the server's database `postgres`; its administrator is no superuser.
 *
 * @param start another server than the one that tests share
 */
export async function postgresUnderTest(
  start: () => Promise<TestPostgres> = sharePostgres,
): Promise<DatabaseUnderTest> {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await start());
  const superuser = new Client({ connectionString: server.url });
  await superuser.connect();
  stack.defer(() => superuser.end());
  const id = randomBytes(4).toString('hex');
  const administrator = { username: `administrator_${id}`, password: randomBytes(12).toString('hex') };
  const quote = (name: string) => superuser.escapeIdentifier(name);
  await superuser.query(`create role ${administrator.username} login createrole password '${administrator.password}'`);
  const table = `goods_${id}`;
  await superuser.query(`create table ${table} (name text)`);
  await superuser.query(`grant all on ${table} to ${administrator.username} with grant option`);
  const { hostname, port } = new URL(server.url);
  const logIn = async (user: string, password: string) => {
    const client = new Client({ host: hostname, port: Number(port), user, password, database: 'postgres' });
    await client.connect();
    return client;
  };
  const asAdministrator = await logIn(administrator.username, administrator.password);
  stack.defer(() => asAdministrator.end());
  const kept = stack.move();
  return {
    port: Number(port),
    administrator,
    async makeUser(name, password) {
      const username = `u_${id}_${randomBytes(2).toString('hex')}${name}`;
      await asAdministrator.query(`create role ${quote(username)} login password '${password}'`);
      await asAdministrator.query(`grant select on ${table} to ${quote(username)}`);
      return username;
    },
    async run(statement) {
      await asAdministrator.query(statement);
    },
    async use(username, password) {
      const client = await logIn(username, password);
      try {
        await client.query(`select name from ${table}`);
      } finally {
        await client.end();
      }
    },
    async [Symbol.asyncDispose]() {
      // Roles are the server's, which other tests use too.
      const { rows } = await superuser.query<{ readonly rolname: string }>(
        'select rolname from pg_roles where starts_with(rolname, $1)',
        [`u_${id}_`],
      );
      await superuser.query(`drop table ${table}`);
      for (const { rolname } of rows) await superuser.query(`drop role ${quote(rolname)}`);
      await superuser.query(`drop owned by ${administrator.username}`);
      await superuser.query(`drop role ${administrator.username}`);
      await kept.disposeAsync();
    },
  };
}

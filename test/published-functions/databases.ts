/** The servers whose users the published functions rotate. */
import { randomBytes } from 'node:crypto';
import { logInToMariadb, startMariadb } from '../../packages/rotators/src/testing/mariadb.ts';
import { postgresUnderTest } from '../../packages/rotators/src/testing/postgres-under-test.ts';
import type { Template } from './templates.ts';

export interface RotatedDatabase extends AsyncDisposable {
  readonly port: number;
  readonly administrator: { readonly username: string; readonly password: string };
  /** Makes a user who may read a table; its name. */
  makeUser(password: string): Promise<string>;
  /** Logs in and reads the table; rejects when either is refused. */
  use(username: string, password: string): Promise<void>;
}

/** Starts each server when it is first wanted. */
export class Databases implements AsyncDisposable {
  readonly #started = new Map<Template['server'], Promise<RotatedDatabase>>();

  start(server: Template['server']): Promise<RotatedDatabase> {
    const started = this.#started.get(server) ?? (server === 'mariadb' ? startsMariadb() : startsPostgres());
    this.#started.set(server, started);
    return started;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#started.values()) {
      const database = await server.catch(() => undefined);
      await database?.[Symbol.asyncDispose]();
    }
  }
}

async function startsPostgres(): Promise<RotatedDatabase> {
  const database = await postgresUnderTest();
  return {
    port: database.port,
    administrator: database.administrator,
    makeUser: password => database.makeUser('', password),
    use: (username, password) => database.use(username, password),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** The published functions know users without their hosts: they are users of every host. */
async function startsMariadb(): Promise<RotatedDatabase> {
  const server = await startMariadb();
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
    async makeUser(password) {
      // MySQL's functions leave room for `_clone` in 16 letters.
      const username = `u${randomBytes(3).toString('hex')}`;
      await server.asRoot(
        `create user ${username} identified by '${password}'`,
        `grant select on shop.goods to ${username}`,
      );
      return username;
    },
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

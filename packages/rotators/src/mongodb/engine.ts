import type { Redacted } from '@coffer/wire';
import type { Db, MongoClient } from 'mongodb';
import type { Account, DatabaseEngine, DatabaseSession } from '../database/engine.ts';
import { connectMongo } from './connect.ts';

/** MongoDB and DocumentDB: users of the database that the secret names, or `admin`. */
export const mongodb: DatabaseEngine = {
  name: 'mongo',
  engines: ['mongo'],
  defaultPort: 27_017,
  defaultDatabase: 'admin',
  password: { excludeCharacters: '/@"\'\\', length: 32 },
  clone: { suffix: '_clone', limit: undefined, unit: 'characters' },
  withoutSsl: 'either',
  async connect(login) {
    const client = await connectMongo(login);
    return session(client, client.db(login.database ?? 'admin'), login.username);
  },
};

function session(client: MongoClient, database: Db, username: string): DatabaseSession {
  return {
    async probe() {
      await database.command({ connectionStatus: 1 });
    },
    account: () => Promise.resolve({ name: username, scope: undefined }),
    async changeOwnPassword(password) {
      await database.command({ updateUser: username, pwd: password.unwrap() });
    },
    putUser: (name, password, like) => putUser(database, name, password, like),
    async [Symbol.asyncDispose]() {
      await client.close().catch(() => undefined);
    },
  };
}

/** A user is made with its roles by one command. */
async function putUser(database: Db, name: string, password: Redacted<string>, like: Account): Promise<void> {
  const pwd = password.unwrap();
  const [found] = await usersNamed(database, name);
  if (found !== undefined) {
    await database.command({ updateUser: name, pwd });
    return;
  }
  const [model] = await usersNamed(database, like.name);
  await database.command({ createUser: name, pwd, roles: model?.roles ?? [] });
}

interface MongoUser {
  readonly roles: readonly { readonly role: string; readonly db: string }[];
}

async function usersNamed(database: Db, name: string): Promise<readonly MongoUser[]> {
  const answer: { readonly users?: readonly MongoUser[] } = await database.command({ usersInfo: name });
  return answer.users ?? [];
}

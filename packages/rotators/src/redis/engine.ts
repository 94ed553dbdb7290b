import { createHash } from 'node:crypto';
import type { Redacted } from '@coffer/wire';
import type { Account, DatabaseEngine, DatabaseSession } from '../database/engine.ts';
import { aclRules } from './acl-rules.ts';
import type { RedisConnection } from './connect.ts';
import { connectRedis } from './connect.ts';

/**
 * Users of Redis and Valkey. A user may have several passwords: who changes its own keeps the one before until the next
 * rotation. Commands carry hashes, so that no log and no `MONITOR` shows a password.
 */
export const redis: DatabaseEngine = {
  name: 'redis',
  engines: ['redis', 'valkey'],
  defaultPort: 6_379,
  defaultDatabase: undefined,
  password: { excludeCharacters: '/@"\'\\', length: 32 },
  clone: { suffix: '_clone', limit: undefined, unit: 'characters' },
  withoutSsl: 'plain',
  connect: async login => session(await connectRedis(login), login.username),
};

function session(connection: RedisConnection, username: string): DatabaseSession {
  return {
    probe: () => probe(connection),
    account: () => Promise.resolve({ name: username, scope: undefined }),
    changeOwnPassword: (password, used) =>
      saved(connection, ['ACL', 'SETUSER', username, 'resetpass', hash(used), hash(password)]),
    putUser: (name, password, like) => putUser(connection, name, password, like),
    [Symbol.asyncDispose]() {
      connection.close();
      return Promise.resolve();
    },
  };
}

/** One command, so that the user is never seen half made. */
async function putUser(
  connection: RedisConnection,
  name: string,
  password: Redacted<string>,
  like: Account,
): Promise<void> {
  const rules = aclRules(await connection.send('ACL', 'GETUSER', like.name));
  await saved(connection, ['ACL', 'SETUSER', name, 'reset', 'on', ...rules, hash(password)]);
}

/** A user may be without the right to `PING`; that it was let in is what counts. */
async function probe(connection: RedisConnection): Promise<void> {
  try {
    await connection.send('PING');
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOPERM')) throw error;
  }
}

/** Saves before too: who may not save must not change what the next start of the server would forget. */
async function saved(connection: RedisConnection, command: readonly string[]): Promise<void> {
  await save(connection);
  await connection.send(...command);
  await save(connection);
}

/** In the file that holds the users: the list of them, or the configuration; a server without either keeps nothing. */
async function save(connection: RedisConnection): Promise<void> {
  try {
    await connection.send('ACL', 'SAVE');
  } catch (error) {
    if (!says(error, 'not configured to use an ACL file')) throw error;
    try {
      await connection.send('CONFIG', 'REWRITE');
    } catch (failure) {
      if (!says(failure, 'running without a config file')) throw failure;
    }
  }
}

function says(error: unknown, words: string): boolean {
  return error instanceof Error && error.message.includes(words);
}

/** Source: Redis, "ACL SETUSER": `#<hashedpassword>`, SHA-256 in lower case hexadecimal digits. */
function hash(password: Redacted<string>): string {
  return `#${createHash('sha256').update(password.unwrap()).digest('hex')}`;
}

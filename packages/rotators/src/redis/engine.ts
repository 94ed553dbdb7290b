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

function session(redis: RedisConnection, username: string): DatabaseSession {
  return {
    probe: () => probe(redis),
    account: () => Promise.resolve({ name: username, scope: undefined }),
    changeOwnPassword: (password, used) =>
      saved(redis, ['ACL', 'SETUSER', username, 'resetpass', hash(used), hash(password)]),
    putUser: (name, password, like) => putUser(redis, name, password, like),
    [Symbol.asyncDispose]() {
      redis.close();
      return Promise.resolve();
    },
  };
}

/** One command, so that the user is never seen half made. */
async function putUser(redis: RedisConnection, name: string, password: Redacted<string>, like: Account): Promise<void> {
  const rules = aclRules(await redis.send('ACL', 'GETUSER', like.name));
  await saved(redis, ['ACL', 'SETUSER', name, 'reset', 'on', ...rules, hash(password)]);
}

/** A user may be without the right to `PING`; that it was let in is what counts. */
async function probe(redis: RedisConnection): Promise<void> {
  try {
    await redis.send('PING');
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOPERM')) throw error;
  }
}

/** Saves before too: who may not save must not change what the next start of the server would forget. */
async function saved(redis: RedisConnection, command: readonly string[]): Promise<void> {
  await save(redis);
  await redis.send(...command);
  await save(redis);
}

/** In the file that holds the users: the list of them, or the configuration; a server without either keeps nothing. */
async function save(redis: RedisConnection): Promise<void> {
  try {
    await redis.send('ACL', 'SAVE');
  } catch (error) {
    if (!says(error, 'not configured to use an ACL file')) throw error;
    try {
      await redis.send('CONFIG', 'REWRITE');
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

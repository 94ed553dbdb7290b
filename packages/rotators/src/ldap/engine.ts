import type { Redacted } from '@coffer/wire';
import type { Client } from 'ldapts';
import type { DatabaseEngine, DatabaseSession } from '../database/engine.ts';
import { cloneEntry } from './clone-entry.ts';
import { bind } from './connect.ts';
import { splitDistinguishedName } from './distinguished-name.ts';
import { PASSWORD_MODIFY, passwordModify } from './password-modify.ts';

/** Entries of a directory that applications bind as; `username` is the distinguished name. */
export const ldap: DatabaseEngine = {
  name: 'ldap',
  engines: ['ldap'],
  defaultPort: 389,
  defaultDatabase: undefined,
  password: { excludeCharacters: '/@"\'\\', length: 32 },
  clone: { suffix: '_clone', limit: undefined, unit: 'characters' },
  splitName: splitDistinguishedName,
  withoutSsl: 'plain',
  connect: async login => session(await bind(login), login.username),
};

function session(client: Client, dn: string): DatabaseSession {
  const setPassword = async (of: string, password: Redacted<string>, used?: Redacted<string>) => {
    await client.exop(PASSWORD_MODIFY, passwordModify(of, password, used));
  };
  return {
    // To be bound is all that every entry may.
    probe: () => Promise.resolve(),
    account: () => Promise.resolve({ name: dn, scope: undefined }),
    changeOwnPassword: (password, used) => setPassword(dn, password, used),
    async putUser(name, password, like) {
      await cloneEntry(client, name, like.name);
      // Last: an entry with a password has all its memberships.
      await setPassword(name, password);
    },
    async [Symbol.asyncDispose]() {
      await client.unbind().catch(() => undefined);
    },
  };
}

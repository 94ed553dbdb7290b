import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { withoutProgram } from '../testing/daemon.ts';
import type { LdapUnderTest } from '../testing/ldap-under-test.ts';
import { ldapUnderTest } from '../testing/ldap-under-test.ts';
import { proveEngine } from '../testing/prove-engine.ts';
import { splitDistinguishedName, unescapeValue } from './distinguished-name.ts';
import { ldap } from './engine.ts';

describe('OpenLDAP, a real server', { skip: withoutProgram('slapd', 'slapd') }, () => {
  let server: LdapUnderTest | undefined;
  const start = async () => {
    server = await ldapUnderTest();
    return server;
  };
  proveEngine('LDAP', { engine: ldap, start, oddName: '\'\\"`@%;,+*(x' }, bench => {
    test('the clone is a member of the groups of the first entry', async () => {
      const { coffer, alternating, storeAlternating } = bench();
      const secretId = await storeAlternating();

      await coffer.rotate(alternating, secretId);

      const clone = (await coffer.read(secretId)).get('username') ?? '';
      assert.match(clone, /^uid=\w+_clone,ou=apps,dc=example,dc=org$/);
      assert.ok((await server?.members())?.includes(clone));
    });

    test('an empty password is no login, though directories accept it', async () => {
      const { coffer, single, store } = bench();
      const secretId = await store({ password: '' });

      const rotation = coffer.rotate(single, secretId);

      await assert.rejects(rotation, { message: /^Unable to log into database with previous, current, or pending/ });
    });
  });
});

test('a name is split at the end of its first value, and its parts are the name', () => {
  fc.assert(
    fc.property(fc.string(), value => {
      const escaped = [...value].map(letter => (',+\\"<>;='.includes(letter) ? `\\${letter}` : letter)).join('');
      const dn = `uid=${escaped},ou=apps`;

      const { before, name, after } = splitDistinguishedName(dn);

      assert.deepEqual([before, name, after], ['uid=', escaped, ',ou=apps']);
    }),
  );
  assert.equal(unescapeValue('a\\2cb\\,c\\c3\\a9'), 'a,b,cé');
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { alternatingUsers } from '../database/alternating-users.ts';
import { singleUser } from '../database/single-user.ts';
import { mysql } from '../mysql/engine.ts';
import { withoutMariadb } from '../testing/mariadb.ts';
import { mariadbUnderTest } from '../testing/mariadb-under-test.ts';
import { proveEngine } from '../testing/prove-engine.ts';
import { mariadb } from './engine.ts';

describe('MariaDB, a real server', { skip: withoutMariadb() }, () => {
  proveEngine('MariaDB', { engine: mariadb, start: mariadbUnderTest, oddName: `'\\"\`@% TO x` }, bench => {
    test("the template for MySQL rotates MariaDB's users by MariaDB's own statements", async () => {
      const { coffer, storeAlternating, use } = bench();
      const masterarn = await asMysql(String((await coffer.read(await storeAlternating())).get('masterarn')));
      const secretId = await storeAlternating({ engine: 'mysql', masterarn });

      await coffer.rotate(() => singleUser(mysql), secretId);
      await use(secretId);
      await coffer.rotate(() => alternatingUsers(mysql), secretId);

      await use(secretId);
      await use(secretId, 'AWSPREVIOUS');
    });

    async function asMysql(secretId: string): Promise<string> {
      const { coffer } = bench();
      return coffer.store({ ...Object.fromEntries(await coffer.read(secretId)), engine: 'mysql' });
    }

    test('with `ssl` true nothing is sent to a server without TLS', async () => {
      const { coffer, single, store } = bench();
      const secretId = await store({ ssl: true });

      const rotation = coffer.rotate(single, secretId);

      await assert.rejects(rotation, { message: /^Unable to log into database with previous, current, or pending/ });
      assert.ok(coffer.log.some(line => line.includes('over TLS') && !line.includes('without TLS')));
    });

    test('a clone that somebody made before gets the grants too', async () => {
      const { coffer, database, alternating, storeAlternating, use } = bench();
      const secretId = await storeAlternating();
      const first = (await coffer.read(secretId)).get('username') ?? '';
      await database.run?.(`create user '${first}_clone'@'127.0.0.%' identified by 'other'`);

      await coffer.rotate(alternating, secretId);

      await use(secretId);
    });
  });
});

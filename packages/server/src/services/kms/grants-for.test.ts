import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeUser } from '../../access/testing.ts';
import { sql } from '../../storage/sql.ts';
import { TestServer } from '../../testing/test-server.ts';
import { noting } from '../secretsmanager/isolation.test-support.ts';
import { createKey, grantTo, open, seal, TEXT } from './grants.test-support.ts';

/** How often grants are read from storage for a second decryption by a user with so many grants. */
async function readsWith(count: number): Promise<number> {
  await using server = await TestServer.open();
  const KeyId = await createKey(server);
  const blob = await seal(server, KeyId);
  const { arn, server: user } = await makeUser(server, 'grantee');
  const { GrantId } = await grantTo(server, KeyId, arn);
  await server.parts.database.write(async writer => {
    for (let i = 1; i < count; i++) {
      await writer.run(sql`
        insert into kms_grant (grant_id, key_id, created_at, issuing_account, grantee, grantee_id, operations)
        select ${i.toString(16).padStart(64, '0')}, key_id, created_at, issuing_account, grantee, grantee_id, operations
        from kms_grant
        where grant_id = ${GrantId}`);
    }
  });
  assert.equal(await open(user, blob), TEXT);

  const watch = noting(server.parts.line);
  Object.assign(server.parts, { line: watch.line });
  assert.equal(await open(user, blob), TEXT);
  return watch.reads.filter(read => read.includes('from kms_grant')).length;
}

test('the grants of a caller are remembered', async () => {
  assert.equal(await readsWith(1), 0);
});

test('more grants than memory should hold are read each time', async () => {
  assert.equal(await readsWith(1_001), 1);
});

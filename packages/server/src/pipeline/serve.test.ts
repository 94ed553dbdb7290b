import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestServer } from '../testing/index.ts';

test('an answer says whether its request was authenticated, whatever became of it then', async () => {
  await using server = await TestServer.open();

  const [done, refused, elsewhere] = await Promise.all([
    server.send('secretsmanager', 'ListSecrets', '{}'),
    server.send('secretsmanager', 'GetSecretValue', '{"SecretId":"missing"}'),
    server.send('secretsmanager', 'ListSecrets', '{}', 'not-served-1'),
  ]);

  assert.deepEqual(
    [done, refused, elsewhere].map(({ status, isTrusted }) => [status, isTrusted]),
    [
      [200, true],
      [400, true],
      [elsewhere.status, false],
    ],
  );
  assert.notEqual(elsewhere.status, 200);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestServer } from '../../testing/test-server.ts';
import { refusal, rotate } from './rotation.test-support.ts';
import { makeSecret, recordsNamed, token } from './testing.ts';

test('a write that others always precede is given up with ThrottlingException, and stores its record alone', async () => {
  await using server = await TestServer.open();
  await makeSecret(server, 'crowded');
  let others = 0;

  const crowdedOut = rotate(server, { SecretId: 'crowded' }, async () => {
    const change = { ClientRequestToken: token(9), Description: String((others += 1)) };
    await server.call('secretsmanager', 'UpdateSecret', { SecretId: 'crowded', ...change });
    return true;
  });

  await assert.rejects(crowdedOut, refusal('ThrottlingException', 'Rate exceeded'));
  const described = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'crowded' });
  // Each round let one of the others through.
  assert.deepEqual([described.Description, described.RotationEnabled], ['200', undefined]);
  const records = await recordsNamed(server, 'RotateSecret');
  assert.deepEqual(
    records.map(({ errorCode }) => errorCode),
    ['ThrottlingException'],
  );
});

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { END_OF_RECOVERY } from './delete-secret.ts';
import { assertRefused, DELETED, makeSecret, NOT_FOUND, putVersion, recordsNamed, token } from './testing.ts';

const DAY_MS = 86_400_000;

onBothEngines('The end of a recovery window', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  it('deletes the secret and its versions, with an event for each, and frees its name', async () => {
    const ARN = await makeSecret(server, 'ends');
    await putVersion(server, 'ends', 2);
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'ends', RecoveryWindowInDays: 7 });

    server.clock.advance(7 * DAY_MS - 1);
    await server.parts.jobs.runDue();
    await assertRefused(server, 'GetSecretValue', { SecretId: ARN }, ['InvalidRequestException', DELETED]);
    server.clock.advance(1);
    await server.parts.jobs.runDue();

    await assertRefused(server, 'DescribeSecret', { SecretId: ARN }, ['ResourceNotFoundException', NOT_FOUND]);
    const ended = await recordsNamed(server, 'EndSecretVersionDelete');
    assert.deepEqual(
      ended.map(event => event['additionalEventData']),
      [1, 2].map(number => ({ SecretId: ARN, SecretVersionId: token(number) })),
    );
    for (const event of ended) {
      assert.equal(event['eventType'], 'AwsServiceEvent');
      assert.deepEqual(event['userIdentity'], {
        accountId: '123456789012',
        invokedBy: 'secretsmanager.amazonaws.com',
      });
      assert.equal(event['sourceIPAddress'], 'secretsmanager.amazonaws.com');
    }
    assert.notEqual(await makeSecret(server, 'ends'), ARN);
    const left = await server.parts.database.read(reader =>
      reader.all(sql`select id from job where kind like 'secretsmanager.%'`),
    );
    assert.deepEqual(left, []);
  });

  it('counts from the last deletion when the secret was restored meanwhile', async () => {
    const ARN = await makeSecret(server, 'again');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: ARN, RecoveryWindowInDays: 7 });
    server.clock.advanceDays(5);
    await server.call('secretsmanager', 'RestoreSecret', { SecretId: ARN });
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: ARN, RecoveryWindowInDays: 7 });

    server.clock.advanceDays(3);
    await server.parts.jobs.runDue();
    await server.call('secretsmanager', 'DescribeSecret', { SecretId: ARN });
    server.clock.advanceDays(4);
    await server.parts.jobs.runDue();

    await assertRefused(server, 'DescribeSecret', { SecretId: ARN }, ['ResourceNotFoundException', NOT_FOUND]);
  });

  it('waits for the window although its job has come early', async () => {
    const ARN = await makeSecret(server, 'early');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: ARN, RecoveryWindowInDays: 7 });
    await server.parts.database.write(writer =>
      writer.run(sql`update job set due_at = 0 where kind = ${END_OF_RECOVERY}`),
    );

    await server.parts.jobs.runDue();
    await assertRefused(server, 'GetSecretValue', { SecretId: ARN }, ['InvalidRequestException', DELETED]);
    server.clock.advanceDays(7);
    await server.parts.jobs.runDue();

    await assertRefused(server, 'DescribeSecret', { SecretId: ARN }, ['ResourceNotFoundException', NOT_FOUND]);
  });
});

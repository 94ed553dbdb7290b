import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { assertRefused, makeSecret, NOT_FOUND, recordsNamed, token, valueOf } from './testing.ts';

onBothEngines('RestoreSecret', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  it('takes a deletion back: the value is readable again under the same ARN', async () => {
    const ARN = await makeSecret(server, 'back');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'back' });

    const answer = await server.call('secretsmanager', 'RestoreSecret', { SecretId: 'back' });

    assert.deepEqual(answer, { ARN, Name: 'back' });
    assert.equal(await valueOf(server, ARN), 'v1');
    const { DeletedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: ARN });
    assert.equal(DeletedDate, undefined);
    const cancelled = (await recordsNamed(server, 'CancelSecretVersionDelete')).at(-1);
    assert.deepEqual(cancelled?.['additionalEventData'], { SecretId: ARN, SecretVersionId: token(1) });
  });

  it('cancels the end of the window: nothing happens when it would have come', async () => {
    await makeSecret(server, 'kept');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'kept', RecoveryWindowInDays: 7 });
    await server.call('secretsmanager', 'RestoreSecret', { SecretId: 'kept' });

    const planned = await server.parts.database.read(reader =>
      reader.all(sql`select id from job where kind like 'secretsmanager.%'`),
    );
    server.clock.advanceDays(8);
    await server.parts.jobs.runDue();

    assert.deepEqual(planned, []);
    assert.equal(await valueOf(server, 'kept'), 'v1');
  });

  it('succeeds and changes nothing for a secret that is not deleted', async () => {
    const ARN = await makeSecret(server, 'alive');
    const unchanged = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'alive' });
    server.clock.advance(1_000);

    assert.deepEqual(await server.call('secretsmanager', 'RestoreSecret', { SecretId: 'alive' }), {
      ARN,
      Name: 'alive',
    });

    assert.deepEqual(await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'alive' }), unchanged);
  });

  it('says when there is no such secret', async () => {
    await assertRefused(server, 'RestoreSecret', { SecretId: 'nowhere' }, ['ResourceNotFoundException', NOT_FOUND]);
  });
});

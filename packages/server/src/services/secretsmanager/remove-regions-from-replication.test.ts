import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import type { TestServer } from '../../testing/index.ts';
import {
  describe,
  IN_PROGRESS,
  inRegion,
  makeReplicated,
  makeStranger,
  openRegions,
  read,
  recordsIn,
  replicate,
  settle,
  statusOf,
  SUCCEEDED,
  THERE,
} from './replication.test-support.ts';
import { makeSecret, token } from './testing.ts';

onBothEngines('RemoveRegionsFromReplication', engine => {
  let server: TestServer;
  before(async () => {
    server = await openRegions(engine);
  });
  after(() => server[Symbol.asyncDispose]());

  it('recorded: deletes the replica, and the primary is no primary any more; LastChangedDate changes', async () => {
    const arn = await makeReplicated(server, 'removed');
    server.clock.advance(1_000);
    const answer = await remove(server, arn, THERE);

    assert.deepEqual(answer, { ARN: arn, ReplicationStatus: [] });
    assert.equal(await read(server, inRegion(arn), THERE), 'ResourceNotFoundException');
    const primary = await describe(server, arn);
    assert.equal(primary.PrimaryRegion, undefined);
    assert.equal(primary.ReplicationStatus, undefined);
    assert.equal(primary.LastChangedDate, server.clock.now());
    const rows = await server.parts.database.read(reader =>
      reader.all(
        sql`select id from job where kind like 'secretsmanager.%' union all select secret_id from secret_replica`,
      ),
    );
    assert.deepEqual(rows, []);
  });

  it('recorded: a region that has no replica is no error and changes nothing', async () => {
    const arn = await makeReplicated(server, 'unknown');
    const before_ = await describe(server, arn);
    server.clock.advance(1_000);

    assert.deepEqual(await remove(server, arn, 'us-west-2'), { ARN: arn, ReplicationStatus: [SUCCEEDED] });
    assert.deepEqual(await describe(server, arn), before_);
    const alone = await makeSecret(server, 'alone');
    assert.deepEqual(await remove(server, alone, THERE), { ARN: alone, ReplicationStatus: [] });
  });

  it('removes one of several', async () => {
    const arn = await makeReplicated(server, 'one');
    await replicate(server, arn, { AddReplicaRegions: [{ Region: 'ap-south-1' }] });
    await settle(server);

    const { ReplicationStatus } = await remove(server, arn, THERE);

    assert.deepEqual(ReplicationStatus, [{ ...SUCCEEDED, Region: 'ap-south-1' }]);
    assert.equal((await describe(server, arn)).PrimaryRegion, 'us-east-1');
    assert.equal(await read(server, 'one', 'ap-south-1'), 'v2');
  });

  it('takes back a replication that has not begun or has failed, and leaves alone what only has the name', async () => {
    const begun = await makeSecret(server, 'begun');
    await replicate(server, begun);
    await remove(server, begun, THERE);
    const stranger = await makeStranger(server, 'failed');
    const failed = await makeSecret(server, 'failed');
    await replicate(server, failed);
    await settle(server);
    await remove(server, failed, THERE);
    await settle(server);

    assert.equal(await read(server, inRegion(begun), THERE), 'ResourceNotFoundException');
    assert.equal(await read(server, stranger, THERE), 'stranger');
  });

  it('can be followed by another replication to the region', async () => {
    const arn = await makeReplicated(server, 'again');
    await remove(server, arn, THERE);
    assert.deepEqual(await replicate(server, arn), [IN_PROGRESS]);
    await settle(server);

    assert.deepEqual(await statusOf(server, arn), [SUCCEEDED]);
    assert.equal(await read(server, inRegion(arn), THERE), 'v2');
  });

  it('leaves an event for each version that is gone, in the trail of the region', async () => {
    const arn = await makeReplicated(server, 'events');
    await remove(server, arn, THERE);

    for (const name of ['StartSecretVersionDelete', 'EndSecretVersionDelete']) {
      const events = (await recordsIn(server, THERE, name)).map(event => event['additionalEventData']);
      for (const number of [1, 2]) {
        const SecretVersionId = token(number);
        const expected = { SecretId: inRegion(arn), SecretVersionId };
        assert.ok(
          events.some(event => JSON.stringify(event) === JSON.stringify(expected)),
          `${name} ${number}`,
        );
      }
    }
  });
});

async function remove(server: TestServer, SecretId: string, region: string) {
  const input = { SecretId, RemoveReplicaRegions: [region] };
  const response = await server.send('secretsmanager', 'RemoveRegionsFromReplication', JSON.stringify(input));
  assert.equal(response.status, 200, String(response.body));
  return JSON.parse(String(response.body)) as { ARN: string; ReplicationStatus: unknown };
}

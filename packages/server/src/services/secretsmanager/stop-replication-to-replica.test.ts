import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import type { TestServer } from '../../testing/index.ts';
import { secretText } from '../../testing/index.ts';
import {
  describe,
  inRegion,
  makeReplicated,
  openRegions,
  read,
  replicate,
  settle,
  statusOf,
  SUCCEEDED,
  THERE,
} from './replication.test-support.ts';
import { assertRefused, makeSecret, putVersion, token } from './testing.ts';

const NOT_A_REPLICA = "Operation not permitted on a primary secret. Call must be made in replica secret's region.";

onBothEngines('StopReplicationToReplica', engine => {
  let server: TestServer;
  before(async () => {
    server = await openRegions(engine);
  });
  after(() => server[Symbol.asyncDispose]());

  it('recorded: makes the replica a secret of its own; both lose PrimaryRegion, the primary its status', async () => {
    const arn = await makeReplicated(server, 'promoted');
    const changedAt = (await describe(server, arn)).LastChangedDate;
    server.clock.advance(1_000);
    const response = await server.send(
      'secretsmanager',
      'StopReplicationToReplica',
      JSON.stringify({ SecretId: inRegion(arn) }),
      THERE,
    );

    assert.equal(String(response.body), JSON.stringify({ ARN: inRegion(arn) }));
    const [former, promoted] = [await describe(server, arn), await describe(server, inRegion(arn), THERE)];
    assert.equal(former.PrimaryRegion, undefined);
    assert.equal(former.ReplicationStatus, undefined);
    assert.equal(former.LastChangedDate, changedAt);
    assert.equal(promoted.PrimaryRegion, undefined);
    assert.equal(promoted.LastChangedDate, server.clock.now());
    assert.equal(promoted.KmsKeyId, 'alias/aws/secretsmanager');
  });

  it('recorded: what was promoted is written, and outlives its former primary', async () => {
    const arn = await makeReplicated(server, 'independent');
    await stop(server, arn);
    const SecretId = inRegion(arn);
    const put = { SecretId, ClientRequestToken: token(7), SecretString: secretText('own') };
    await server.call('secretsmanager', 'PutSecretValue', put, THERE);
    await putVersion(server, arn, 8);
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: arn, ForceDeleteWithoutRecovery: true });
    await settle(server);

    assert.equal(await read(server, SecretId, THERE), 'own');
    assert.equal(await read(server, SecretId, THERE, { VersionStage: 'AWSPREVIOUS' }), 'v2');
    const { Versions = [] } = await server.call('secretsmanager', 'ListSecretVersionIds', { SecretId }, THERE);
    assert.deepEqual(Versions.map(version => version.VersionId).toSorted(), [token(2), token(7)]);
  });

  it('recorded: is refused on the primary; so it is on a secret without replicas', async () => {
    const arn = await makeReplicated(server, 'primary');
    await makeSecret(server, 'alone');
    for (const SecretId of [arn, 'alone']) {
      await assertRefused(server, 'StopReplicationToReplica', { SecretId }, [
        'InvalidParameterException',
        NOT_A_REPLICA,
      ]);
    }
    assert.deepEqual(await statusOf(server, arn), [SUCCEEDED]);
  });

  it('leaves the other replicas as they are, and lets the region be replicated to no more', async () => {
    const arn = await makeReplicated(server, 'others');
    await replicate(server, arn, { AddReplicaRegions: [{ Region: 'ap-south-1' }] });
    await settle(server);
    await stop(server, arn);
    await putVersion(server, arn, 3);
    await settle(server);

    assert.deepEqual(await statusOf(server, arn), [{ ...SUCCEEDED, Region: 'ap-south-1' }]);
    assert.equal(await read(server, 'others', 'ap-south-1'), 'v3');
    assert.equal(await read(server, 'others', THERE), 'v2');
    await replicate(server, arn);
    await settle(server);
    const there = (await statusOf(server, arn)).find(replica => replica.Region === THERE);
    assert.equal(there?.Status, 'Failed');
  });

  it('ends a replication that is under way', async () => {
    const arn = await makeReplicated(server, 'under-way');
    await putVersion(server, arn, 3);
    await stop(server, arn);
    await settle(server);

    assert.equal(await read(server, inRegion(arn), THERE), 'v2');
  });
});

async function stop(server: TestServer, arn: string): Promise<void> {
  await server.call('secretsmanager', 'StopReplicationToReplica', { SecretId: inRegion(arn) }, THERE);
}

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import type { TestServer } from '../../testing/index.ts';
import { secretText } from '../../testing/index.ts';
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
import { assertRefused, DELETED, makeSecret, NOT_FOUND, putVersion, recordsNamed, token } from './testing.ts';

onBothEngines('ReplicateSecretToRegions', engine => {
  let server: TestServer;
  before(async () => {
    server = await openRegions(engine);
  });
  after(() => server[Symbol.asyncDispose]());

  it('recorded: answers InProgress under the default key, and is InSync later: `Replication succeeded`', async () => {
    const arn = await makeSecret(server, 'answers');
    const response = await server.send(
      'secretsmanager',
      'ReplicateSecretToRegions',
      JSON.stringify({ SecretId: 'answers', AddReplicaRegions: [{ Region: THERE }] }),
    );

    assert.deepEqual(JSON.parse(String(response.body)), { ARN: arn, ReplicationStatus: [IN_PROGRESS] });
    const begun = await describe(server, arn);
    assert.equal(begun.PrimaryRegion, 'us-east-1');
    assert.deepEqual(await statusOf(server, arn), [IN_PROGRESS]);
    assert.equal(await read(server, inRegion(arn), THERE), 'ResourceNotFoundException');
    await settle(server);
    assert.deepEqual(await statusOf(server, arn), [SUCCEEDED]);
    assert.equal(await read(server, inRegion(arn), THERE), 'v1');
  });

  it('recorded: changes LastChangedDate of the primary, which the replica has too', async () => {
    const arn = await makeSecret(server, 'dates');
    server.clock.advance(1_000);
    await replicate(server, arn);
    const changedAt = server.clock.now();
    server.clock.advance(1_000);
    await settle(server);

    assert.equal((await describe(server, arn)).LastChangedDate, changedAt);
    const replica = await describe(server, inRegion(arn), THERE);
    assert.equal(replica.LastChangedDate, changedAt);
    assert.equal(replica.CreatedDate, server.clock.now());
  });

  it('recorded: a replica has the suffix, tags and labels of the primary, its own CreatedDate, KmsKeyId and PrimaryRegion, no status', async () => {
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'whole',
      ClientRequestToken: token(1),
      SecretString: secretText('v1'),
      Description: 'a description',
      Tags: [{ Key: 'probe', Value: 'initial' }],
    });
    const arn = (await describe(server, 'whole')).ARN ?? '';
    await putVersion(server, arn, 2);
    await putVersion(server, arn, 3, ['CUSTOM']);
    server.clock.advance(5_000);
    await replicate(server, arn);
    await settle(server);

    const primary = await describe(server, arn);
    assert.deepEqual(await describe(server, inRegion(arn), THERE), {
      ARN: inRegion(arn),
      Name: 'whole',
      Description: 'a description',
      KmsKeyId: 'alias/aws/secretsmanager',
      LastChangedDate: primary.LastChangedDate,
      CreatedDate: server.clock.now(),
      PrimaryRegion: 'us-east-1',
      Tags: [{ Key: 'probe', Value: 'initial' }],
      VersionIdsToStages: { [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT'], [token(3)]: ['CUSTOM'] },
    });
    assert.equal(await read(server, inRegion(arn), THERE, { VersionStage: 'CUSTOM' }), 'v3');
    assert.equal(await read(server, inRegion(arn), THERE, { VersionId: token(1) }), 'v1');
  });

  it('recorded: ListSecretVersionIds shows no version of a replica', async () => {
    const arn = await makeReplicated(server, 'versions');
    const input = { SecretId: inRegion(arn), IncludeDeprecated: true };
    const { Versions, NextToken } = await server.call('secretsmanager', 'ListSecretVersionIds', input, THERE);

    assert.deepEqual(Versions, []);
    assert.equal(NextToken, undefined);
  });

  it('recorded: refuses the own region: `Invalid replica region.`; and what is none, or of another partition', async () => {
    const SecretId = await makeSecret(server, 'regions');
    for (const Region of ['us-east-1', 'cn-north-1', 'us-gov-west-1', 'nowhere-9', undefined]) {
      const AddReplicaRegions = [{ Region: THERE }, { Region }];
      await assertRefused(server, 'ReplicateSecretToRegions', { SecretId, AddReplicaRegions }, [
        'InvalidParameterException',
        'Invalid replica region.',
      ]);
    }
    assert.equal((await describe(server, SecretId)).PrimaryRegion, undefined);
  });

  it('recorded: the same region twice in one call, and a region that has a replica already, are no errors', async () => {
    const arn = await makeReplicated(server, 'twice');

    const again = await replicate(server, arn);
    const twice = await replicate(server, arn, { AddReplicaRegions: [{ Region: THERE }, { Region: THERE }] });

    assert.deepEqual(again, [IN_PROGRESS]);
    assert.deepEqual(twice, [IN_PROGRESS]);
    await settle(server);
    assert.deepEqual(await statusOf(server, arn), [SUCCEEDED]);
  });

  it('recorded: fails later where the name is taken, and leaves what has it alone', async () => {
    const stranger = await makeStranger(server, 'taken');
    const arn = await makeSecret(server, 'taken');

    assert.deepEqual(await replicate(server, arn), [IN_PROGRESS]);
    await settle(server);

    const StatusMessage = `Replication failed: Secret name taken already exists in region ${THERE}.`;
    assert.deepEqual(await statusOf(server, arn), [{ ...IN_PROGRESS, Status: 'Failed', StatusMessage }]);
    assert.equal(await read(server, stranger, THERE), 'stranger');
    assert.equal(await read(server, inRegion(arn), THERE), 'ResourceNotFoundException');
  });

  it('recorded: ForceOverwriteReplicaSecret replaces it: the old ARN is gone, its CreatedDate stays', async () => {
    const stranger = await makeStranger(server, 'forced');
    const createdAt = server.clock.now();
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: stranger, RecoveryWindowInDays: 7 }, THERE);
    server.clock.advance(60_000);
    const arn = await makeSecret(server, 'forced');
    await replicate(server, arn, { ForceOverwriteReplicaSecret: true });
    await settle(server);

    assert.deepEqual(await statusOf(server, arn), [SUCCEEDED]);
    const { code, message } = await server.refused('secretsmanager', 'DescribeSecret', { SecretId: stranger }, THERE);
    assert.deepEqual([code, message], ['ResourceNotFoundException', NOT_FOUND]);
    const replica = await describe(server, inRegion(arn), THERE);
    assert.equal(replica.CreatedDate, createdAt);
    assert.equal(replica.DeletedDate, undefined);
    assert.equal(await read(server, 'forced', THERE), 'v1');
    assert.deepEqual(
      await server.parts.database.read(reader =>
        reader.all(sql`select id from job where kind like 'secretsmanager.%'`),
      ),
      [],
    );
    const ended = await recordsIn(server, THERE, 'EndSecretVersionDelete');
    assert.ok(ended.some(event => JSON.stringify(event['additionalEventData']).includes(stranger)));
    server.clock.advanceDays(8);
    await settle(server);
    assert.equal(await read(server, inRegion(arn), THERE), 'v1');
  });

  it('the leave to overwrite is for that replication alone', async () => {
    const arn = await makeSecret(server, 'leave');
    await replicate(server, arn, {
      AddReplicaRegions: [{ Region: THERE, KmsKeyId: 'alias/none' }],
      ForceOverwriteReplicaSecret: true,
    });
    await settle(server);
    const stranger = await makeStranger(server, 'leave');
    await putVersion(server, arn, 2);
    await settle(server);

    assert.equal((await statusOf(server, arn))[0]?.Status, 'Failed');
    assert.equal(await read(server, stranger, THERE), 'stranger');
  });

  it('overwrites neither a replica of another secret nor one that has replicas', async () => {
    const other = await makeSecret(server, 'bound');
    await replicate(server, other);
    await settle(server);
    const input = { Name: 'bound', ClientRequestToken: token(1), SecretString: secretText('third') };
    const third = await server.call('secretsmanager', 'CreateSecret', input, 'ap-south-1');
    const AddReplicaRegions = [{ Region: THERE }, { Region: 'us-east-1' }];
    const force = { SecretId: third.ARN ?? '', AddReplicaRegions, ForceOverwriteReplicaSecret: true };
    await server.call('secretsmanager', 'ReplicateSecretToRegions', force, 'ap-south-1');
    await settle(server);

    const { ReplicationStatus = [] } = await server.call(
      'secretsmanager',
      'DescribeSecret',
      { SecretId: third.ARN ?? '' },
      'ap-south-1',
    );
    assert.deepEqual(
      ReplicationStatus.map(replica => [replica.Region, replica.Status]),
      [
        [THERE, 'Failed'],
        ['us-east-1', 'Failed'],
      ],
    );
    assert.equal(await read(server, other, 'us-east-1'), 'v1');
    assert.equal(await read(server, inRegion(other), THERE), 'v1');
  });

  it("fails later in a region that is not served, and for a key that is not there, in KMS's words", async () => {
    const arn = await makeSecret(server, 'failures');
    await replicate(server, arn, {
      AddReplicaRegions: [{ Region: 'us-west-2' }, { Region: THERE, KmsKeyId: 'nokey' }],
    });
    await settle(server);

    const [there, west] = await statusOf(server, arn);
    assert.equal(west?.StatusMessage, 'Replication failed: Region us-west-2 is not enabled.');
    assert.equal(there?.Status, 'Failed');
    assert.equal(there.KmsKeyId, 'nokey');
    assert.match(
      there.StatusMessage ?? '',
      /^Replication failed: Invalid keyId 'nokey' \(Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
    assert.equal(await read(server, inRegion(arn), THERE), 'ResourceNotFoundException');
  });

  it('replicates to several regions, listed by name, and a secret without a value', async () => {
    await server.call('secretsmanager', 'CreateSecret', { Name: 'empty', ClientRequestToken: token(1) });
    const AddReplicaRegions = [{ Region: THERE }, { Region: 'ap-south-1' }];
    await replicate(server, 'empty', { AddReplicaRegions });
    await settle(server);

    assert.deepEqual(await statusOf(server, 'empty'), [{ ...SUCCEEDED, Region: 'ap-south-1' }, SUCCEEDED]);
    const replica = await describe(server, 'empty', 'ap-south-1');
    assert.equal(replica.VersionIdsToStages, undefined);
  });

  it('refuses a secret that is marked for deletion, and one that is not there', async () => {
    const SecretId = await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId });
    const AddReplicaRegions = [{ Region: THERE }];

    await assertRefused(server, 'ReplicateSecretToRegions', { SecretId, AddReplicaRegions }, [
      'InvalidRequestException',
      DELETED,
    ]);
    await assertRefused(server, 'ReplicateSecretToRegions', { SecretId: 'nothing', AddReplicaRegions }, [
      'ResourceNotFoundException',
      NOT_FOUND,
    ]);
  });

  it('keeps no more regions than there can be', async () => {
    const SecretId = await makeSecret(server, 'many');
    const regions = (from: number) =>
      Array.from({ length: 60 }, (_, i) => ({ Region: `us-x${'abcdefghij'[Math.floor(i / 10)]}-${(from + i) % 100}` }));
    await replicate(server, SecretId, { AddReplicaRegions: regions(0) });

    const { code } = await server.refused('secretsmanager', 'ReplicateSecretToRegions', {
      SecretId,
      AddReplicaRegions: regions(50),
    });
    assert.equal(code, 'InvalidParameterException');
  });

  it('leaves records: the call with its regions, and service events of the replication', async () => {
    const arn = await makeSecret(server, 'records');
    await replicate(server, arn);
    await settle(server);

    const calls = await recordsNamed(server, 'ReplicateSecretToRegions');
    assert.deepEqual(calls.at(-1)?.['requestParameters'], {
      secretId: arn,
      addReplicaRegions: [{ region: THERE }],
      forceOverwriteReplicaSecret: false,
    });
    assert.deepEqual(calls.at(-1)?.['responseElements'], { arn });
    for (const name of ['ReplicationStarted', 'ReplicationSucceeded']) {
      const event = (await recordsNamed(server, name)).at(-1);
      assert.equal(event?.['eventType'], 'AwsServiceEvent');
      assert.deepEqual(event?.['additionalEventData'], { SecretId: arn, ReplicaRegion: THERE });
    }
  });
});

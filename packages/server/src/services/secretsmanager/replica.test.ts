import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { secretsmanager } from '@coffer/wire/services';
import { onBothEngines } from '../../testing/engines.ts';
import type { TestServer } from '../../testing/index.ts';
import { secretText } from '../../testing/index.ts';
import {
  describe,
  inRegion,
  makeReplicated,
  openRegions,
  read,
  READ_ONLY,
  replicate,
  settle,
  statusOf,
  SUCCEEDED,
  THERE,
} from './replication.test-support.ts';
import { assertRefused, makeSecret, putVersion, token } from './testing.ts';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    },
  ],
});

/** Every operation that changes a secret, with an input that a secret of its own would take. */
const WRITES: Readonly<Record<string, object>> = {
  CancelRotateSecret: {},
  DeleteSecret: { ForceDeleteWithoutRecovery: true },
  PutResourcePolicy: { ResourcePolicy: POLICY },
  DeleteResourcePolicy: {},
  PutSecretValue: { ClientRequestToken: token(9), SecretString: 'v9' },
  RemoveRegionsFromReplication: { RemoveReplicaRegions: [THERE] },
  ReplicateSecretToRegions: { AddReplicaRegions: [{ Region: 'ap-south-1' }] },
  RestoreSecret: {},
  RotateSecret: { ClientRequestToken: token(9), RotationLambdaARN: 'arn:aws:lambda:eu-west-1:123456789012:function:f' },
  TagResource: { Tags: [{ Key: 'local', Value: 'replica-only' }] },
  UntagResource: { TagKeys: ['local'] },
  UpdateSecret: { ClientRequestToken: token(9), Description: 'other' },
  UpdateSecretVersionStage: { VersionStage: 'LABEL', MoveToVersionId: token(1) },
};

/** Those of them that cannot change a secret with a replica: it is not deleted, and there is no function to rotate it. */
const WITHOUT_CHANGE: ReadonlySet<string> = new Set([
  'DeleteSecret',
  'RestoreSecret',
  'RotateSecret',
  'RemoveRegionsFromReplication',
  'ReplicateSecretToRegions',
]);

onBothEngines('A replica', engine => {
  let server: TestServer;
  before(async () => {
    server = await openRegions(engine);
  });
  after(() => server[Symbol.asyncDispose]());

  it('recorded: refuses every operation that would change it: `Operation not permitted on a replica secret.`', async () => {
    const arn = inRegion(await makeReplicated(server, 'read-only'));
    const before_ = await describe(server, arn, THERE);
    for (const [operation, more] of Object.entries(WRITES)) {
      const input = { SecretId: arn, ...more };
      const { status, code, message } = await server.refused(
        'secretsmanager',
        operation as keyof typeof secretsmanager.operations, // a name of the table above
        JSON.stringify(input),
        THERE,
      );
      assert.deepEqual([status, code, message], [400, 'InvalidParameterException', READ_ONLY], operation);
    }
    assert.deepEqual(await describe(server, arn, THERE), before_);
    const written = Object.entries(secretsmanager.operations).filter(([, contract]) => !contract.readOnly);
    const names = written
      .map(([name]) => name)
      .filter(name => !['CreateSecret', 'StopReplicationToReplica'].includes(name));
    assert.deepEqual(
      names.toSorted(),
      Object.keys(WRITES).toSorted(),
      'an operation that writes is missing in this test',
    );
  });

  it('recorded: GetResourcePolicy is allowed; value, labels, description, tags and resource policy follow', async () => {
    const arn = await makeReplicated(server, 'follows');
    await putVersion(server, arn, 3);
    await server.call('secretsmanager', 'UpdateSecret', {
      SecretId: arn,
      ClientRequestToken: token(4),
      Description: 'changed metadata',
    });
    await server.call('secretsmanager', 'PutResourcePolicy', { SecretId: arn, ResourcePolicy: POLICY });
    await server.call('secretsmanager', 'TagResource', { SecretId: arn, Tags: [{ Key: 'probe', Value: '1' }] });
    server.clock.advance(1_000);
    const move = { SecretId: arn, VersionStage: 'CUSTOM', MoveToVersionId: token(2) };
    await server.call('secretsmanager', 'UpdateSecretVersionStage', move);
    await settle(server);

    assert.deepEqual(await statusOf(server, arn), [SUCCEEDED]);
    const [primary, replica] = [await describe(server, arn), await describe(server, inRegion(arn), THERE)];
    for (const member of ['Description', 'Tags', 'VersionIdsToStages', 'LastChangedDate'] as const) {
      assert.deepEqual(replica[member], primary[member], member);
    }
    assert.equal(await read(server, inRegion(arn), THERE), 'v3');
    assert.equal(await read(server, inRegion(arn), THERE, { VersionStage: 'CUSTOM' }), 'v2');
    const policyOf = async (SecretId: string, region: string) =>
      (await server.call('secretsmanager', 'GetResourcePolicy', { SecretId }, region)).ResourcePolicy;
    assert.equal(await policyOf(inRegion(arn), THERE), await policyOf(arn, 'us-east-1'));
    await server.call('secretsmanager', 'DeleteResourcePolicy', { SecretId: arn });
    await server.call('secretsmanager', 'UntagResource', { SecretId: arn, TagKeys: ['probe'] });
    await settle(server);
    assert.equal(await policyOf(inRegion(arn), THERE), undefined);
    assert.deepEqual((await describe(server, inRegion(arn), THERE)).Tags, []);
  });

  it('is brought up to date after every operation that changes its primary', async () => {
    const arn = await makeReplicated(server, 'every');
    for (const [operation, more] of Object.entries(WRITES).filter(([name]) => !WITHOUT_CHANGE.has(name))) {
      server.clock.advance(1_000);
      const response = await server.send('secretsmanager', operation, JSON.stringify({ SecretId: arn, ...more }));
      assert.equal(response.status, 200, operation);
      assert.equal((await statusOf(server, arn))[0]?.Status, 'InProgress', operation);
      await settle(server);
      assert.deepEqual(await statusOf(server, arn), [SUCCEEDED], operation);
      const dates = [await describe(server, arn), await describe(server, inRegion(arn), THERE)].map(
        secret => secret.LastChangedDate,
      );
      assert.deepEqual(dates, [server.clock.now(), server.clock.now()], operation);
    }
  });

  it('recorded: LastAccessedDate is local', async () => {
    const arn = await makeReplicated(server, 'accessed');
    await read(server, inRegion(arn), THERE);
    const accessed = (await describe(server, inRegion(arn), THERE)).LastAccessedDate;
    server.clock.advanceDays(1);
    await read(server, arn, 'us-east-1');
    await putVersion(server, arn, 3);
    await settle(server);

    assert.ok(accessed !== undefined);
    assert.equal((await describe(server, inRegion(arn), THERE)).LastAccessedDate, accessed);
    assert.notEqual((await describe(server, arn)).LastAccessedDate, accessed);
  });

  it('recorded: gives its versions the time at which they were replicated', async () => {
    const arn = await makeSecret(server, 'created');
    await replicate(server, arn);
    server.clock.advance(12_345);
    await settle(server);
    const input = { SecretId: inRegion(arn) };

    const { CreatedDate } = await server.call('secretsmanager', 'GetSecretValue', input, THERE);

    assert.equal(CreatedDate, server.clock.now());
  });

  it('shows what it had until a change has come, and the status InProgress meanwhile', async () => {
    const arn = await makeReplicated(server, 'meanwhile');
    await putVersion(server, arn, 3);

    assert.equal((await statusOf(server, arn))[0]?.Status, 'InProgress');
    assert.equal(await read(server, inRegion(arn), THERE), 'v2');
  });

  it('keeps a version without labels readable by its id, as the primary does', async () => {
    const arn = await makeReplicated(server, 'deprecated');
    await putVersion(server, arn, 3);
    await settle(server);

    assert.equal(await read(server, inRegion(arn), THERE, { VersionId: token(1) }), 'v1');
    const stages = (await describe(server, inRegion(arn), THERE)).VersionIdsToStages ?? {};
    assert.deepEqual(Object.keys(stages), [token(2), token(3)]);
  });

  it('is listed by PrimaryRegion, like its primary, in its own region alone', async () => {
    const arn = await makeReplicated(server, 'listed');
    const list = async (values: readonly string[], region: string) => {
      const Filters = [
        { Key: 'name' as const, Values: ['listed'] },
        { Key: 'primary-region' as const, Values: values },
      ];
      const { SecretList = [] } = await server.call('secretsmanager', 'ListSecrets', { Filters }, region);
      return SecretList.map(entry => [entry.ARN, entry.PrimaryRegion]);
    };

    assert.deepEqual(await list(['us-east-1'], THERE), [[inRegion(arn), 'us-east-1']]);
    assert.deepEqual(await list(['us-east-1'], 'us-east-1'), [[arn, 'us-east-1']]);
    assert.deepEqual(await list(['us-east'], THERE), []);
    assert.deepEqual(await list(['!us-east-1'], THERE), []);
    assert.deepEqual(await list(['us-east-1'], 'ap-south-1'), []);
  });

  it('holds values that only its own place opens', async () => {
    const arn = await makeReplicated(server, 'sealed');
    const decrypts = async (region: string) => {
      const input = { LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue: 'Decrypt' }] };
      const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', { ...input, MaxResults: 50 }, region);
      return Events.map(event => event.CloudTrailEvent ?? '').filter(record => record.includes('sealed'));
    };
    await read(server, inRegion(arn), THERE);

    const there = await decrypts(THERE);
    assert.equal(there.length, 1);
    assert.ok(there[0]?.includes(inRegion(arn)));
    assert.ok((await decrypts('us-east-1')).every(record => record.includes(arn)));
  });

  it('moves to another key of its region when it is asked for with one', async () => {
    const arn = await makeReplicated(server, 'rekeyed');
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' }, THERE);
    const KmsKeyId = KeyMetadata?.Arn ?? '';
    await replicate(server, arn, { AddReplicaRegions: [{ Region: THERE, KmsKeyId }] });
    await settle(server);

    assert.deepEqual(await statusOf(server, arn), [{ ...SUCCEEDED, KmsKeyId }]);
    assert.equal((await describe(server, inRegion(arn), THERE)).KmsKeyId, KmsKeyId);
    assert.equal(await read(server, inRegion(arn), THERE), 'v2');
    assert.equal((await describe(server, arn)).KmsKeyId, undefined);
  });

  it('does not reach what another account or region has', async () => {
    const arn = await makeReplicated(server, 'apart');
    const { code } = await server.refused('secretsmanager', 'GetSecretValue', { SecretId: inRegion(arn) });
    assert.equal(code, 'ResourceNotFoundException');
    assert.equal(await read(server, 'apart', 'ap-south-1'), 'ResourceNotFoundException');
  });
});

onBothEngines('A secret with replicas', engine => {
  let server: TestServer;
  before(async () => {
    server = await openRegions(engine);
  });
  after(() => server[Symbol.asyncDispose]());

  it("recorded: cannot be deleted: `You can't delete secret ARN that still has replica regions [eu-west-1].`", async () => {
    const arn = await makeReplicated(server, 'kept');
    for (const more of [{}, { ForceDeleteWithoutRecovery: true }, { RecoveryWindowInDays: 7 }]) {
      await assertRefused(server, 'DeleteSecret', { SecretId: 'kept', ...more }, [
        'InvalidParameterException',
        `You can't delete secret ${arn} that still has replica regions [${THERE}].`,
      ]);
    }
    await replicate(server, arn, { AddReplicaRegions: [{ Region: 'ap-south-1' }] });
    const { message } = await server.refused('secretsmanager', 'DeleteSecret', { SecretId: arn });
    assert.match(message ?? '', /\[ap-south-1, eu-west-1\]\.$/);
    assert.equal(await read(server, arn, 'us-east-1'), 'v2');
  });

  it('can be deleted once they are removed', async () => {
    const arn = await makeReplicated(server, 'freed');
    await server.call('secretsmanager', 'RemoveRegionsFromReplication', {
      SecretId: arn,
      RemoveReplicaRegions: [THERE],
    });
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: arn, ForceDeleteWithoutRecovery: true });

    assert.equal(await read(server, arn, 'us-east-1'), 'ResourceNotFoundException');
  });

  it('takes values that no replica will have (recorded: the replica stays old, the status InProgress)', async () => {
    const arn = await makeReplicated(server, 'refused');
    await replicate(server, arn, { AddReplicaRegions: [{ Region: THERE, KmsKeyId: 'alias/none' }] });
    await settle(server);
    await server.call('secretsmanager', 'PutSecretValue', {
      SecretId: arn,
      ClientRequestToken: token(3),
      SecretString: secretText('v3'),
    });
    server.clock.advance(5_000);
    await settle(server);

    assert.equal(await read(server, arn, 'us-east-1'), 'v3');
    assert.equal(await read(server, inRegion(arn), THERE), 'v2');
    assert.equal((await statusOf(server, arn))[0]?.Status, 'InProgress');
  });
});

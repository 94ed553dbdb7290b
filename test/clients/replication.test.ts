/** Replication between the regions of one server: what clients see until it is done, while it lasts and when it ends. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { awsClis, without } from '../support/require.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { boto3Kinds } from './boto3-client.ts';
import type { Calls } from './calls.ts';
import { callsOf } from './calls.ts';
import { CommandLine } from './command-line.ts';
import { untilSettled } from './every-secret-operation.ts';
import { SDK } from './sdk-client.ts';

const HERE = 'us-east-1';
const THERE = 'eu-west-1';
const READ_ONLY =
  "InvalidParameterException: Operation not permitted on a replica secret. Call must be made in primary secret's region.";
const SUCCEEDED = {
  KmsKeyId: 'alias/aws/secretsmanager',
  Region: THERE,
  Status: 'InSync',
  StatusMessage: 'Replication succeeded',
};

describe('replication', { concurrency: true }, () => {
  let coffer: Coffer;
  before(async () => {
    coffer = await startCoffer({ flags: ['--region', HERE, '--region', THERE] });
  });
  after(() => coffer[Symbol.asyncDispose]());

  for (const kind of [SDK, ...boto3Kinds()]) {
    test(kind.name, { skip: kind.skip }, async t => {
      await using client = await kind.open(coffer);
      const here = callsOf(client, 'secretsmanager');
      const there = callsOf(client.as({ region: THERE }), 'secretsmanager');

      await t.test('a replica follows its primary and cannot be changed', () =>
        follows(here, there, `${kind.label}/follows`),
      );
      await t.test('a name that is taken fails, unless it is overwritten', () =>
        overwrites(here, there, `${kind.label}/taken`),
      );
    });
  }

  describe('the AWS CLIs', { concurrency: true, skip: without('aws') }, () => {
    for (const [at, program] of awsClis().entries()) {
      test(program, async () => {
        await using aws = await CommandLine.ofAws(program, coffer);
        await using sdk = await SDK.open(coffer);
        const there = aws.as({ region: THERE });
        const name = `aws${at}/replicated`;
        const id = ['--secret-id', name];
        const sm = (...words: string[]) => aws.json('secretsmanager', ...words);

        const value = ['--name', name, '--secret-string', 'one'];
        const created = await sm('create-secret', ...value, '--add-replica-regions', `Region=${THERE}`);
        const settled = await untilSettled(callsOf(sdk, 'secretsmanager'), name);
        const [read, refused, kept] = await Promise.all([
          there.json('secretsmanager', 'get-secret-value', ...id),
          there.refusal('secretsmanager', 'put-secret-value', ...id, '--secret-string', 'two'),
          aws.refusal('secretsmanager', 'delete-secret', ...id),
        ]);
        const removed = await sm('remove-regions-from-replication', ...id, '--remove-replica-regions', THERE);
        const again = await sm('replicate-secret-to-regions', ...id, '--add-replica-regions', `Region=${THERE}`);
        await untilSettled(callsOf(sdk, 'secretsmanager'), name);
        const promoted = await there.json('secretsmanager', 'stop-replication-to-replica', ...id);

        const { ARN } = created;
        assert.deepEqual(settled, [SUCCEEDED]);
        assert.deepEqual([read['SecretString'], read['ARN']], ['one', promoted['ARN']]);
        assert.equal(promoted['ARN'], String(ARN).replace(HERE, THERE));
        assert.match(
          refused,
          /^An error occurred \(InvalidParameterException\) .* not permitted on a replica secret\./,
        );
        assert.match(
          kept,
          new RegExp(`You can't delete secret \\S+ that still has replica regions \\[${THERE}\\]\\.$`),
        );
        assert.deepEqual([removed['ARN'], again['ARN']], [ARN, ARN]);
      });
    }
  });
});

async function follows(here: Calls, there: Calls, Name: string): Promise<void> {
  const AddReplicaRegions = [{ Region: THERE }];
  const { ARN } = await here.call('CreateSecret', { Name, SecretString: 'one', AddReplicaRegions });
  await untilSettled(here, Name);
  await here.call('PutSecretValue', { SecretId: Name, SecretString: 'two' });
  await here.call('TagResource', { SecretId: Name, Tags: [{ Key: 'team', Value: 'a' }] });
  const settled = await untilSettled(here, Name);
  const [primary, replica, value, previous] = await Promise.all([
    here.call('DescribeSecret', { SecretId: Name }),
    there.call('DescribeSecret', { SecretId: Name }),
    there.call('GetSecretValue', { SecretId: Name }),
    there.call('GetSecretValue', { SecretId: Name, VersionStage: 'AWSPREVIOUS' }),
  ]);
  const refusals = await Promise.all([
    there.refused('PutSecretValue', { SecretId: Name, SecretString: 'three' }),
    there.refused('TagResource', { SecretId: Name, Tags: [{ Key: 'b', Value: 'c' }] }),
    there.refused('DeleteSecret', { SecretId: Name }),
  ]);
  const wrongPlace = await here.refused('StopReplicationToReplica', { SecretId: Name });

  assert.deepEqual(settled, [SUCCEEDED]);
  assert.equal(replica['ARN'], String(ARN).replace(HERE, THERE));
  assert.deepEqual([primary['PrimaryRegion'], replica['PrimaryRegion']], [HERE, HERE]);
  assert.deepEqual([replica['Tags'], replica['ReplicationStatus']], [[{ Key: 'team', Value: 'a' }], undefined]);
  assert.deepEqual(replica['VersionIdsToStages'], primary['VersionIdsToStages']);
  assert.deepEqual([value['SecretString'], previous['SecretString']], ['two', 'one']);
  assert.deepEqual(refusals, [READ_ONLY, READ_ONLY, READ_ONLY]);
  assert.equal(
    wrongPlace,
    "InvalidParameterException: Operation not permitted on a primary secret. Call must be made in replica secret's region.",
  );
}

async function overwrites(here: Calls, there: Calls, Name: string): Promise<void> {
  const replicate = { SecretId: Name, AddReplicaRegions: [{ Region: THERE }] };
  await there.call('CreateSecret', { Name, SecretString: 'stranger' });
  await here.call('CreateSecret', { Name, SecretString: 'mine' });
  await here.call('ReplicateSecretToRegions', replicate);
  const [failed] = await untilSettled(here, Name);
  const untouched = await there.call('GetSecretValue', { SecretId: Name });
  await here.call('ReplicateSecretToRegions', { ...replicate, ForceOverwriteReplicaSecret: true });
  const settled = await untilSettled(here, Name);
  const replaced = await there.call('GetSecretValue', { SecretId: Name });
  const own = await here.refused('ReplicateSecretToRegions', { SecretId: Name, AddReplicaRegions: [{ Region: HERE }] });

  assert.deepEqual(
    [failed?.['Status'], failed?.['StatusMessage']],
    ['Failed', `Replication failed: Secret name ${Name} already exists in region ${THERE}.`],
  );
  assert.equal(untouched['SecretString'], 'stranger');
  assert.deepEqual(settled, [SUCCEEDED]);
  assert.equal(replaced['SecretString'], 'mine');
  assert.equal(own, 'InvalidParameterException: Invalid replica region.');
}

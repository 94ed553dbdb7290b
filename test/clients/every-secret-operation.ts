/** All operations of Secrets Manager in the life of one secret, by whatever client calls them. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Members } from './any-client.ts';
import { listIn, structIn, textIn } from './any-client.ts';
import type { Calls } from './calls.ts';

/** Regions beside us-east-1, which the server must serve; in the order of ReplicationStatus. */
export const OTHER_REGIONS = ['eu-central-1', 'eu-west-1'] as const;

/** A secret with two versions and tags. */
export async function makeAndDescribe({ call }: Calls, Name: string): Promise<void> {
  const created = await call('CreateSecret', {
    Name,
    SecretString: 'one',
    Tags: [{ Key: 'team', Value: 'a b' }],
    ClientRequestToken: token(1),
  });
  const put = await call('PutSecretValue', {
    SecretId: Name,
    SecretString: 'two',
    ClientRequestToken: token(2),
    VersionStages: ['AWSPENDING'],
  });
  const moved = await call('UpdateSecretVersionStage', {
    SecretId: Name,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: token(2),
    RemoveFromVersionId: token(1),
  });
  const updated = await call('UpdateSecret', { SecretId: Name, Description: 'described' });
  const value = await call('GetSecretValue', { SecretId: Name });
  const described = await call('DescribeSecret', { SecretId: Name });
  const versions = await call('ListSecretVersionIds', { SecretId: Name });
  const listed = await call('ListSecrets', { Filters: [{ Key: 'name', Values: [Name] }] });

  assert.deepEqual([created['VersionId'], put['VersionId']], [token(1), token(2)]);
  assert.deepEqual(moved, { ARN: created['ARN'], Name });
  assert.deepEqual(updated, moved);
  assert.deepEqual([value['SecretString'], value['VersionStages']], ['two', ['AWSCURRENT', 'AWSPENDING']]);
  assert.deepEqual(described['VersionIdsToStages'], {
    [token(1)]: ['AWSPREVIOUS'],
    [token(2)]: ['AWSCURRENT', 'AWSPENDING'],
  });
  assert.deepEqual([described['Description'], described['Tags']], ['described', [{ Key: 'team', Value: 'a b' }]]);
  assert.equal(listIn(versions, 'Versions').length, 2);
  assert.deepEqual(
    listIn(listed, 'SecretList').map(secret => secret['Name']),
    [Name],
  );
}

/** GetRandomPassword, and the two operations of tags. */
export async function passwordsAndTags({ call, refused }: Calls, SecretId: string): Promise<void> {
  const password = await call('GetRandomPassword', {
    PasswordLength: 40,
    ExcludePunctuation: true,
    ExcludeCharacters: '0Oo',
    RequireEachIncludedType: false,
  });
  const tooShort = await refused('GetRandomPassword', { PasswordLength: 3 });
  const Tags = [
    { Key: 'team', Value: 'c' },
    { Key: 'Team', Value: '' },
  ];
  const tagged = await call('TagResource', { SecretId, Tags });
  const both = await call('DescribeSecret', { SecretId });
  const untagged = await call('UntagResource', { SecretId, TagKeys: ['team', 'not there'] });
  const one = await call('DescribeSecret', { SecretId });

  assert.match(textIn(password, 'RandomPassword'), /^[1-9A-NP-Za-np-z]{40}$/);
  assert.equal(tooShort, 'InvalidParameterException: Password length is too short based on the required types.');
  assert.deepEqual([tagged, untagged], [{}, {}]);
  assert.deepEqual(both['Tags'], Tags);
  assert.deepEqual(one['Tags'], [{ Key: 'Team', Value: '' }]);
}

/** BatchGetSecretValue by names and by filters. */
export async function batches({ call, refused }: Calls, Name: string): Promise<void> {
  const byName = await call('BatchGetSecretValue', { SecretIdList: [Name, 'no/such'] });
  const byFilter = await call('BatchGetSecretValue', { Filters: [{ Key: 'name', Values: [Name] }], MaxResults: 1 });
  const neither = await refused('BatchGetSecretValue');

  assert.deepEqual(
    listIn(byName, 'SecretValues').map(secret => [secret['Name'], secret['SecretString']]),
    [[Name, 'two']],
  );
  assert.deepEqual(byName['Errors'], [
    {
      SecretId: 'no/such',
      ErrorCode: 'ResourceNotFoundException',
      Message: "Secrets Manager can't find the specified secret.",
    },
  ]);
  assert.deepEqual(byFilter['SecretValues'], byName['SecretValues']);
  assert.equal(
    neither,
    "InvalidParameterException: Either 'SecretIdList' or 'Filters' must be provided, but not both.",
  );
}

/** RotateSecret where no function can be invoked, as AWS refuses it, and CancelRotateSecret. */
export async function rotation({ call, refused }: Calls, SecretId: string): Promise<void> {
  const RotationLambdaARN = 'arn:aws:lambda:us-east-1:123456789012:function:none';
  const without = await refused('RotateSecret', { SecretId });
  const wrongRules = await refused('RotateSecret', {
    SecretId,
    RotationLambdaARN,
    RotationRules: { AutomaticallyAfterDays: 7, ScheduleExpression: 'rate(10 days)' },
  });
  const nobody = await refused('RotateSecret', {
    SecretId,
    RotationLambdaARN,
    RotationRules: { ScheduleExpression: 'cron(0 16 1,15 * ? *)', Duration: '2h' },
    RotateImmediately: false,
  });
  const before = await call('DescribeSecret', { SecretId });
  const cancelled = await call('CancelRotateSecret', { SecretId });
  const after = await call('DescribeSecret', { SecretId });

  assert.equal(without, 'InvalidRequestException: No Lambda rotation function ARN is associated with this secret.');
  assert.equal(
    wrongRules,
    'InvalidParameterException: You cannot specify both rotation frequency and schedule expression together.',
  );
  assert.equal(
    nobody,
    'AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. ' +
      'Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
  );
  assert.deepEqual([before['RotationEnabled'], before['RotationLambdaARN']], [undefined, undefined]);
  assert.deepEqual(cancelled, { ARN: after['ARN'], Name: SecretId });
  assert.equal(after['RotationEnabled'], false);
}

/** Another key for the values to come; those that are in use can be read by the holders of either. */
export async function anotherKey({ call }: Calls, keys: Calls, SecretId: string): Promise<void> {
  const { Arn: KmsKeyId } = structIn(await keys.call('CreateKey', { Description: SecretId }), 'KeyMetadata');
  const updated = await call('UpdateSecret', { SecretId, KmsKeyId });
  const described = await call('DescribeSecret', { SecretId });
  const current = await call('GetSecretValue', { SecretId });
  const versions = await call('ListSecretVersionIds', { SecretId });

  assert.deepEqual(updated, { ARN: described['ARN'], Name: SecretId });
  assert.equal(described['KmsKeyId'], KmsKeyId);
  assert.equal(current['SecretString'], 'two');
  assert.deepEqual(
    listIn(versions, 'Versions').map(version => version['KmsKeyIds']),
    [
      ['DefaultEncryptionKey', KmsKeyId],
      ['DefaultEncryptionKey', KmsKeyId],
    ],
  );
}

/** The four operations of resource policies. */
export async function policies({ call, refused }: Calls, SecretId: string): Promise<void> {
  const ResourcePolicy = policy({ AWS: 'arn:aws:iam::123456789012:root' });
  const checked = await call('ValidateResourcePolicy', { SecretId, ResourcePolicy });
  const open = await call('ValidateResourcePolicy', { ResourcePolicy: policy('*') });
  const put = await call('PutResourcePolicy', { SecretId, ResourcePolicy, BlockPublicPolicy: true });
  const shown = await call('GetResourcePolicy', { SecretId });
  const broken = await refused('PutResourcePolicy', { SecretId, ResourcePolicy: '{"Version":' });
  const deleted = await call('DeleteResourcePolicy', { SecretId });
  const gone = await call('GetResourcePolicy', { SecretId });

  assert.deepEqual(checked, { PolicyValidationPassed: true, ValidationErrors: [] });
  assert.deepEqual(open, {
    PolicyValidationPassed: false,
    ValidationErrors: [
      {
        CheckName: 'BlockPublicPolicyCheck',
        ErrorMessage: 'You can not attach a resource policy that grants Public access to your secret.',
      },
    ],
  });
  assert.deepEqual([put, deleted, gone], [gone, gone, { ARN: shown['ARN'], Name: SecretId }]);
  assert.deepEqual(JSON.parse(textIn(shown, 'ResourcePolicy')), JSON.parse(ResourcePolicy));
  assert.equal(broken, 'MalformedPolicyDocumentException: This resource policy contains a syntax error.');
}

/** Two replicas: one becomes a secret of its own, the other one is taken away. */
export async function replicas({ call }: Calls, there: Calls, SecretId: string): Promise<void> {
  const [kept, removed] = OTHER_REGIONS;
  const { ARN } = await call('DescribeSecret', { SecretId });
  const begun = await call('ReplicateSecretToRegions', {
    SecretId,
    AddReplicaRegions: OTHER_REGIONS.map(Region => ({ Region })),
  });
  const settled = await untilSettled({ call }, SecretId);
  const replica = await there.call('GetSecretValue', { SecretId });
  const promoted = await there.call('StopReplicationToReplica', { SecretId });
  const left = await call('RemoveRegionsFromReplication', { SecretId, RemoveReplicaRegions: [removed] });
  const own = await there.call('PutSecretValue', { SecretId, SecretString: 'its own' });

  assert.deepEqual(begun, { ARN, ReplicationStatus: OTHER_REGIONS.map(region => status(region, 'InProgress')) });
  assert.deepEqual(
    settled,
    OTHER_REGIONS.map(region => status(region, 'InSync', 'Replication succeeded')),
  );
  assert.deepEqual([replica['SecretString'], replica['ARN']], ['two', promoted['ARN']]);
  assert.equal(promoted['ARN'], textIn({ ARN }, 'ARN').replace('us-east-1', kept));
  assert.equal(left['ARN'], ARN);
  assert.deepEqual(left['ReplicationStatus'] ?? [], []);
  assert.equal(own['ARN'], promoted['ARN']);
}

/** The last two operations, and what is left to read after them. */
export async function deletion({ call, refused }: Calls, SecretId: string): Promise<void> {
  const deleted = await call('DeleteSecret', { SecretId, RecoveryWindowInDays: 7 });
  const refusal = await refused('GetSecretValue', { SecretId });
  const restored = await call('RestoreSecret', { SecretId });
  const value = await call('GetSecretValue', { SecretId });

  assert.deepEqual([deleted['ARN'], deleted['Name']], [restored['ARN'], restored['Name']]);
  assert.equal(
    refusal,
    "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.",
  );
  assert.equal(value['SecretString'], 'two');
}

/** Waits until no replication is InProgress; gives what became of each, in the order of the regions asked for. */
export async function untilSettled({ call }: Pick<Calls, 'call'>, SecretId: string): Promise<readonly Members[]> {
  for (let turn = 0; ; turn += 1) {
    const { ReplicationStatus } = await call('DescribeSecret', { SecretId });
    const list = listIn({ ReplicationStatus }, 'ReplicationStatus');
    if (list.every(({ Status }) => Status !== 'InProgress')) return list;
    assert.ok(turn < 100, `is still not done: ${JSON.stringify(list)}`);
    await delay(250);
  }
}

function status(Region: string, Status: string, StatusMessage?: string): Members {
  const known = { KmsKeyId: 'alias/aws/secretsmanager', Region, Status };
  return StatusMessage === undefined ? known : { ...known, StatusMessage };
}

function policy(Principal: unknown): string {
  const Statement = [{ Effect: 'Allow', Principal, Action: 'secretsmanager:GetSecretValue', Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function token(number: number): string {
  return `${String(number).padStart(8, '0')}-1111-4111-8111-111111111111`;
}

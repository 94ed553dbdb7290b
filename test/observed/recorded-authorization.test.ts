/** Rows of recorded behaviour about who may do what (`test/conformance/behaviour-rows.ts` names them). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { secretText, TestServer } from '@coffer/server/testing';
import { makeUser, policyOfStatements, type TestUser } from '../../packages/server/src/access/testing.ts';
import { makeCustomerKey } from '../../packages/server/src/services/kms/testing.ts';
import { otherAccount } from '../../packages/server/src/services/secretsmanager/isolation.test-support.ts';
import { versionId } from './steps.ts';

const KmsKeyId = 'alias/customer';
const NO_KMS = 'Access to KMS is not allowed';
const NOT_FOUND = "Secrets Manager can't find the specified secret.";

describe('Recorded of AWS, about rights', () => {
  let server: TestServer;
  let users = 0;
  before(async () => {
    server = await TestServer.open();
    await makeCustomerKey(server, KmsKeyId);
  });
  after(() => server[Symbol.asyncDispose]());

  /** A user who may do all of Secrets Manager, and this at KMS. */
  function userOfKms(...Action: readonly string[]): Promise<TestUser> {
    const all = { Action: 'secretsmanager:*' };
    return user(policyOfStatements(...(Action.length === 0 ? [all] : [all, { Action }])));
  }

  function user(...policies: readonly string[]): Promise<TestUser> {
    users += 1;
    return makeUser(server, `user-${users}`, { policies });
  }

  async function create(at: TestServer, Name: string, more: object = {}): Promise<string> {
    const input = { Name, ClientRequestToken: versionId(1), SecretString: secretText('v1'), ...more };
    const { ARN = '' } = await at.call('secretsmanager', 'CreateSecret', input);
    return ARN;
  }

  function put(number: number, SecretId: string, more: object = {}) {
    return { SecretId, ClientRequestToken: versionId(number), SecretString: secretText(`v${number}`), ...more };
  }

  it('CreateSecret under a customer key needs GenerateDataKey and Decrypt, and not Encrypt', async () => {
    const both = await userOfKms('kms:GenerateDataKey', 'kms:Decrypt');
    await create(both.server, 'both', { KmsKeyId });

    for (const one of ['kms:GenerateDataKey', 'kms:Decrypt']) {
      const { server: as } = await userOfKms(one, 'kms:Encrypt');
      for (const value of [{ SecretString: secretText('v') }, {}]) {
        const input = { Name: 'refused', ClientRequestToken: versionId(1), KmsKeyId, ...value };
        const { code, message } = await as.refused('secretsmanager', 'CreateSecret', input);
        assert.deepEqual([code, message], ['AccessDeniedException', NO_KMS], one);
      }
    }
  });

  it('CreateSecret with tags needs TagResource, which is denied on the bare name', async () => {
    const { server: as, arn } = await user(policyOfStatements({ Action: 'secretsmanager:CreateSecret' }));
    const input = { Name: 'dev/tagged', ClientRequestToken: versionId(1), Tags: [{ Key: 'k', Value: 'v' }] };

    const { code, message } = await as.refused('secretsmanager', 'CreateSecret', input);

    const sentence =
      `User: ${arn} is not authorized to perform: secretsmanager:TagResource on resource: dev/tagged ` +
      'because no identity-based policy allows the secretsmanager:TagResource action';
    assert.deepEqual([code, message], ['AccessDeniedException', sentence]);
  });

  it('reading under a customer key needs Decrypt at KMS', async () => {
    await create(server, 'read', { KmsKeyId });
    const may = await userOfKms('kms:Decrypt');
    const mayNot = await userOfKms('kms:GenerateDataKey', 'kms:Encrypt');

    const { SecretString } = await may.server.call('secretsmanager', 'GetSecretValue', { SecretId: 'read' });
    const { code, message } = await mayNot.server.refused('secretsmanager', 'GetSecretValue', { SecretId: 'read' });

    assert.equal(SecretString?.unwrap(), 'v1');
    assert.deepEqual([code, message], ['AccessDeniedException', NO_KMS]);
  });

  it('PutSecretValue under a customer key needs GenerateDataKey, and a replay Decrypt', async () => {
    await create(server, 'put', { KmsKeyId });
    const generates = await userOfKms('kms:GenerateDataKey');
    const decrypts = await userOfKms('kms:Decrypt');

    await generates.server.call('secretsmanager', 'PutSecretValue', put(2, 'put'));
    await decrypts.server.call('secretsmanager', 'PutSecretValue', put(2, 'put'));

    for (const [as, number] of [
      [generates, 2],
      [decrypts, 3],
    ] as const) {
      const { code, message } = await as.server.refused('secretsmanager', 'PutSecretValue', put(number, 'put'));
      assert.deepEqual([code, message], ['AccessDeniedException', NO_KMS]);
    }
  });

  it('a denial at KMS is recorded without parameters', async () => {
    await create(server, 'denied', { KmsKeyId });
    const { server: as, accessKeyId } = await userOfKms();
    await as.refused('secretsmanager', 'GetSecretValue', { SecretId: 'denied' });

    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: accessKeyId }],
    });

    const records: Record<string, unknown>[] = Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent));
    const shown = records
      .map(({ eventSource, eventName, errorCode }) => [eventSource, eventName, errorCode])
      .toSorted();
    assert.deepEqual(shown, [
      ['kms.amazonaws.com', 'Decrypt', 'AccessDenied'],
      ['secretsmanager.amazonaws.com', 'GetSecretValue', 'AccessDenied'],
    ]);
    assert.equal(records.find(({ eventName }) => eventName === 'Decrypt')?.['requestParameters'], null);
  });

  it('VersionStage is a condition of reading, and not of PutSecretValue', async () => {
    await create(server, 'staged');
    const Action = ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'];
    const Condition = { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } };
    const { server: as } = await user(policyOfStatements({ Action, Condition }));

    await as.call('secretsmanager', 'GetSecretValue', { SecretId: 'staged', VersionStage: 'AWSCURRENT' });
    // A stage that is left out is not AWSCURRENT.
    const read = await as.refused('secretsmanager', 'GetSecretValue', { SecretId: 'staged' });
    const written = await as.refused(
      'secretsmanager',
      'PutSecretValue',
      put(2, 'staged', { VersionStages: ['AWSCURRENT'] }),
    );

    assert.deepEqual([read.code, written.code], ['AccessDeniedException', 'AccessDeniedException']);
  });

  it('SecretId is the full ARN, also when the name was sent', async () => {
    const arn = await create(server, 'by-name');
    const on = (id: string) =>
      policyOfStatements({
        Action: 'secretsmanager:DescribeSecret',
        Condition: { StringEquals: { 'secretsmanager:SecretId': id } },
      });
    const [byArn, byName] = [await user(on(arn)), await user(on('by-name'))];

    for (const SecretId of ['by-name', arn, arn.slice(0, -7)]) {
      assert.equal((await byArn.server.call('secretsmanager', 'DescribeSecret', { SecretId })).ARN, arn);
      const { code } = await byName.server.refused('secretsmanager', 'DescribeSecret', { SecretId });
      assert.equal(code, 'AccessDeniedException');
    }
  });

  it('who is denied is told so, also with a token that is too short, an empty value and no SecretId', async () => {
    const SecretId = await create(server, 'denied-first');
    const { server: as, arn } = await user(policyOfStatements({ Action: 'secretsmanager:ListSecrets' }));
    const start = `User: ${arn} is not authorized to perform: secretsmanager:PutSecretValue`;
    const because = 'because no identity-based policy allows the secretsmanager:PutSecretValue action';

    for (const input of [{ ClientRequestToken: 'short' }, { SecretString: '' }]) {
      const denied = await as.refused('secretsmanager', 'PutSecretValue', { SecretId, ...input });
      const expected = ['AccessDeniedException', `${start} on resource: ${SecretId} ${because}`];
      assert.deepEqual([denied.code, denied.message], expected);
    }
    const unnamed = await as.refused('secretsmanager', 'PutSecretValue', { SecretId: null });
    assert.deepEqual([unnamed.code, unnamed.message], ['AccessDeniedException', `${start} ${because}`]);
  });

  it('VersionId is what the request names, and the tag of the resource has two names', async () => {
    await create(server, 'versioned', { Tags: [{ Key: 'team', Value: 'blue' }] });
    const reads = (key: string, value: string) => {
      const Condition = { StringEquals: { [key]: value } };
      return user(policyOfStatements({ Action: 'secretsmanager:GetSecretValue', Condition }));
    };
    const byVersion = await reads('secretsmanager:VersionId', versionId(1));
    const read = { SecretId: 'versioned' };

    await byVersion.server.call('secretsmanager', 'GetSecretValue', { ...read, VersionId: versionId(1) });
    const { code } = await byVersion.server.refused('secretsmanager', 'GetSecretValue', read);
    assert.equal(code, 'AccessDeniedException');
    for (const key of ['aws:ResourceTag/team', 'secretsmanager:ResourceTag/team']) {
      const [blue, red] = [await reads(key, 'blue'), await reads(key, 'red')];
      await blue.server.call('secretsmanager', 'GetSecretValue', read);
      const denied = await red.server.refused('secretsmanager', 'GetSecretValue', read);
      assert.equal(denied.code, 'AccessDeniedException', key);
    }
  });

  it('RequestTag and TagKeys are conditions of CreateSecret and TagResource', async () => {
    const Action = ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'];
    const Condition = {
      StringEquals: { 'aws:RequestTag/team': 'blue' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
    };
    const { server: as } = await user(policyOfStatements({ Action, Condition }));
    const made = { Name: 'request-tags', ClientRequestToken: versionId(1), SecretString: secretText('v') };
    const blue = { Key: 'team', Value: 'blue' };

    for (const Tags of [[{ Key: 'team', Value: 'red' }], [blue, { Key: 'other', Value: 'blue' }], []]) {
      const create_ = await as.refused('secretsmanager', 'CreateSecret', { ...made, Tags });
      assert.equal(create_.code, 'AccessDeniedException', JSON.stringify(Tags));
    }
    await as.call('secretsmanager', 'CreateSecret', { ...made, Tags: [blue] });
    await as.call('secretsmanager', 'TagResource', { SecretId: 'request-tags', Tags: [blue] });
    const Tags = [{ Key: 'team', Value: 'red' }];
    const { code } = await as.refused('secretsmanager', 'TagResource', { SecretId: 'request-tags', Tags });
    assert.equal(code, 'AccessDeniedException');
  });

  it('a grant for the exact suffix does not let a missing secret be told from a forbidden one', async () => {
    const secrets = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:missing';
    const on = (Resource: string) => policyOfStatements({ Action: 'secretsmanager:*', Resource });

    for (const [resource, code, message] of [
      [`${secrets}-abcdef`, 'AccessDeniedException', undefined],
      [`${secrets}-??????`, 'ResourceNotFoundException', NOT_FOUND],
      [`${secrets}-*`, 'ResourceNotFoundException', NOT_FOUND],
    ] as const) {
      const { server: as } = await user(on(resource));
      const refused = await as.refused('secretsmanager', 'GetSecretValue', { SecretId: 'missing' });
      assert.equal(refused.code, code, resource);
      if (message !== undefined) assert.equal(refused.message, message);
    }
  });

  it('another account may manage a secret under the default key as the policy of the secret lets it', async () => {
    const ARN = await create(server, 'shared');
    const accountId = '210987654321';
    await otherAccount(server, accountId);
    const policies = [policyOfStatements({ Action: '*' })];
    const stranger = await makeUser(server, 'stranger', { accountId, policies });
    const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
    const ResourcePolicy = policyOfStatements({ Action: 'secretsmanager:*', Principal });
    await server.call('secretsmanager', 'PutResourcePolicy', { SecretId: ARN, ResourcePolicy });

    for (const [operation, input] of [
      ['DescribeSecret', {}],
      ['GetResourcePolicy', {}],
      ['PutResourcePolicy', { ResourcePolicy }],
      ['ListSecretVersionIds', {}],
      ['TagResource', { Tags: [{ Key: 'k', Value: 'v' }] }],
      ['UntagResource', { TagKeys: ['k'] }],
      ['DeleteSecret', {}],
    ] as const) {
      await stranger.server.call('secretsmanager', operation, { SecretId: ARN, ...input });
    }
    // A name means a secret of one's own account.
    const byName = await stranger.server.refused('secretsmanager', 'DescribeSecret', { SecretId: 'shared' });
    assert.deepEqual([byName.code, byName.message], ['ResourceNotFoundException', NOT_FOUND]);
  });
});

/** Rows of recorded behaviour that belong to no one operation (`test/conformance/behaviour-rows.ts` names them). */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines, secretText, TestServer } from '@coffer/server/testing';
import { versionId } from './steps.ts';

onBothEngines('Recorded of AWS', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  function create(Name: string, more: object = {}) {
    const input = { Name, ClientRequestToken: versionId(1), SecretString: secretText('v'), ...more };
    return server.call('secretsmanager', 'CreateSecret', input);
  }

  it('labels may contain slashes, colons and points', async () => {
    await create('labels');
    const VersionStages = ['team/blue', 'release:1.2', '.'];

    const input = {
      SecretId: 'labels',
      ClientRequestToken: versionId(2),
      SecretString: secretText('v2'),
      VersionStages,
    };
    const put = await server.call('secretsmanager', 'PutSecretValue', input);

    assert.deepEqual(put.VersionStages?.toSorted(), VersionStages.toSorted());
    for (const VersionStage of VersionStages) {
      const found = await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'labels', VersionStage });
      assert.equal(found.VersionId, versionId(2));
    }
  });

  it('the alias of the default key is echoed where it was given, and else left out', async () => {
    await create('named-key', { KmsKeyId: 'alias/aws/secretsmanager' });
    await create('unnamed-key');

    const named = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'named-key' });
    const unnamed = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'unnamed-key' });

    assert.equal(named.KmsKeyId, 'alias/aws/secretsmanager');
    assert.ok(!('KmsKeyId' in unnamed));
  });

  it('each answer has a UUID of its own for its request id', async () => {
    const ids = [];
    for (const body of ['{}', '{}', '{"MaxResults":0}']) {
      const { headers } = await server.send('secretsmanager', 'ListSecrets', body);
      ids.push(headers[headers.findIndex(name => name.toLowerCase() === 'x-amzn-requestid') + 1] ?? '');
    }

    for (const id of ids) assert.match(id, /^[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    assert.equal(new Set(ids).size, 3);
  });

  it('a write that KMS refuses is recorded with the ARN of the secret, and a change of its key with Encrypt', async () => {
    const { KeyMetadata } = await server.call('kms', 'CreateKey', {});
    const KmsKeyId = KeyMetadata?.Arn ?? '';
    const { ARN = '' } = await create('kept-under');
    const change = { SecretId: ARN, ClientRequestToken: versionId(2), KmsKeyId };
    await server.call('secretsmanager', 'UpdateSecret', change);
    await server.call('kms', 'DisableKey', { KeyId: KmsKeyId });
    const put = { SecretId: ARN, ClientRequestToken: versionId(3), SecretString: 'v' };
    assert.equal((await server.refused('secretsmanager', 'PutSecretValue', put)).code, 'EncryptionFailure');

    const [refused, encrypted] = [await lastRecord('PutSecretValue'), await lastRecord('Encrypt')];

    assert.deepEqual([refused['errorCode'], refused['responseElements']], ['EncryptionFailure', { arn: ARN }]);
    assert.partialDeepStrictEqual(encrypted['requestParameters'], {
      encryptionContext: { SecretARN: ARN, SecretVersionId: versionId(1) },
    });
  });

  async function lastRecord(EventName: string): Promise<Record<string, unknown>> {
    const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: EventName }];
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', { LookupAttributes, MaxResults: 1 });
    return JSON.parse(Events[0]?.CloudTrailEvent ?? '{}') as Record<string, unknown>; // as rendered
  }
});

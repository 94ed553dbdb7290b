import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { JsonObject } from '../../audit/fact.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer } from '../../testing/test-server.ts';
import { makeSecret, putVersion, recordsNamed, token, valueOf } from './testing.ts';

const ROOT = {
  type: 'Root',
  principalId: '123456789012',
  arn: 'arn:aws:iam::123456789012:root',
  accountId: '123456789012',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
};

onBothEngines('The audit records of Secrets Manager', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function last(name: string): Promise<JsonObject> {
    const record = (await recordsNamed(server, name)).at(-1);
    assert.ok(record !== undefined, name);
    return record;
  }

  async function shown(name: string): Promise<readonly [parameters: unknown, response: unknown]> {
    const record = await last(name);
    return [record['requestParameters'], record['responseElements']];
  }

  it('are whole: who, when, what, from where', async () => {
    const arn = await makeSecret(server, 'whole');

    const { requestID, eventID, ...record } = await last('CreateSecret');

    assert.match(String(requestID), /^[0-9a-f-]{36}$/);
    assert.match(String(eventID), /^[0-9a-f-]{36}$/);
    assert.deepEqual(record, {
      eventVersion: '1.11',
      userIdentity: ROOT,
      eventTime: '2026-09-26T19:29:54Z',
      eventSource: 'secretsmanager.amazonaws.com',
      eventName: 'CreateSecret',
      awsRegion: 'us-east-1',
      sourceIPAddress: '203.0.113.10',
      userAgent: 'coffer-test',
      requestParameters: { name: 'whole', clientRequestToken: token(1), forceOverwriteReplicaSecret: false },
      responseElements: { arn },
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: '123456789012',
      eventCategory: 'Management',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: 'secretsmanager.us-east-1.amazonaws.com',
      },
    });
  });

  it('show the parameters of each operation in lower camel case, and what AWS shows of the answer', async () => {
    const arn = await makeSecret(server, 'shown');
    await putVersion(server, 'shown', 2, ['AWSPENDING']);
    assert.deepEqual(await shown('PutSecretValue'), [
      { secretId: 'shown', clientRequestToken: token(2), versionStages: ['AWSPENDING'] },
      { arn },
    ]);
    await server.call('secretsmanager', 'UpdateSecret', {
      SecretId: arn,
      ClientRequestToken: token(3),
      Description: 'd',
      KmsKeyId: 'alias/aws/secretsmanager',
    });
    assert.deepEqual(await shown('UpdateSecret'), [
      { secretId: arn, clientRequestToken: token(3), description: 'd', kmsKeyId: 'alias/aws/secretsmanager' },
      { arn },
    ]);
    const move = { VersionStage: 'AWSCURRENT', RemoveFromVersionId: token(1), MoveToVersionId: token(2) };
    await server.call('secretsmanager', 'UpdateSecretVersionStage', { SecretId: 'shown', ...move });
    assert.deepEqual(await shown('UpdateSecretVersionStage'), [
      { secretId: 'shown', versionStage: 'AWSCURRENT', removeFromVersionId: token(1), moveToVersionId: token(2) },
      { arn },
    ]);
    await valueOf(server, 'shown', { VersionStage: 'AWSPREVIOUS' });
    assert.deepEqual(await shown('GetSecretValue'), [{ secretId: 'shown', versionStage: 'AWSPREVIOUS' }, null]);
    await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'shown' });
    assert.deepEqual(await shown('DescribeSecret'), [{ secretId: 'shown' }, null]);
    await server.call('secretsmanager', 'ListSecretVersionIds', { SecretId: 'shown', IncludeDeprecated: true });
    assert.deepEqual(await shown('ListSecretVersionIds'), [{ secretId: 'shown', includeDeprecated: true }, null]);
    const Filters = [{ Key: 'name', Values: ['sh'] }] as const;
    await server.call('secretsmanager', 'ListSecrets', { Filters, MaxResults: 5 });
    assert.deepEqual(await shown('ListSecrets'), [{ filters: [{ key: 'name', values: ['sh'] }], maxResults: 5 }, null]);
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'shown', RecoveryWindowInDays: 7 });
    assert.deepEqual(await shown('DeleteSecret'), [
      { secretId: 'shown', recoveryWindowInDays: 7 },
      { arn, name: 'shown', deletionDate: 'Oct 3, 2026 7:29:54 PM' },
    ]);
    await server.call('secretsmanager', 'RestoreSecret', { SecretId: 'shown' });
    assert.deepEqual(await shown('RestoreSecret'), [{ secretId: 'shown' }, { arn }]);
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'shown', ForceDeleteWithoutRecovery: true });
    assert.deepEqual((await shown('DeleteSecret'))[0], { secretId: 'shown', forceDeleteWithoutRecovery: true });
    for (const name of ['GetSecretValue', 'DescribeSecret', 'ListSecrets', 'ListSecretVersionIds']) {
      assert.equal((await last(name))['readOnly'], true, name);
    }
  });

  it('hold the calls to KMS that an operation makes for its caller', async () => {
    const arn = await makeSecret(server, 'kms');
    await valueOf(server, 'kms');
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' });

    const [generate, decrypt] = [await last('GenerateDataKey'), await last('Decrypt')];

    const encryptionContext = { SecretARN: arn, SecretVersionId: token(1) };
    assert.deepEqual(generate['requestParameters'], {
      keyId: 'alias/aws/secretsmanager',
      keySpec: 'AES_256',
      encryptionContext,
    });
    assert.deepEqual(decrypt['requestParameters'], { encryptionContext });
    for (const record of [generate, decrypt]) {
      assert.equal(record['eventSource'], 'kms.amazonaws.com');
      assert.equal(record['responseElements'], null);
      assert.equal(record['sourceIPAddress'], 'secretsmanager.amazonaws.com');
      assert.equal(record['userAgent'], 'secretsmanager.amazonaws.com');
      assert.equal(record['tlsDetails'], undefined);
      assert.deepEqual(record['userIdentity'], { ...ROOT, invokedBy: 'secretsmanager.amazonaws.com' });
      assert.deepEqual(record['resources'], [
        { accountId: '123456789012', type: 'AWS::KMS::Key', ARN: KeyMetadata?.Arn },
      ]);
    }
  });

  it('are found by the ARN of the secret, whatever the request called it', async () => {
    const arn = await makeSecret(server, 'found');
    await valueOf(server, 'found');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'found' });

    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: arn }],
    });

    const names = Events.filter(event => event.EventSource === 'secretsmanager.amazonaws.com').map(
      ({ EventName }) => EventName,
    );
    assert.deepEqual(names.toSorted(), ['CreateSecret', 'DeleteSecret', 'GetSecretValue', 'StartSecretVersionDelete']);
    assert.deepEqual(Events[0]?.Resources, [{ ResourceType: 'AWS::SecretsManager::Secret', ResourceName: arn }]);
  });

  it('tell refusals by code and message: a denial is AccessDenied and shows no parameters', async () => {
    const SecretId = 'arn:aws:secretsmanager:us-east-1:999999999999:secret:x-AbCdEf';
    const denied = await server.refused('secretsmanager', 'GetSecretValue', { SecretId });
    const record = await last('GetSecretValue');
    assert.equal(record['errorCode'], 'AccessDenied');
    assert.equal(record['errorMessage'], denied.message);
    assert.equal(record['requestParameters'], null);
    assert.equal(record['responseElements'], null);

    await server.refused('secretsmanager', 'GetSecretValue', { SecretId: 'nowhere' });
    const missing = await last('GetSecretValue');
    assert.equal(missing['errorCode'], 'ResourceNotFoundException');
    assert.equal(missing['errorMessage'], "Secrets Manager can't find the specified secret.");
    assert.deepEqual(missing['requestParameters'], { secretId: 'nowhere' });

    const arn = await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });
    await server.refused('secretsmanager', 'GetSecretValue', { SecretId: arn });
    // AWS's own guide watches for this pattern: somebody still uses a secret that is about to go.
    assert.match(String((await last('GetSecretValue'))['errorMessage']), /secret because it was marked for deletion/);

    await server.refused('secretsmanager', 'GetSecretValue', { SecretId: '' });
    assert.equal((await last('GetSecretValue'))['errorCode'], 'ValidationException');
    await server.refused('secretsmanager', 'GetSecretValue', '{"SecretId":{}}');
    assert.equal((await last('GetSecretValue'))['errorCode'], 'SerializationException');
  });

  it('hold a refusal of KMS too, and the secret that it was for', async () => {
    const arn = await makeSecret(server, 'refused');
    const KmsKeyId = 'arn:aws:kms:us-east-1:999999999999:key/00000000-1111-4222-8333-444444444444';

    await server.refused('secretsmanager', 'UpdateSecret', {
      SecretId: 'refused',
      ClientRequestToken: token(2),
      KmsKeyId: 'alias/none',
    });
    assert.equal((await last('GenerateDataKey'))['errorCode'], 'NotFoundException');
    assert.deepEqual((await last('UpdateSecret'))['responseElements'], { arn });
    await server.refused('secretsmanager', 'UpdateSecret', { SecretId: arn, ClientRequestToken: token(2), KmsKeyId });

    const denied = await last('GenerateDataKey');
    assert.equal(denied['errorCode'], 'AccessDenied');
    assert.equal(denied['requestParameters'], null);
    assert.equal((await last('UpdateSecret'))['errorCode'], 'AccessDenied');
  });

  it('never hold a value, a rotation token, or a body that could not be read', async () => {
    const needle = 'hunter2-needle';
    const bytes = Buffer.from(needle).toString('base64');
    const base = { SecretId: 'safe', ClientRequestToken: token(2) };
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'safe',
      ClientRequestToken: token(1),
      SecretString: secretText(needle),
    });
    const bodies: readonly (readonly [operation: string, body: string])[] = [
      [
        'PutSecretValue',
        JSON.stringify({ ...base, SecretBinary: bytes, RotationToken: `${needle}-${'a'.repeat(30)}` }),
      ],
      ['PutSecretValue', JSON.stringify({ ...base, SecretString: needle, SecretBinary: bytes })],
      ['PutSecretValue', JSON.stringify({ ...base, SecretString: needle.repeat(9_000) })],
      ['PutSecretValue', JSON.stringify({ ...base, SecretString: { password: needle } })],
      ['PutSecretValue', JSON.stringify({ ...base, RotationToken: `${needle} !`, SecretString: needle })],
      ['PutSecretValue', `{"SecretId":"safe","SecretString":"${needle}`],
      ['UpdateSecret', JSON.stringify({ ...base, ClientRequestToken: token(1), SecretString: `${needle}x` })],
      ['GetSecretValue', JSON.stringify({ SecretId: 'safe' })],
    ];
    for (const [operation, body] of bodies) await server.send('secretsmanager', operation, body);

    const names = ['CreateSecret', 'PutSecretValue', 'UpdateSecret', 'GetSecretValue', 'Decrypt', 'GenerateDataKey'];
    const text = JSON.stringify(await recordsNamed(server, ...names));

    assert.ok(text.includes('"secretId":"safe"'));
    assert.equal(text.includes(needle) || text.includes(bytes), false);
  });
});

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer, textOf } from '../../testing/test-server.ts';
import { assertRefused, makeSecret, NOT_FOUND, putVersion, token, valueOf } from './testing.ts';

const MISSING = '00000000-1111-4222-8333-444444444444';

onBothEngines('The KMS key of a secret', engine => {
  let server: TestServer;
  let keyArn: string;
  before(async () => {
    server = await TestServer.open({ engine });
    const described = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' });
    keyArn = described.KeyMetadata?.Arn ?? '';
  });
  after(() => server[Symbol.asyncDispose]());

  /** Refusals carry the request id of the call to KMS. */
  async function refusal(operation: string, input: object): Promise<string> {
    const response = await server.send('secretsmanager', operation, JSON.stringify(input));
    return textOf(response).replace(/Request ID: [0-9a-f-]{36};/, 'Request ID: UUID;');
  }

  it('is tried at once, also without a value: the refusal holds the words of KMS', async () => {
    const tail = '(Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: UUID; Proxy: null)';
    const here = 'arn:aws:kms:us-east-1:123456789012';
    const cases = [
      ['not-a-key', "Invalid keyId 'not-a-key'"],
      [MISSING, `Key '${here}:key/${MISSING}' does not exist`],
      [`${here}:key/${MISSING}`, `Key '${here}:key/${MISSING}' does not exist`],
      ['alias/nothing', `Alias ${here}:alias/nothing is not found.`],
      [`${here}:alias/nothing`, `Alias ${here}:alias/nothing is not found.`],
    ] as const;
    await makeSecret(server, 'untouched');

    for (const [KmsKeyId, words] of cases) {
      const expected = JSON.stringify({
        __type: 'InvalidParameterException',
        Message: `The operation failed because of an invalid KMS key: ${words} ${tail}`,
      });
      const create = { Name: 'keyed', ClientRequestToken: token(1), KmsKeyId };
      const update = { SecretId: 'untouched', ClientRequestToken: token(2), KmsKeyId, Description: 'no' };
      assert.equal(await refusal('CreateSecret', create), expected);
      assert.equal(await refusal('UpdateSecret', update), expected);
    }
    await assertRefused(server, 'DescribeSecret', { SecretId: 'keyed' }, ['ResourceNotFoundException', NOT_FOUND]);
    const { Description } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'untouched' });
    assert.equal(Description, undefined);
  });

  it('of another account is not allowed', async () => {
    const KmsKeyId = `arn:aws:kms:us-east-1:999999999999:key/${MISSING}`;

    await assertRefused(server, 'CreateSecret', { Name: 'foreign', ClientRequestToken: token(1), KmsKeyId }, [
      'AccessDeniedException',
      'Access to KMS is not allowed',
    ]);
  });

  it('may be named by alias, by id or by ARN, and is echoed as it was named', async () => {
    const forms = ['alias/aws/secretsmanager', keyArn, keyArn.split('/')[1] ?? ''];
    for (const [i, KmsKeyId] of forms.entries()) {
      await server.call('secretsmanager', 'CreateSecret', {
        Name: `form${i}`,
        ClientRequestToken: token(1),
        SecretString: secretText('v1'),
        KmsKeyId,
      });

      const described = await server.call('secretsmanager', 'DescribeSecret', { SecretId: `form${i}` });
      assert.equal(described.KmsKeyId, KmsKeyId);
      assert.equal(await valueOf(server, `form${i}`), 'v1');
    }
  });

  it('changes for later versions; those that are there stay readable', async () => {
    await makeSecret(server, 'changing');

    await server.call('secretsmanager', 'UpdateSecret', {
      SecretId: 'changing',
      ClientRequestToken: token(2),
      KmsKeyId: keyArn,
    });
    await putVersion(server, 'changing', 3);

    assert.equal(await valueOf(server, 'changing'), 'v3');
    assert.equal(await valueOf(server, 'changing', { VersionStage: 'AWSPREVIOUS' }), 'v1');
    const { Versions = [] } = await server.call('secretsmanager', 'ListSecretVersionIds', { SecretId: 'changing' });
    const keys = Object.fromEntries(Versions.map(version => [version.VersionId, version.KmsKeyIds]));
    assert.deepEqual(keys, { [token(1)]: ['DefaultEncryptionKey'], [token(3)]: [keyArn] });
  });
});

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { makeUser } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';

const NOT_EXTERNAL = ' origin is AWS_KMS which is not valid for this operation.';
const NOT_MULTI_REGION = ' is not a multi-region primary key.';

onBothEngines('What no key of Coffer is good for', engine => {
  let server: TestServer;
  let KeyId: string;
  before(async () => {
    server = await TestServer.open({ engine });
    KeyId = (await server.call('kms', 'CreateKey', {})).KeyMetadata?.Arn ?? '';
  });
  after(() => server[Symbol.asyncDispose]());

  const onKeys = [
    ['DeleteImportedKeyMaterial', {}, NOT_EXTERNAL],
    ['GetParametersForImport', { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_3072' }, NOT_EXTERNAL],
    ['ImportKeyMaterial', { ImportToken: 'eA==', EncryptedKeyMaterial: 'eA==' }, NOT_EXTERNAL],
    ['ReplicateKey', { ReplicaRegion: 'eu-west-1' }, NOT_MULTI_REGION],
    ['UpdatePrimaryRegion', { PrimaryRegion: 'eu-west-1' }, NOT_MULTI_REGION],
  ] as const;

  it('is refused in the words of AWS for a key that is not of this kind', async () => {
    for (const [operation, input, words] of onKeys) {
      const { code, message } = await server.refused('kms', operation, JSON.stringify({ KeyId, ...input }));

      assert.deepEqual([code, message], ['UnsupportedOperationException', `${KeyId}${words}`], operation);
    }
  });

  it('is refused only to who may do it, and for a key that is there', async () => {
    const { server: user } = await makeUser(server, 'none');

    for (const [operation, input] of onKeys) {
      const denied = await user.refused('kms', operation, JSON.stringify({ KeyId, ...input }));
      const missing = await server.refused('kms', operation, JSON.stringify({ KeyId: 'nothing', ...input }));

      assert.equal(denied.code, 'AccessDeniedException', operation);
      assert.deepEqual([missing.code, missing.message], ['NotFoundException', "Invalid keyId 'nothing'"], operation);
    }
  });

  it('are custom key stores: none is made or found', async () => {
    const CustomKeyStoreId = 'cks-1234567890abcdef0';
    const stores = await server.call('kms', 'DescribeCustomKeyStores', {});
    assert.deepEqual({ ...stores }, { CustomKeyStores: [], Truncated: false });
    const refusals = [
      ['CreateCustomKeyStore', { CustomKeyStoreName: 'store' }, 'UnsupportedOperationException'],
      ['ConnectCustomKeyStore', { CustomKeyStoreId }, 'CustomKeyStoreNotFoundException'],
      ['DeleteCustomKeyStore', { CustomKeyStoreId }, 'CustomKeyStoreNotFoundException'],
      ['DescribeCustomKeyStores', { CustomKeyStoreId }, 'CustomKeyStoreNotFoundException'],
      ['DisconnectCustomKeyStore', { CustomKeyStoreId }, 'CustomKeyStoreNotFoundException'],
      ['UpdateCustomKeyStore', { CustomKeyStoreId }, 'CustomKeyStoreNotFoundException'],
    ] as const;

    for (const [operation, input, code] of refusals) {
      assert.equal((await server.refused('kms', operation, JSON.stringify(input))).code, code, operation);
    }
  });
});

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { after, before, it } from 'node:test';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { recordsNamed } from '../secretsmanager/testing.ts';

onBothEngines('GenerateDataKeyPair', engine => {
  let server: TestServer;
  let KeyId: string;
  before(async () => {
    server = await TestServer.open({ engine });
    KeyId = (await server.call('kms', 'CreateKey', {})).KeyMetadata?.Arn ?? '';
  });
  after(() => server[Symbol.asyncDispose]());

  async function assertRefused(operation: string, input: object, code: string, message?: string): Promise<void> {
    const response = await server.send('kms', operation, JSON.stringify(input));
    const expected = message === undefined ? { __type: code } : { __type: code, message };
    assert.equal(String(response.body), JSON.stringify(expected), operation);
    assert.equal(response.status, 400);
  }

  /** The public key of a private key, in DER. */
  function publicOf(privateKey: Uint8Array): Buffer {
    const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
    return createPublicKey(key).export({ format: 'der', type: 'spki' });
  }

  const EncryptionContext = { purpose: 'test' };

  it('gives a pair whose private key opens with the same context', async () => {
    for (const KeyPairSpec of ['RSA_2048', 'ECC_NIST_P256', 'ECC_NIST_P384', 'ECC_NIST_P521'] as const) {
      const made = await server.call('kms', 'GenerateDataKeyPair', { KeyId, KeyPairSpec, EncryptionContext });

      assert.deepEqual([made.KeyId, made.KeyPairSpec], [KeyId, KeyPairSpec]);
      const privateKey = made.PrivateKeyPlaintext?.unwrap() ?? new Uint8Array();
      assert.deepEqual(publicOf(privateKey), Buffer.from(made.PublicKey ?? []));
      const CiphertextBlob = made.PrivateKeyCiphertextBlob ?? new Uint8Array();
      const opened = await server.call('kms', 'Decrypt', { CiphertextBlob, EncryptionContext });
      assert.deepEqual(opened.Plaintext?.unwrap(), privateKey);
      const input = { CiphertextBlob: Buffer.from(CiphertextBlob).toString('base64') };
      await assertRefused('Decrypt', input, 'InvalidCiphertextException');
    }
  });

  it('gives the private key of the longest pair, too, which a ciphertext has room for', async () => {
    const made = await server.call('kms', 'GenerateDataKeyPairWithoutPlaintext', { KeyId, KeyPairSpec: 'RSA_4096' });

    assert.equal('PrivateKeyPlaintext' in made, false);
    const opened = await server.call('kms', 'Decrypt', { CiphertextBlob: made.PrivateKeyCiphertextBlob });
    assert.deepEqual(publicOf(opened.Plaintext?.unwrap() ?? new Uint8Array()), Buffer.from(made.PublicKey ?? []));
  });

  it('refuses asymmetric keys, other specs, enclaves and dry runs', async () => {
    const rsa = await server.call('kms', 'CreateKey', { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    const under = { KeyId: rsa.KeyMetadata?.KeyId, KeyPairSpec: 'ECC_NIST_P256' };
    const words = 'You cannot generate a data key with an asymmetric CMK';
    const dry = 'The request would have succeeded, but the DryRun option is set.';
    for (const operation of ['GenerateDataKeyPair', 'GenerateDataKeyPairWithoutPlaintext']) {
      await assertRefused(operation, under, 'InvalidKeyUsageException', words);
      for (const KeyPairSpec of ['ECC_SECG_P256K1', 'SM2', 'ECC_NIST_EDWARDS25519']) {
        await assertRefused(operation, { KeyId, KeyPairSpec }, 'UnsupportedOperationException');
      }
      const input = { KeyId, KeyPairSpec: 'RSA_4096', DryRun: true };
      await assertRefused(operation, input, 'DryRunOperationException', dry);
    }
    const recipient = { KeyId, KeyPairSpec: 'ECC_NIST_P256', Recipient: { AttestationDocument: 'eA==' } };
    await assertRefused('GenerateDataKeyPair', recipient, 'UnsupportedOperationException');
  });

  it('is for whom the policies let, also by spec and context', async () => {
    const StringEquals = { 'kms:DataKeyPairSpec': 'ECC_NIST_P256', 'kms:EncryptionContext:purpose': 'test' };
    const statement = { Action: 'kms:GenerateDataKeyPair', Condition: { StringEquals } };
    const user = await makeUser(server, 'pairs', { policies: [policyOfStatements(statement)] });
    const good = { KeyId, KeyPairSpec: 'ECC_NIST_P256', EncryptionContext } as const;

    await user.server.call('kms', 'GenerateDataKeyPair', good);

    for (const [operation, input] of [
      ['GenerateDataKeyPair', { ...good, KeyPairSpec: 'ECC_NIST_P384' }],
      ['GenerateDataKeyPair', { ...good, EncryptionContext: { purpose: 'other' } }],
      ['GenerateDataKeyPairWithoutPlaintext', good],
    ] as const) {
      const { code } = await user.server.refused('kms', operation, input);
      assert.equal(code, 'AccessDeniedException');
    }
  });

  it('leaves a record with spec and context, and no key', async () => {
    const made = await server.call('kms', 'GenerateDataKeyPair', {
      KeyId,
      KeyPairSpec: 'ECC_NIST_P256',
      EncryptionContext,
    });

    const record = (await recordsNamed(server, 'GenerateDataKeyPair')).at(-1);

    const parameters = { keyId: KeyId, keyPairSpec: 'ECC_NIST_P256', encryptionContext: EncryptionContext };
    assert.deepEqual(record?.['requestParameters'], parameters);
    assert.deepEqual([record?.['responseElements'], record?.['readOnly']], [null, true]);
    const privateKey = Buffer.from(made.PrivateKeyPlaintext?.unwrap() ?? []).toString('base64');
    assert.ok(!JSON.stringify(record).includes(privateKey));
  });
});

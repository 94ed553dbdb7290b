import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';

onBothEngines('ReEncrypt, GenerateRandom and GenerateDataKeyWithoutPlaintext', engine => {
  let server: TestServer;
  let first: string;
  let second: string;
  before(async () => {
    server = await TestServer.open({ engine });
    first = await createKey();
    second = await createKey();
  });
  after(() => server[Symbol.asyncDispose]());

  async function createKey(): Promise<string> {
    return (await server.call('kms', 'CreateKey', {})).KeyMetadata?.Arn ?? '';
  }

  async function seal(KeyId: string, EncryptionContext: Record<string, string> = {}): Promise<Uint8Array> {
    const Plaintext = new Redacted<Uint8Array>(Buffer.from('attack at dawn'));
    const { CiphertextBlob } = await server.call('kms', 'Encrypt', { KeyId, Plaintext, EncryptionContext });
    return CiphertextBlob ?? new Uint8Array();
  }

  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

  it('move a ciphertext to another key and another context', async () => {
    const CiphertextBlob = await seal(first, { a: '1' });

    const moved = await server.call('kms', 'ReEncrypt', {
      CiphertextBlob,
      SourceEncryptionContext: { a: '1' },
      SourceKeyId: first,
      DestinationKeyId: second,
      DestinationEncryptionContext: { b: '2' },
    });

    const { CiphertextBlob: blob = new Uint8Array(), ...rest } = moved;
    assert.deepEqual(
      { ...rest },
      {
        DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        KeyId: second,
        SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        SourceKeyId: first,
      },
    );
    const opened = await server.call('kms', 'Decrypt', { CiphertextBlob: blob, EncryptionContext: { b: '2' } });
    assert.equal(opened.KeyId, second);
    assert.equal(Buffer.from(opened.Plaintext?.unwrap() ?? []).toString(), 'attack at dawn');
  });

  it('refuse another context, another source key, a missing destination and what is no ciphertext', async () => {
    const CiphertextBlob = base64(await seal(first, { a: '1' }));
    const SourceEncryptionContext = { a: '1' };
    const input = { CiphertextBlob, SourceEncryptionContext, DestinationKeyId: second };
    const code = async (more: object) =>
      (await server.refused('kms', 'ReEncrypt', JSON.stringify({ ...input, ...more }))).code;

    assert.equal(await code({ SourceEncryptionContext: {} }), 'InvalidCiphertextException');
    assert.equal(await code({ SourceKeyId: second }), 'IncorrectKeyException');
    assert.equal(await code({ DestinationKeyId: 'alias/none' }), 'NotFoundException');
    assert.equal(await code({ CiphertextBlob: 'eA==' }), 'InvalidCiphertextException');
    assert.equal(await code({ DryRun: true }), 'DryRunOperationException');
    assert.equal(await code({ DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_1' }), 'InvalidKeyUsageException');
  });

  it('need ReEncryptFrom on the one key and ReEncryptTo on the other', async () => {
    const CiphertextBlob = await seal(first);
    const policy = (to: string) =>
      policyOfStatements({ Action: 'kms:ReEncryptFrom', Resource: first }, { Action: 'kms:ReEncryptTo', Resource: to });
    const may = await makeUser(server, 'may', { policies: [policy(second)] });
    const mayNot = await makeUser(server, 'may-not', { policies: [policy(first)] });
    const input = { CiphertextBlob: base64(CiphertextBlob), DestinationKeyId: second };

    await may.server.call('kms', 'ReEncrypt', { ...input, CiphertextBlob });

    const { message } = await mayNot.server.refused('kms', 'ReEncrypt', JSON.stringify(input));
    assert.ok(message?.includes(`kms:ReEncryptTo on resource: ${second} because no identity-based`), message ?? '');
    const condition = { Bool: { 'kms:ReEncryptOnSameKey': 'true' } };
    const same = await makeUser(server, 'same', {
      policies: [policyOfStatements({ Action: 'kms:ReEncrypt*', Condition: condition })],
    });
    await same.server.call('kms', 'ReEncrypt', { CiphertextBlob, DestinationKeyId: first });
    assert.equal((await same.server.refused('kms', 'ReEncrypt', JSON.stringify(input))).code, 'AccessDeniedException');
  });

  it('make data keys that only Decrypt shows', async () => {
    for (const [input, length] of [
      [{ KeySpec: 'AES_256' }, 32],
      [{ NumberOfBytes: 7 }, 7],
    ] as const) {
      const made = await server.call('kms', 'GenerateDataKeyWithoutPlaintext', { KeyId: first, ...input });
      assert.deepEqual(Object.keys(made).toSorted(), ['CiphertextBlob', 'KeyId']);
      const { Plaintext } = await server.call('kms', 'Decrypt', { CiphertextBlob: made.CiphertextBlob });
      assert.equal(Plaintext?.unwrap().length, length);
      assert.notDeepEqual(Buffer.from(Plaintext?.unwrap() ?? []), Buffer.alloc(length));
    }
  });

  it('make random bytes, as many as are asked for', async () => {
    const bytes = async () => {
      const { Plaintext } = await server.call('kms', 'GenerateRandom', { NumberOfBytes: 24 });
      return Buffer.from(Plaintext?.unwrap() ?? []);
    };

    const [one, other] = [await bytes(), await bytes()];

    assert.deepEqual([one.length, one.equals(other)], [24, false]);
    const { code, message } = await server.refused('kms', 'GenerateRandom', {});
    assert.deepEqual([code, message], ['ValidationException', 'NumberOfBytes is required.']);
    const store = { NumberOfBytes: 1, CustomKeyStoreId: 'cks-1234567890abcdef0' };
    assert.equal((await server.refused('kms', 'GenerateRandom', store)).code, 'UnsupportedOperationException');
  });
});

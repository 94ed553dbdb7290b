/** Asymmetric and HMAC keys and key pairs by real clients, and the AWS Encryption SDK, against a server over TLS. */
import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { buildClient, CommitmentPolicy, KmsKeyringNode } from '@aws-crypto/client-node';
import type { DecryptCommandInput, EncryptCommandInput, GenerateDataKeyCommandInput } from '@aws-sdk/client-kms';
import { InvalidKeyUsageException, KMSInvalidMacException, KMSInvalidSignatureException } from '@aws-sdk/client-kms';
import { awsClis, without } from '../support/require.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { CommandLine } from './command-line.ts';
import { sdkClients } from './sdk-clients.ts';

describe('keys of KMS', { concurrency: true }, () => {
  let coffer: Coffer;
  before(async () => {
    coffer = await startCoffer();
  });
  after(() => coffer[Symbol.asyncDispose]());

  test('the AWS Encryption SDK for JavaScript round-trips under two keys, with every commitment policy', async () => {
    using clients = sdkClients(coffer);
    const { keys } = clients;
    const [generator, second, other] = await Promise.all(
      [1, 2, 3].map(async () => String((await keys.createKey({})).KeyMetadata?.Arn)),
    );
    // The SDK's client, with answers as the Encryption SDK types them: a member is absent, never undefined.
    const client = {
      async decrypt(request: DecryptCommandInput) {
        const { KeyId = '', Plaintext = new Uint8Array() } = await keys.decrypt(request);
        return { KeyId, Plaintext };
      },
      async encrypt(request: EncryptCommandInput) {
        const { KeyId = '', CiphertextBlob = new Uint8Array() } = await keys.encrypt(request);
        return { KeyId, CiphertextBlob };
      },
      async generateDataKey(request: GenerateDataKeyCommandInput) {
        const answer = await keys.generateDataKey(request);
        const { KeyId = '', Plaintext = new Uint8Array(), CiphertextBlob = new Uint8Array() } = answer;
        return { KeyId, Plaintext, CiphertextBlob };
      },
    };
    const clientProvider = () => client;
    const keyringOf = (generatorKeyId: string | undefined, keyIds: string[]) =>
      new KmsKeyringNode({ clientProvider, keyIds, ...(generatorKeyId !== undefined && { generatorKeyId }) });
    const encryptionContext = { purpose: 'test', 'with blanks': 'ä ß' };
    const plaintext = Buffer.from('attack at dawn'.repeat(1_000));

    for (const policy of Object.values(CommitmentPolicy)) {
      const { encrypt, decrypt } = buildClient(policy);
      const keyring = keyringOf(generator, [String(second)]);
      const { result } = await encrypt(keyring, plaintext, { encryptionContext });

      // Either key opens it, in a keyring of its own.
      for (const only of [generator, second]) {
        const opened = await decrypt(keyringOf(undefined, [String(only)]), result);
        assert.deepEqual(opened.plaintext, plaintext);
        assert.equal(opened.messageHeader.encryptionContext['purpose'], 'test');
        assert.equal(opened.messageHeader.encryptedDataKeys.length, 2);
      }
      await assert.rejects(decrypt(keyringOf(undefined, [String(other)]), result));
      const changed = Buffer.from(result);
      changed.writeUInt8(changed.readUInt8(changed.length - 200) ^ 1, changed.length - 200);
      await assert.rejects(decrypt(keyringOf(undefined, [String(generator)]), changed));
    }

    const { encrypt, decrypt } = buildClient(CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT);
    const { result } = await encrypt(keyringOf(generator, []), plaintext, { encryptionContext });
    await keys.disableKey({ KeyId: generator });
    await assert.rejects(decrypt(keyringOf(undefined, [String(generator)]), result), /is disabled/);
  });

  test('the AWS SDK for JavaScript: each operation once', async () => {
    using clients = sdkClients(coffer);
    const { keys, secrets } = clients;
    const make = async (
      KeySpec: 'RSA_2048' | 'ECC_NIST_P384' | 'HMAC_512',
      KeyUsage: 'SIGN_VERIFY' | 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC',
    ) => (await keys.createKey({ KeySpec, KeyUsage })).KeyMetadata?.KeyId;
    const [rsa, curve, mac, symmetric] = await Promise.all([
      make('RSA_2048', 'ENCRYPT_DECRYPT'),
      make('ECC_NIST_P384', 'SIGN_VERIFY'),
      make('HMAC_512', 'GENERATE_VERIFY_MAC'),
      keys.createKey({}).then(({ KeyMetadata }) => KeyMetadata?.KeyId),
    ]);
    const Message = Buffer.from('attack at dawn');

    const ecdsa = { KeyId: curve, SigningAlgorithm: 'ECDSA_SHA_384' } as const;
    const { Signature = Buffer.alloc(0) } = await keys.sign({ ...ecdsa, Message });
    const { SignatureValid } = await keys.verify({ ...ecdsa, Message, Signature });
    const { PublicKey = Buffer.alloc(0) } = await keys.getPublicKey({ KeyId: curve });
    const hmac = { KeyId: mac, MacAlgorithm: 'HMAC_SHA_512' } as const;
    const { Mac } = await keys.generateMac({ ...hmac, Message });
    const { MacValid } = await keys.verifyMac({ ...hmac, Message, Mac });
    const oaep = { KeyId: rsa, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' } as const;
    const { CiphertextBlob } = await keys.encrypt({ ...oaep, Plaintext: Message });
    const { Plaintext } = await keys.decrypt({ ...oaep, CiphertextBlob });
    const pair = await keys.generateDataKeyPair({ KeyId: symmetric, KeyPairSpec: 'ECC_NIST_P256' });
    const opened = await keys.decrypt({ CiphertextBlob: pair.PrivateKeyCiphertextBlob });
    const sealed = await keys.generateDataKeyPairWithoutPlaintext({ KeyId: symmetric, KeyPairSpec: 'RSA_2048' });

    assert.deepEqual([SignatureValid, MacValid], [true, true]);
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    assert.ok(verify('sha384', Message, publicKey, Signature));
    assert.deepEqual(Buffer.from(Plaintext ?? []), Message);
    assert.deepEqual(opened.Plaintext, pair.PrivateKeyPlaintext);
    assert.ok(sealed.PublicKey !== undefined && sealed.PrivateKeyCiphertextBlob !== undefined);
    await assert.rejects(keys.verify({ ...ecdsa, Message: Buffer.from('x'), Signature }), KMSInvalidSignatureException);
    await assert.rejects(keys.verifyMac({ ...hmac, Message: Buffer.from('x'), Mac }), KMSInvalidMacException);
    await assert.rejects(keys.generateDataKey({ KeyId: rsa, KeySpec: 'AES_256' }), InvalidKeyUsageException);
    await assert.rejects(
      secrets.createSecret({ Name: 'under-rsa', SecretString: 'v', KmsKeyId: rsa }),
      /You cannot generate a data key with an asymmetric CMK/,
    );
  });

  describe('the AWS CLIs', { concurrency: true, skip: without('aws') }, () => {
    for (const program of awsClis()) {
      test(program, async () => {
        await using aws = await CommandLine.ofAws(program, coffer);
        const kms = (...words: readonly string[]) => aws.json('kms', ...words);
        const make = async (...words: readonly string[]) => {
          const { KeyMetadata } = await kms('create-key', ...words);
          return String(Object(KeyMetadata).KeyId);
        };
        const digest = createHash('sha256').update('attack at dawn').digest();
        await aws.writeFile('message', 'attack at dawn');
        await aws.writeFile('digest', digest);
        const message = ['--message', 'fileb://message'];
        const [rsa, mac, symmetric] = await Promise.all([
          make('--key-spec', 'RSA_2048', '--key-usage', 'SIGN_VERIFY'),
          make('--key-spec', 'HMAC_256', '--key-usage', 'GENERATE_VERIFY_MAC'),
          make(),
        ]);

        const pss = ['--key-id', rsa, '--signing-algorithm', 'RSASSA_PSS_SHA_256'];
        const hmac = ['--key-id', mac, '--mac-algorithm', 'HMAC_SHA_256', ...message];
        const asked = ['--key-id', symmetric, '--key-pair-spec', 'ECC_NIST_P256'];
        const [{ Signature }, { Mac }, { KeySpec }, pair, sealed] = await Promise.all([
          kms('sign', ...pss, '--message', 'fileb://digest', '--message-type', 'DIGEST'),
          kms('generate-mac', ...hmac),
          kms('get-public-key', '--key-id', rsa),
          kms('generate-data-key-pair', ...asked),
          kms('generate-data-key-pair-without-plaintext', ...asked),
        ]);
        await aws.writeFile('signature', Buffer.from(String(Signature), 'base64'));
        await aws.writeFile('mac', Buffer.from(String(Mac), 'base64'));
        const [{ SignatureValid }, { MacValid }] = await Promise.all([
          kms('verify', ...pss, ...message, '--signature', 'fileb://signature'),
          kms('verify-mac', ...hmac, '--mac', 'fileb://mac'),
        ]);

        assert.deepEqual([SignatureValid, MacValid, KeySpec], [true, true, 'RSA_2048']);
        assert.deepEqual(Object.keys(pair).toSorted(), [
          'KeyId',
          'KeyPairSpec',
          'PrivateKeyCiphertextBlob',
          'PrivateKeyPlaintext',
          'PublicKey',
        ]);
        assert.equal('PrivateKeyPlaintext' in sealed, false);
      });
    }
  });
});

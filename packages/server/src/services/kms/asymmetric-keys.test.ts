import assert from 'node:assert/strict';
import { constants, createHash, createPublicKey, publicEncrypt, verify } from 'node:crypto';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import type { InputOf } from '@coffer/wire';
import type { kms } from '@coffer/wire/services';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';

type NewKey = Partial<InputOf<typeof kms.operations.CreateKey>>;
type Signing = InputOf<typeof kms.operations.Sign>['SigningAlgorithm'];

const RSA_SIGNING = [
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
] as const;

const CURVES = [
  ['ECC_NIST_P256', 'ECDSA_SHA_256'],
  ['ECC_NIST_P384', 'ECDSA_SHA_384'],
  ['ECC_NIST_P521', 'ECDSA_SHA_512'],
] as const;

onBothEngines('Asymmetric keys', engine => {
  let server: TestServer;
  let rsaSigning: string;
  let rsaEncrypting: string;
  let p256: string;
  before(async () => {
    server = await TestServer.open({ engine });
    rsaSigning = await createKey({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    rsaEncrypting = await createKey({ CustomerMasterKeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    p256 = await createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  });
  after(() => server[Symbol.asyncDispose]());

  async function createKey(input: NewKey): Promise<string> {
    return (await server.call('kms', 'CreateKey', input)).KeyMetadata?.Arn ?? '';
  }

  async function publicKeyOf(KeyId: string) {
    const { PublicKey = new Uint8Array() } = await server.call('kms', 'GetPublicKey', { KeyId });
    return createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  }

  async function signed(KeyId: string, algorithm: Signing, message: Uint8Array, type: 'RAW' | 'DIGEST' = 'RAW') {
    const Message = new Redacted(message);
    const made = await server.call('kms', 'Sign', { KeyId, SigningAlgorithm: algorithm, Message, MessageType: type });
    assert.deepEqual([made.KeyId, made.SigningAlgorithm], [KeyId, algorithm]);
    return made.Signature ?? new Uint8Array();
  }

  async function isValid(input: Omit<InputOf<typeof kms.operations.Verify>, 'Message'>, message: Uint8Array) {
    const answer = await server.call('kms', 'Verify', { ...input, Message: new Redacted(message) });
    return answer.SignatureValid;
  }

  async function assertRefused(operation: string, input: object, code: string, message?: string): Promise<void> {
    const response = await server.send('kms', operation, JSON.stringify(input));
    const expected = message === undefined ? { __type: code } : { __type: code, message };
    assert.equal(String(response.body), JSON.stringify(expected), operation);
    assert.equal(response.status, 400);
  }

  const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');
  const message = Buffer.from('attack at dawn');

  it('are made of every kind, and say what they can', async () => {
    const kinds = [
      ['RSA_3072', 'SIGN_VERIFY', { SigningAlgorithms: [...RSA_SIGNING] }],
      ['RSA_4096', 'ENCRYPT_DECRYPT', { EncryptionAlgorithms: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256'] }],
      ['ECC_NIST_P384', 'SIGN_VERIFY', { SigningAlgorithms: ['ECDSA_SHA_384'] }],
    ] as const;
    for (const [KeySpec, KeyUsage, algorithms] of kinds) {
      const { KeyMetadata } = await server.call('kms', 'CreateKey', { KeySpec, KeyUsage });

      const { KeyId = '', Arn, ...rest } = { ...KeyMetadata };
      assert.deepEqual(rest, {
        AWSAccountId: '123456789012',
        CreationDate: server.clock.now(),
        CustomerMasterKeySpec: KeySpec,
        Description: '',
        Enabled: true,
        KeyManager: 'CUSTOMER',
        KeySpec,
        KeyState: 'Enabled',
        KeyUsage,
        MultiRegion: false,
        Origin: 'AWS_KMS',
        ...algorithms,
      });
      const { PublicKey, ...shown } = await server.call('kms', 'GetPublicKey', { KeyId });
      assert.ok(PublicKey);
      assert.deepEqual({ ...shown }, { CustomerMasterKeySpec: KeySpec, KeyId: Arn, KeySpec, KeyUsage, ...algorithms });
      assert.deepEqual((await server.call('kms', 'DescribeKey', { KeyId })).KeyMetadata, KeyMetadata);
    }
  });

  it('of RSA have the size of their name and the usual exponent', async () => {
    const publicKey = await publicKeyOf(rsaSigning);

    assert.deepEqual(publicKey.asymmetricKeyDetails, { modulusLength: 2048, publicExponent: 65_537n });
  });

  it('of RSA sign messages and digests so that anybody can verify it', async () => {
    const publicKey = await publicKeyOf(rsaSigning);
    for (const algorithm of RSA_SIGNING) {
      const hash = `sha${algorithm.slice(-3)}`;
      const digest = createHash(hash).update(message).digest();
      const padding = algorithm.startsWith('RSASSA_PSS')
        ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digest.length }
        : { padding: constants.RSA_PKCS1_PADDING };
      for (const [type, bytes] of [
        ['RAW', message],
        ['DIGEST', digest],
      ] as const) {
        const Signature = await signed(rsaSigning, algorithm, bytes, type);

        assert.ok(verify(hash, message, { key: publicKey, ...padding }, Signature), `${algorithm} ${type}`);
        const input = { KeyId: rsaSigning, SigningAlgorithm: algorithm, Signature };
        assert.equal(await isValid({ ...input, MessageType: 'RAW' }, message), true);
        assert.equal(await isValid({ ...input, MessageType: 'DIGEST' }, digest), true);
      }
    }
  });

  it('of curves sign messages and digests in DER so that anybody can verify it', async () => {
    for (const [KeySpec, algorithm] of CURVES) {
      const KeyId = await createKey({ KeySpec, KeyUsage: 'SIGN_VERIFY' });
      const publicKey = await publicKeyOf(KeyId);
      const hash = `sha${algorithm.slice(-3)}`;
      const digest = createHash(hash).update(message).digest();
      for (const [type, bytes] of [
        ['RAW', message],
        ['DIGEST', digest],
      ] as const) {
        const Signature = await signed(KeyId, algorithm, bytes, type);

        assert.ok(verify(hash, message, publicKey, Signature), `${algorithm} ${type}`);
        const input = { KeyId, SigningAlgorithm: algorithm, Signature };
        assert.equal(await isValid({ ...input, MessageType: 'RAW' }, message), true);
        assert.equal(await isValid({ ...input, MessageType: 'DIGEST' }, digest), true);
      }
    }
  });

  it('refuse a signature of something else, by another algorithm, changed or cut, without a message', async () => {
    const digest = base64(createHash('sha256').update(message).digest());
    const cases = [
      [rsaSigning, 'RSASSA_PSS_SHA_256'],
      [rsaSigning, 'RSASSA_PKCS1_V1_5_SHA_256'],
      [p256, 'ECDSA_SHA_256'],
    ] as const;
    for (const [KeyId, SigningAlgorithm] of cases) {
      const signature = await signed(KeyId, SigningAlgorithm, message);
      const good = { KeyId, SigningAlgorithm, Message: base64(message), Signature: base64(signature) };
      const flipped = Uint8Array.from(signature, (byte, i) => (i === signature.length - 1 ? byte ^ 1 : byte));
      const wrong = [
        { ...good, Message: base64('attack at dusk') },
        { ...good, Signature: base64(flipped) },
        { ...good, Signature: base64(signature.subarray(0, -1)) },
        { ...good, Signature: base64(Buffer.concat([signature, Buffer.of(0)])) },
        { ...good, Message: digest, MessageType: 'DIGEST', Signature: base64(flipped) },
        { ...good, Message: digest },
        ...(KeyId === p256 ? [] : [{ ...good, SigningAlgorithm: 'RSASSA_PSS_SHA_384' }]),
      ];
      for (const input of wrong) await assertRefused('Verify', input, 'KMSInvalidSignatureException');
    }
    const other = await createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    const input = { KeyId: other, SigningAlgorithm: 'ECDSA_SHA_256', Message: base64(message) };
    const foreign = base64(await signed(p256, 'ECDSA_SHA_256', message));
    await assertRefused('Verify', { ...input, Signature: foreign }, 'KMSInvalidSignatureException');
  });

  it('refuse what they are not for, in AWS’s words', async () => {
    const symmetric = await createKey({});
    const mac = await createKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const Message = base64(message);
    const rsaSign = { SigningAlgorithm: 'RSASSA_PSS_SHA_256', Message };
    const unusable = [
      [symmetric, 'ENCRYPT_DECRYPT', 'Sign', rsaSign],
      [symmetric, 'ENCRYPT_DECRYPT', 'Verify', { ...rsaSign, Signature: 'eA==' }],
      [symmetric, 'ENCRYPT_DECRYPT', 'GenerateMac', { MacAlgorithm: 'HMAC_SHA_256', Message }],
      [mac, 'GENERATE_VERIFY_MAC', 'Sign', rsaSign],
      [mac, 'GENERATE_VERIFY_MAC', 'Encrypt', { Plaintext: Message }],
      [p256, 'SIGN_VERIFY', 'Encrypt', { Plaintext: Message }],
      [p256, 'SIGN_VERIFY', 'GenerateDataKey', { KeySpec: 'AES_256' }],
      [p256, 'SIGN_VERIFY', 'GenerateDataKeyWithoutPlaintext', { KeySpec: 'AES_256' }],
      [mac, 'GENERATE_VERIFY_MAC', 'GenerateDataKeyPair', { KeyPairSpec: 'ECC_NIST_P256' }],
      [rsaEncrypting, 'ENCRYPT_DECRYPT', 'Sign', rsaSign],
      [rsaSigning, 'SIGN_VERIFY', 'Decrypt', { CiphertextBlob: Message, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' }],
    ] as const;
    for (const [KeyId, usage, operation, input] of unusable) {
      const words = `${KeyId} key usage is ${usage} which is not valid for ${operation}.`;
      await assertRefused(operation, { KeyId, ...input }, 'InvalidKeyUsageException', words);
      await assertRefused(operation, { KeyId, ...input, DryRun: true }, 'InvalidKeyUsageException', words);
    }
    const incompatible = [
      [p256, 'Sign', rsaSign, 'RSASSA_PSS_SHA_256', 'ECC_NIST_P256'],
      [p256, 'Sign', { ...rsaSign, SigningAlgorithm: 'ECDSA_SHA_384' }, 'ECDSA_SHA_384', 'ECC_NIST_P256'],
      [rsaSigning, 'Sign', { ...rsaSign, SigningAlgorithm: 'ECDSA_SHA_256' }, 'ECDSA_SHA_256', 'RSA_2048'],
      [rsaEncrypting, 'Encrypt', { Plaintext: Message }, 'SYMMETRIC_DEFAULT', 'RSA_2048'],
      [
        symmetric,
        'Encrypt',
        { Plaintext: Message, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
        'RSAES_OAEP_SHA_256',
        'SYMMETRIC_DEFAULT',
      ],
    ] as const;
    for (const [KeyId, operation, input, algorithm, spec] of incompatible) {
      const words = `Algorithm ${algorithm} is incompatible with key spec ${spec}.`;
      await assertRefused(operation, { KeyId, ...input }, 'InvalidKeyUsageException', words);
    }
    for (const operation of ['GenerateDataKey', 'GenerateDataKeyWithoutPlaintext']) {
      const input = { KeyId: rsaEncrypting, KeySpec: 'AES_256' };
      const words = 'You cannot generate a data key with an asymmetric CMK';
      await assertRefused(operation, input, 'InvalidKeyUsageException', words);
    }
    const noPublicKey = `${symmetric} key spec is SYMMETRIC_DEFAULT which is not valid for GetPublicKey.`;
    await assertRefused('GetPublicKey', { KeyId: symmetric }, 'UnsupportedOperationException', noPublicKey);
    await assertRefused(
      'CreateKey',
      { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' },
      'ValidationException',
      'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048',
    );
    await assertRefused(
      'CreateKey',
      { KeySpec: 'ECC_NIST_P256', KeyUsage: 'ENCRYPT_DECRYPT' },
      'ValidationException',
      'KeyUsage ENCRYPT_DECRYPT is not compatible with KeySpec ECC_NIST_P256',
    );
  });

  it('refuse digests of another length, and such as no message has', async () => {
    const ask = { KeyId: p256, SigningAlgorithm: 'ECDSA_SHA_256', MessageType: 'DIGEST' };
    const words = 'Digest is invalid length for algorithm ECDSA_SHA_256.';
    for (const length of [31, 33]) {
      const Message = base64(Buffer.alloc(length, 1));
      await assertRefused('Sign', { ...ask, Message }, 'ValidationException', words);
      await assertRefused('Verify', { ...ask, Message, Signature: 'eA==' }, 'ValidationException', words);
    }
    const Message = base64(Buffer.alloc(32));
    await assertRefused('Sign', { ...ask, Message }, 'ValidationException', 'Digest is invalid for this key.');
    const mu = 'MessageType EXTERNAL_MU is not valid for algorithm ECDSA_SHA_256.';
    await assertRefused('Sign', { ...ask, Message, MessageType: 'EXTERNAL_MU' }, 'ValidationException', mu);
  });

  it('of RSA decrypt what anybody encrypted, and nothing else', async () => {
    const publicKey = await publicKeyOf(rsaEncrypting);
    for (const [EncryptionAlgorithm, oaepHash] of [
      ['RSAES_OAEP_SHA_1', 'sha1'],
      ['RSAES_OAEP_SHA_256', 'sha256'],
    ] as const) {
      const here = await server.call('kms', 'Encrypt', {
        KeyId: rsaEncrypting,
        Plaintext: new Redacted<Uint8Array>(message),
        EncryptionAlgorithm,
      });
      assert.deepEqual([here.KeyId, here.EncryptionAlgorithm], [rsaEncrypting, EncryptionAlgorithm]);
      const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash };
      const elsewhere = publicEncrypt({ key: publicKey, ...padding }, message);
      for (const CiphertextBlob of [here.CiphertextBlob ?? new Uint8Array(), elsewhere]) {
        const input = { KeyId: rsaEncrypting, CiphertextBlob, EncryptionAlgorithm };
        const opened = await server.call('kms', 'Decrypt', input);
        assert.equal(Buffer.from(opened.Plaintext?.unwrap() ?? []).toString(), 'attack at dawn');
        assert.deepEqual([opened.KeyId, opened.EncryptionAlgorithm], [rsaEncrypting, EncryptionAlgorithm]);

        const good = { KeyId: rsaEncrypting, EncryptionAlgorithm, CiphertextBlob: base64(CiphertextBlob) };
        const other = EncryptionAlgorithm === 'RSAES_OAEP_SHA_1' ? 'RSAES_OAEP_SHA_256' : 'RSAES_OAEP_SHA_1';
        const flipped = Uint8Array.from(CiphertextBlob, (byte, i) => (i === 100 ? byte ^ 1 : byte));
        const wrong = [
          { ...good, CiphertextBlob: base64(flipped) },
          { ...good, CiphertextBlob: base64(CiphertextBlob.subarray(1)) },
          { ...good, EncryptionAlgorithm: other },
          { ...good, EncryptionAlgorithm: undefined },
          { ...good, EncryptionAlgorithm: undefined, KeyId: undefined },
        ];
        for (const bad of wrong) await assertRefused('Decrypt', bad, 'InvalidCiphertextException');
        const without = { ...good, KeyId: undefined };
        const needed = 'KeyId is required to decrypt with an asymmetric KMS key.';
        await assertRefused('Decrypt', without, 'ValidationException', needed);
      }
      const empty = publicEncrypt({ key: publicKey, ...padding }, Buffer.alloc(0));
      const input = { KeyId: rsaEncrypting, EncryptionAlgorithm, CiphertextBlob: base64(empty) };
      await assertRefused('Decrypt', input, 'InvalidCiphertextException');
    }
  });

  it('of RSA encrypt as much as fits and no context, in AWS’s words', async () => {
    for (const [EncryptionAlgorithm, room] of [
      ['RSAES_OAEP_SHA_1', 214],
      ['RSAES_OAEP_SHA_256', 190],
    ] as const) {
      const input = { KeyId: rsaEncrypting, EncryptionAlgorithm };
      const Plaintext = new Redacted<Uint8Array>(Buffer.alloc(room, 7));
      const { CiphertextBlob } = await server.call('kms', 'Encrypt', { ...input, Plaintext });
      assert.equal(CiphertextBlob?.length, 256);

      const long = { ...input, Plaintext: base64(Buffer.alloc(room + 1)) };
      const words = `Algorithm ${EncryptionAlgorithm} and key spec RSA_2048 cannot encrypt data larger than ${room} bytes.`;
      await assertRefused('Encrypt', long, 'ValidationException', words);
      await assertRefused('Encrypt', { ...long, DryRun: true }, 'ValidationException', words);
      const bound = { ...input, Plaintext: 'eA==', EncryptionContext: { k: 'v' } };
      const noContext = 'EncryptionContext is not supported with an asymmetric KMS key.';
      await assertRefused('Encrypt', bound, 'ValidationException', noContext);
    }
  });

  it('exchange ciphertexts with symmetric ones', async () => {
    const symmetric = await createKey({});
    const SourceEncryptionAlgorithm = 'RSAES_OAEP_SHA_256';
    const { CiphertextBlob } = await server.call('kms', 'Encrypt', {
      KeyId: rsaEncrypting,
      Plaintext: new Redacted<Uint8Array>(message),
      EncryptionAlgorithm: SourceEncryptionAlgorithm,
    });

    const moved = await server.call('kms', 'ReEncrypt', {
      CiphertextBlob,
      SourceKeyId: rsaEncrypting,
      SourceEncryptionAlgorithm,
      DestinationKeyId: symmetric,
      DestinationEncryptionContext: { k: 'v' },
    });
    const back = await server.call('kms', 'ReEncrypt', {
      CiphertextBlob: moved.CiphertextBlob,
      SourceEncryptionContext: { k: 'v' },
      DestinationKeyId: rsaEncrypting,
      DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_1',
    });

    assert.deepEqual([moved.SourceKeyId, moved.KeyId], [rsaEncrypting, symmetric]);
    assert.deepEqual(
      [moved.SourceEncryptionAlgorithm, moved.DestinationEncryptionAlgorithm],
      ['RSAES_OAEP_SHA_256', 'SYMMETRIC_DEFAULT'],
    );
    assert.equal(back.DestinationEncryptionAlgorithm, 'RSAES_OAEP_SHA_1');
    const opened = await server.call('kms', 'Decrypt', {
      KeyId: rsaEncrypting,
      CiphertextBlob: back.CiphertextBlob,
      EncryptionAlgorithm: 'RSAES_OAEP_SHA_1',
    });
    assert.equal(Buffer.from(opened.Plaintext?.unwrap() ?? []).toString(), 'attack at dawn');
    const blob = base64(CiphertextBlob ?? '');
    const unnamed = { CiphertextBlob: blob, SourceEncryptionAlgorithm, DestinationKeyId: symmetric };
    const needed = 'KeyId is required to decrypt with an asymmetric KMS key.';
    await assertRefused('ReEncrypt', unnamed, 'ValidationException', needed);
    const plain = { CiphertextBlob: blob, SourceKeyId: rsaEncrypting, DestinationKeyId: symmetric };
    await assertRefused('ReEncrypt', plain, 'InvalidCiphertextException');
  });
});

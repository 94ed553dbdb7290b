import assert from 'node:assert/strict';
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { encryptUnder } from '../../keys/kms-cipher.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { recordsNamed } from '../secretsmanager/testing.ts';
import { makeCustomerKey } from './testing.ts';

const KINDS = [
  ['HMAC_224', 'HMAC_SHA_224', 28],
  ['HMAC_256', 'HMAC_SHA_256', 32],
  ['HMAC_384', 'HMAC_SHA_384', 48],
  ['HMAC_512', 'HMAC_SHA_512', 64],
] as const;

onBothEngines('HMAC keys', engine => {
  let server: TestServer;
  let key: string;
  before(async () => {
    server = await TestServer.open({ engine });
    key = await createKey('HMAC_256');
  });
  after(() => server[Symbol.asyncDispose]());

  async function createKey(KeySpec: (typeof KINDS)[number][0]): Promise<string> {
    const { KeyMetadata } = await server.call('kms', 'CreateKey', { KeySpec, KeyUsage: 'GENERATE_VERIFY_MAC' });
    return KeyMetadata?.Arn ?? '';
  }

  async function macOf(KeyId: string, MacAlgorithm: (typeof KINDS)[number][1], text: string): Promise<Uint8Array> {
    const Message = new Redacted<Uint8Array>(Buffer.from(text));
    const made = await server.call('kms', 'GenerateMac', { KeyId, MacAlgorithm, Message });
    assert.deepEqual([made.KeyId, made.MacAlgorithm], [KeyId, MacAlgorithm]);
    return made.Mac ?? new Uint8Array();
  }

  async function assertRefused(operation: string, input: object, code: string, message?: string): Promise<void> {
    const response = await server.send('kms', operation, JSON.stringify(input));
    const expected = message === undefined ? { __type: code } : { __type: code, message };
    assert.equal(String(response.body), JSON.stringify(expected), operation);
    assert.equal(response.status, 400);
  }

  const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');

  it('of every length make the same MAC of the same message, and verify it', async () => {
    for (const [spec, MacAlgorithm, bytes] of KINDS) {
      const KeyId = await createKey(spec);

      const mac = await macOf(KeyId, MacAlgorithm, 'message');

      assert.equal(mac.length, bytes);
      assert.deepEqual(await macOf(KeyId, MacAlgorithm, 'message'), mac);
      const Message = new Redacted<Uint8Array>(Buffer.from('message'));
      const answer = await server.call('kms', 'VerifyMac', { KeyId, MacAlgorithm, Message, Mac: mac });
      assert.deepEqual({ ...answer }, { KeyId, MacAlgorithm, MacValid: true });
      const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId });
      assert.deepEqual(KeyMetadata?.MacAlgorithms, [MacAlgorithm]);
      assert.equal(KeyMetadata.EncryptionAlgorithms, undefined);
    }
  });

  it('refuse a MAC of something else, of another key, changed or cut, without a message', async () => {
    const mac = await macOf(key, 'HMAC_SHA_256', 'message');
    const good = { KeyId: key, MacAlgorithm: 'HMAC_SHA_256', Message: base64('message'), Mac: base64(mac) };
    const flipped = Uint8Array.from(mac, (byte, i) => (i === 0 ? byte ^ 1 : byte));
    const wrong = [
      { ...good, Message: base64('massage') },
      { ...good, KeyId: await createKey('HMAC_256') },
      { ...good, Mac: base64(flipped) },
      { ...good, Mac: base64(mac.subarray(0, 16)) },
      { ...good, Mac: base64(Buffer.concat([mac, mac])) },
    ];
    for (const input of wrong) await assertRefused('VerifyMac', input, 'KMSInvalidMacException');
  });

  it('have one algorithm, and are for MACs alone, in AWS’s words', async () => {
    const Message = base64('message');
    const input = { KeyId: key, MacAlgorithm: 'HMAC_SHA_512', Message };
    const words = 'Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256.';
    await assertRefused('GenerateMac', input, 'InvalidKeyUsageException', words);
    await assertRefused('VerifyMac', { ...input, Mac: 'eA==' }, 'InvalidKeyUsageException', words);
    const noPublicKey = `${key} key spec is HMAC_256 which is not valid for GetPublicKey.`;
    await assertRefused('GetPublicKey', { KeyId: key }, 'UnsupportedOperationException', noPublicKey);
    await assertRefused(
      'CreateKey',
      { KeySpec: 'HMAC_256', KeyUsage: 'SIGN_VERIFY' },
      'ValidationException',
      'KeyUsage SIGN_VERIFY is not compatible with KeySpec HMAC_256',
    );
    await assertRefused(
      'CreateKey',
      { KeySpec: 'HMAC_256' },
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  });

  it('open no ciphertext that names them, also with the right secret', async () => {
    const secret = Buffer.alloc(32, 7);
    const keyId = randomUUID();
    const kind = { key_spec: 'HMAC_256', key_usage: 'GENERATE_VERIFY_MAC', bytes: Buffer.from(secret) } as const;
    await makeCustomerKey(server, 'alias/known', { keyId, kind });
    const under = { keyId, backingVersion: 1 };
    const blob = encryptUnder(createSecretKey(secret), under, {}, Buffer.from('forged'), randomBytes);
    const CiphertextBlob = base64(blob);
    await assertRefused('Decrypt', { CiphertextBlob }, 'InvalidCiphertextException');
    await assertRefused('Decrypt', { CiphertextBlob, KeyId: keyId }, 'InvalidCiphertextException');
    const { KeyMetadata } = await server.call('kms', 'CreateKey', {});
    const moved = { CiphertextBlob, DestinationKeyId: KeyMetadata?.KeyId };
    await assertRefused('ReEncrypt', moved, 'InvalidCiphertextException');
  });

  it('do nothing in a dry run but say that it would have been done', async () => {
    const words = 'The request would have succeeded, but the DryRun option is set.';
    const input = { KeyId: key, MacAlgorithm: 'HMAC_SHA_256', Message: 'eA==', DryRun: true };
    await assertRefused('GenerateMac', input, 'DryRunOperationException', words);
    await assertRefused('VerifyMac', { ...input, Mac: 'eA==' }, 'DryRunOperationException', words);
  });

  it('are used by whom their policies let, also by algorithm; a denied caller learns nothing', async () => {
    const Condition = { StringEquals: { 'kms:MacAlgorithm': 'HMAC_SHA_256' } };
    const policies = [policyOfStatements({ Action: 'kms:GenerateMac', Condition })];
    const user = await makeUser(server, 'authenticator', { policies });
    const other = await createKey('HMAC_512');
    const Message = new Redacted<Uint8Array>(Buffer.from('message'));

    await user.server.call('kms', 'GenerateMac', { KeyId: key, MacAlgorithm: 'HMAC_SHA_256', Message });

    for (const [operation, input] of [
      ['GenerateMac', { KeyId: other, MacAlgorithm: 'HMAC_SHA_512', Message }],
      ['VerifyMac', { KeyId: key, MacAlgorithm: 'HMAC_SHA_256', Message, Mac: Buffer.from('x') }],
    ] as const) {
      const { code, message = '' } = await user.server.refused('kms', operation, input);
      assert.equal(code, 'AccessDeniedException');
      assert.match(message, new RegExp(`is not authorized to perform: kms:${operation} on resource: `));
    }
  });

  it('leave records without the message and the MAC', async () => {
    const mac = await macOf(key, 'HMAC_SHA_256', 'very secret');

    const record = (await recordsNamed(server, 'GenerateMac')).at(-1);

    assert.deepEqual(record?.['requestParameters'], { keyId: key, macAlgorithm: 'HMAC_SHA_256' });
    assert.equal(record?.['responseElements'], null);
    const text = JSON.stringify(record);
    assert.ok(!text.includes(base64(mac)) && !text.includes(base64('very secret')));
  });
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import type { InputOf } from '@coffer/wire';
import type { kms } from '@coffer/wire/services';
import type { TestStatement } from '../../access/testing.ts';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { recordsNamed } from '../secretsmanager/testing.ts';

type NewKey = Partial<InputOf<typeof kms.operations.CreateKey>>;
type Signing = InputOf<typeof kms.operations.Sign>['SigningAlgorithm'];

onBothEngines('Asymmetric keys in use', engine => {
  let server: TestServer;
  let rsaEncrypting: string;
  let p256: string;
  before(async () => {
    server = await TestServer.open({ engine });
    rsaEncrypting = await createKey({ CustomerMasterKeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' });
    p256 = await createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
  });
  after(() => server[Symbol.asyncDispose]());

  async function createKey(input: NewKey): Promise<string> {
    return (await server.call('kms', 'CreateKey', input)).KeyMetadata?.Arn ?? '';
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

  it('are no keys of secrets: Secrets Manager says why', async () => {
    for (const [KmsKeyId, words] of [
      [rsaEncrypting, 'You cannot generate a data key with an asymmetric CMK'],
      [p256, `${p256} key usage is SIGN_VERIFY which is not valid for GenerateDataKey.`],
    ] as const) {
      const Name = `under-${KmsKeyId.slice(-12)}/key`;
      const { code, message: said = '' } = await server.refused('secretsmanager', 'CreateSecret', {
        Name,
        ClientRequestToken: randomUUID(),
        SecretString: 'v',
        KmsKeyId,
      });

      assert.equal(code, 'InvalidParameterException', said);
      const service = 'Service: AWSKMS; Status Code: 400; Error Code: InvalidKeyUsageException; Request ID: ';
      const start = `The operation failed because of an invalid KMS key: ${words} (${service}`;
      assert.equal(said.slice(0, start.length), start);
      const { code: absent } = await server.refused('secretsmanager', 'DescribeSecret', { SecretId: Name });
      assert.equal(absent, 'ResourceNotFoundException');
    }
  });

  it('cannot be used while they are disabled or wait for their deletion', async () => {
    const KeyId = await createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    const input = { KeyId, SigningAlgorithm: 'ECDSA_SHA_256', Message: base64(message) };
    await server.call('kms', 'DisableKey', { KeyId });
    await assertRefused('Sign', input, 'DisabledException', `${KeyId} is disabled.`);
    await assertRefused('GetPublicKey', { KeyId }, 'DisabledException', `${KeyId} is disabled.`);

    await server.call('kms', 'ScheduleKeyDeletion', { KeyId });

    await assertRefused('Sign', input, 'KMSInvalidStateException', `${KeyId} is pending deletion.`);
    const verifying = { ...input, Signature: 'eA==' };
    await assertRefused('Verify', verifying, 'KMSInvalidStateException', `${KeyId} is pending deletion.`);
  });

  it('do nothing in a dry run but say that it would have been done', async () => {
    const words = 'The request would have succeeded, but the DryRun option is set.';
    const Message = base64(message);
    const uses = [
      ['Sign', { KeyId: p256, SigningAlgorithm: 'ECDSA_SHA_256', Message }],
      ['Verify', { KeyId: p256, SigningAlgorithm: 'ECDSA_SHA_256', Message, Signature: 'eA==' }],
      ['Encrypt', { KeyId: rsaEncrypting, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1', Plaintext: Message }],
      ['Decrypt', { KeyId: rsaEncrypting, EncryptionAlgorithm: 'RSAES_OAEP_SHA_1', CiphertextBlob: Message }],
    ] as const;
    for (const [operation, input] of uses) {
      await assertRefused(operation, { ...input, DryRun: true }, 'DryRunOperationException', words);
    }
  });

  it('leave records that show the key, the algorithm and the kind of message, and neither message nor signature', async () => {
    const Signature = await signed(p256, 'ECDSA_SHA_256', message);
    await isValid({ KeyId: p256, SigningAlgorithm: 'ECDSA_SHA_256', Signature }, message);
    await server.call('kms', 'GetPublicKey', { KeyId: p256 });

    const [signing, verifying, showing] = await Promise.all(
      ['Sign', 'Verify', 'GetPublicKey'].map(async name => (await recordsNamed(server, name)).at(-1)),
    );

    const resources = [{ accountId: '123456789012', type: 'AWS::KMS::Key', ARN: p256 }];
    const parameters = { keyId: p256, signingAlgorithm: 'ECDSA_SHA_256' };
    assert.deepEqual(signing?.['requestParameters'], { ...parameters, messageType: 'RAW' });
    assert.deepEqual(verifying?.['requestParameters'], parameters);
    assert.deepEqual(showing?.['requestParameters'], { keyId: p256 });
    for (const record of [signing, verifying, showing]) {
      assert.deepEqual(record?.['resources'], resources);
      assert.deepEqual([record?.['responseElements'], record?.['readOnly']], [null, true]);
      assert.ok(!JSON.stringify(record).includes(base64(message)));
    }
  });

  it('are used by whom their policies let, also by spec, usage, algorithm and kind of message', async () => {
    const may = async (statement: TestStatement, operation: 'Sign' | 'Encrypt', input: object): Promise<string> => {
      const user = await makeUser(server, `signer-${randomUUID()}`, { policies: [policyOfStatements(statement)] });
      const response = await user.server.send('kms', operation, JSON.stringify(input));
      return response.status === 200 ? 'yes' : textOf(response);
    };
    const asking = { KeyId: p256, SigningAlgorithm: 'ECDSA_SHA_256', Message: base64(message) };
    const Action = 'kms:Sign';
    for (const [key, right, wrong] of [
      ['kms:KeySpec', 'ECC_NIST_P256', 'RSA_2048'],
      ['kms:KeyUsage', 'SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
      ['kms:SigningAlgorithm', 'ECDSA_SHA_256', 'ECDSA_SHA_384'],
      ['kms:MessageType', 'RAW', 'DIGEST'],
    ] as const) {
      assert.equal(await may({ Action, Condition: { StringEquals: { [key]: right } } }, 'Sign', asking), 'yes', key);
      const denied = await may({ Action, Condition: { StringEquals: { [key]: wrong } } }, 'Sign', asking);
      assert.match(denied, /^\{"__type":"AccessDeniedException"/, key);
    }
    const absent = { Null: { 'kms:EncryptionAlgorithm': 'true' } };
    assert.equal(await may({ Action, Condition: absent }, 'Sign', asking), 'yes');
    const oaep = { StringEquals: { 'kms:EncryptionAlgorithm': 'RSAES_OAEP_SHA_256' } };
    const encrypting = { KeyId: rsaEncrypting, Plaintext: 'eA==' };
    for (const [EncryptionAlgorithm, expected] of [
      ['RSAES_OAEP_SHA_256', /^yes$/],
      ['RSAES_OAEP_SHA_1', /^\{"__type":"AccessDeniedException"/],
    ] as const) {
      const input = { ...encrypting, EncryptionAlgorithm };
      assert.match(await may({ Action: 'kms:Encrypt', Condition: oaep }, 'Encrypt', input), expected);
    }
  });

  it('keep their material sealed, bound to key, spec and usage', async () => {
    const KeyId = (await createKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })).slice(-36);
    const { database } = server.parts;
    const row = await database.read(reader =>
      reader.get<{ material: Uint8Array }>(sql`select material from kms_backing_key where key_id = ${KeyId}`),
    );
    assert.equal(Buffer.from(row?.material ?? []).includes('HMAC_256'), false);

    // Somebody who writes to the database would have an HMAC key encrypt, or another HMAC.
    for (const [spec, usage, operation, input] of [
      ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'Encrypt', { KeyId, Plaintext: 'eA==' }],
      ['HMAC_224', 'GENERATE_VERIFY_MAC', 'GenerateMac', { KeyId, MacAlgorithm: 'HMAC_SHA_224', Message: 'eA==' }],
      ['RSA_2048', 'SIGN_VERIFY', 'GetPublicKey', { KeyId }],
    ] as const) {
      await database.write(async writer => {
        await writer.run(sql`update kms_key set key_spec = ${spec}, key_usage = ${usage} where key_id = ${KeyId}`);
        writer.forget(`kms-key 123456789012 ${KeyId}`);
      });
      const response = await server.send('kms', operation, JSON.stringify(input));
      assert.equal(response.status, 500, operation);
    }
  });
});

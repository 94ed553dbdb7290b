import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import * as fc from 'fast-check';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { makeCustomerKey } from './testing.ts';

const KEY = 'alias/mine';

onBothEngines('Encrypt, Decrypt and GenerateDataKey', engine => {
  let server: TestServer;
  let keyArn: string;
  before(async () => {
    server = await TestServer.open({ engine });
    keyArn = await makeCustomerKey(server, KEY);
  });
  after(() => server[Symbol.asyncDispose]());

  async function encrypt(text: string, EncryptionContext: Record<string, string> = {}): Promise<Uint8Array> {
    const Plaintext = new Redacted<Uint8Array>(Buffer.from(text));
    const { CiphertextBlob } = await server.call('kms', 'Encrypt', { KeyId: KEY, Plaintext, EncryptionContext });
    return CiphertextBlob ?? new Uint8Array();
  }

  /** KMS's errors have their message under `message`, and some have none. */
  async function assertRefused(operation: string, input: object, code: string, message?: string): Promise<void> {
    const response = await server.send('kms', operation, JSON.stringify(input));
    const expected = message === undefined ? { __type: code } : { __type: code, message };
    assert.equal(String(response.body), JSON.stringify(expected));
    assert.equal(response.status, 400);
  }

  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

  it('open what they sealed, with the same context in any order, and say which key it was', async () => {
    const CiphertextBlob = await encrypt('attack at dawn', { a: '1', b: '2' });

    const opened = await server.call('kms', 'Decrypt', { CiphertextBlob, EncryptionContext: { b: '2', a: '1' } });

    assert.equal(Buffer.from(opened.Plaintext?.unwrap() ?? []).toString(), 'attack at dawn');
    assert.equal(opened.KeyId, keyArn);
    assert.equal(opened.EncryptionAlgorithm, 'SYMMETRIC_DEFAULT');
  });

  it('never seal the same to the same', async () => {
    assert.notDeepEqual(await encrypt('x'), await encrypt('x'));
  });

  it('refuse another context, a changed blob and what is no blob, without a message', async () => {
    const blob = await encrypt('secret', { a: '1' });
    await server.call('kms', 'Decrypt', { CiphertextBlob: blob, EncryptionContext: { a: '1' } });
    const flipped = Uint8Array.from(blob, (byte, i) => (i === blob.length - 1 ? byte ^ 1 : byte));
    const wrong: readonly (readonly [blob: Uint8Array, context?: object])[] = [
      [blob],
      [blob, { a: '2' }],
      [blob, { a: '1', b: '' }],
      [blob, { A: '1' }],
      [flipped, { a: '1' }],
      [blob.subarray(0, -1), { a: '1' }],
      [Buffer.from('not a blob'), { a: '1' }],
    ];

    for (const [bytes, EncryptionContext] of wrong) {
      const input = { CiphertextBlob: base64(bytes), EncryptionContext };
      await assertRefused('Decrypt', input, 'InvalidCiphertextException');
    }
    await assertRefused('Decrypt', {}, 'InvalidCiphertextException');
  });

  it('refuse a blob with a piece of its context moved to its end, also after the blob itself was opened', async () => {
    const context = { SecretARN: 'arn', SecretVersionId: 'v' };
    const blob = await encrypt('secret', context);
    await server.call('kms', 'Decrypt', { CiphertextBlob: blob, EncryptionContext: context });

    for (const tail of ['9:SecretARN3:arn', '9:SecretARN3:arn15:SecretVersionId1:v']) {
      const longer = Buffer.concat([blob, Buffer.from(tail)]);
      for (const EncryptionContext of [{ SecretVersionId: 'v' }, {}]) {
        await assertRefused(
          'Decrypt',
          { CiphertextBlob: base64(longer), EncryptionContext },
          'InvalidCiphertextException',
        );
      }
    }
  });

  it('give the same answer the second time, although the caller has zeroed the first', async () => {
    const made = await server.call('kms', 'GenerateDataKey', { KeyId: KEY, KeySpec: 'AES_256' });
    const CiphertextBlob = made.CiphertextBlob ?? new Uint8Array();
    const plain = base64(made.Plaintext?.unwrap() ?? new Uint8Array());

    for (let i = 0; i < 3; i++) {
      const { Plaintext } = await server.call('kms', 'Decrypt', { CiphertextBlob });
      assert.equal(base64(Plaintext?.unwrap() ?? new Uint8Array()), plain);
    }
  });

  it('make data keys of the length that is asked for', async () => {
    const lengths = [
      [{ KeySpec: 'AES_256' }, 32],
      [{ KeySpec: 'AES_128' }, 16],
      [{ NumberOfBytes: 1 }, 1],
      [{ NumberOfBytes: 1024 }, 1024],
    ] as const;

    for (const [input, length] of lengths) {
      const { Plaintext, KeyId } = await server.call('kms', 'GenerateDataKey', { KeyId: KEY, ...input });
      assert.equal(Plaintext?.unwrap().length, length);
      assert.equal(KeyId, keyArn);
    }
    const both = 'Please specify either number of bytes or key spec.';
    await assertRefused('GenerateDataKey', { KeyId: KEY }, 'ValidationException', both);
    const two = { KeyId: KEY, KeySpec: 'AES_256', NumberOfBytes: 32 };
    await assertRefused('GenerateDataKey', two, 'ValidationException', both);
  });

  it('refuse keys that are not there, in the words recorded from AWS', async () => {
    const missing = '00000000-1111-4222-8333-444444444444';
    const home = 'arn:aws:kms:us-east-1:123456789012';
    const cases = [
      ['not-a-key', "Invalid keyId 'not-a-key'"],
      [missing, `Key '${home}:key/${missing}' does not exist`],
      [`${home}:key/${missing}`, `Key '${home}:key/${missing}' does not exist`],
      ['alias/none', `Alias ${home}:alias/none is not found.`],
      [keyArn.replace('us-east-1', 'eu-west-1'), `Key '${keyArn.replace('us-east-1', 'eu-west-1')}' does not exist`],
    ] as const;

    for (const [KeyId, message] of cases) {
      await assertRefused('Encrypt', { KeyId, Plaintext: 'eA==' }, 'NotFoundException', message);
      await assertRefused('GenerateDataKey', { KeyId, KeySpec: 'AES_256' }, 'NotFoundException', message);
      await assertRefused('DescribeKey', { KeyId }, 'NotFoundException', message);
    }
  });

  it('check the KeyId of a Decrypt, however it is named', async () => {
    const CiphertextBlob = await encrypt('x');
    for (const KeyId of [KEY, keyArn, keyArn.split('/')[1] ?? '', keyArn.replace(/key\/.*/, KEY)]) {
      const { Plaintext } = await server.call('kms', 'Decrypt', { CiphertextBlob, KeyId });
      assert.equal(Buffer.from(Plaintext?.unwrap() ?? []).toString(), 'x');
    }

    const input = { CiphertextBlob: base64(CiphertextBlob), KeyId: 'alias/none' };
    const message = 'Alias arn:aws:kms:us-east-1:123456789012:alias/none is not found.';
    await assertRefused('Decrypt', input, 'NotFoundException', message);
  });

  it('refuse a dry run by name, algorithms of other keys, and enclaves', async () => {
    const input = { KeyId: KEY, Plaintext: 'eA==' };
    const dry = 'The request would have succeeded, but the DryRun option is set.';
    const rsa = 'Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.';

    await assertRefused('Encrypt', { ...input, DryRun: true }, 'DryRunOperationException', dry);
    await assertRefused(
      'Encrypt',
      { ...input, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256' },
      'InvalidKeyUsageException',
      rsa,
    );
    const enclave = { KeyId: KEY, KeySpec: 'AES_256', Recipient: {} };
    await assertRefused('GenerateDataKey', enclave, 'UnsupportedOperationException');
  });

  it('hold the bounds of the model', async () => {
    const long = { KeyId: KEY, Plaintext: base64(new Uint8Array(4_097)) };
    await assertRefused(
      'Encrypt',
      long,
      'ValidationException',
      "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    );
    const whole = 'x'.repeat(4_096);
    const CiphertextBlob = await encrypt(whole);
    const { Plaintext } = await server.call('kms', 'Decrypt', { CiphertextBlob });
    assert.equal(Buffer.from(Plaintext?.unwrap() ?? []).toString(), whole);
  });

  it('open only under the context of the sealing, whatever the two are', async () => {
    const contexts = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), { maxKeys: 3 });
    const property = fc.asyncProperty(contexts, contexts, async (sealing, opening) => {
      const CiphertextBlob = await encrypt('x', sealing);
      const isSame =
        JSON.stringify(Object.entries(sealing).toSorted()) === JSON.stringify(Object.entries(opening).toSorted());
      const input = JSON.stringify({ CiphertextBlob: base64(CiphertextBlob), EncryptionContext: opening });
      assert.equal((await server.send('kms', 'Decrypt', input)).status, isSame ? 200 : 400);
      assert.equal((await server.send('kms', 'Decrypt', input)).status, isSame ? 200 : 400);
    });

    await fc.assert(property, { numRuns: engine === 'sqlite' ? 60 : 10 });
  });
});

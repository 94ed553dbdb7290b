import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { sql } from '../../storage/sql.ts';
import { makeCustomerKey } from '../kms/testing.ts';
import { ARN, put } from './testing.ts';

onBothEngines('SecureString', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function read(Name: string, WithDecryption?: boolean) {
    const { Parameter } = await server.call('ssm', 'GetParameter', { Name, WithDecryption });
    return Parameter?.Value?.unwrap() ?? '';
  }

  it('is decrypted when asked, and else its ciphertext, which KMS opens with the documented context', async () => {
    const key = await makeCustomerKey(server, 'alias/standard');
    await put(server, '/secure/standard', 'fixture-sëcret', { Type: 'SecureString', KeyId: 'alias/standard' });
    await put(server, '/secure/default', 'other', { Type: 'SecureString' });

    const sealed = await read('/secure/standard');
    const { Plaintext, KeyId } = await server.call('kms', 'Decrypt', {
      CiphertextBlob: Buffer.from(sealed, 'base64'),
      EncryptionContext: { PARAMETER_ARN: `${ARN}/secure/standard` },
    });
    const underDefaultKey = await read('/secure/default');
    const refused = await server.refused('kms', 'Decrypt', {
      CiphertextBlob: Buffer.from(underDefaultKey, 'base64'),
      EncryptionContext: { PARAMETER_ARN: `${ARN}/secure/default` },
    });

    assert.equal(await read('/secure/standard', true), 'fixture-sëcret');
    assert.equal(Buffer.from(Plaintext?.unwrap() ?? []).toString('utf8'), 'fixture-sëcret');
    assert.equal(KeyId, key);
    // A key of AWS is used through its service only, whoever asks.
    assert.equal(refused.code, 'AccessDeniedException');
  });

  it('holds 8 KB in the advanced tier', async () => {
    const value = 'é'.repeat(4096);
    await put(server, '/secure/advanced', value, { Type: 'SecureString', Tier: 'Advanced' });

    assert.equal(await read('/secure/advanced', true), value);
    assert.notEqual(await read('/secure/advanced', false), value);
  });

  it('keeps its key through an overwrite, and loses it when it becomes a String', async () => {
    const KeyId = 'alias/other';
    await makeCustomerKey(server, KeyId);
    await put(server, '/secure/key', 'v1', { Type: 'SecureString', KeyId });
    await put(server, '/secure/key', 'v2', { Overwrite: true });
    await put(server, '/secure/key', 'v3', { Overwrite: true, Type: 'String' });
    await put(server, '/secure/key', 'v4', { Overwrite: true, Type: 'SecureString' });

    const { Parameters = [] } = await server.call('ssm', 'GetParameterHistory', {
      Name: '/secure/key',
      WithDecryption: true,
    });

    const shown = Parameters.map(version => [version.Type, version.KeyId, version.Value?.unwrap()]);
    assert.deepEqual(shown, [
      ['SecureString', KeyId, 'v1'],
      ['SecureString', KeyId, 'v2'],
      ['String', undefined, 'v3'],
      ['SecureString', 'alias/aws/ssm', 'v4'],
    ]);
  });

  it('refuses a key that is not there with the words of KMS', async () => {
    const input = { Name: '/secure/none', Type: 'SecureString', Value: 'v', KeyId: 'alias/none' };

    const { code, message = '' } = await server.refused('ssm', 'PutParameter', input);

    assert.equal(code, 'InvalidKeyId');
    assert.match(
      message,
      /^Alias arn:aws:kms:us-east-1:123456789012:alias\/none is not found\. \(Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
  });

  it('does not open at another parameter, nor an advanced one at another version', async () => {
    for (const Tier of ['Standard', 'Advanced'] as const) {
      await put(server, `/moved/${Tier}`, 'mine', { Type: 'SecureString', Tier });
      await put(server, `/moved/${Tier}/to`, 'theirs', { Type: 'SecureString', Tier });
      await move(`/moved/${Tier}`, 1, `/moved/${Tier}/to`, 1);

      const { status, code } = await server.refused('ssm', 'GetParameter', {
        Name: `/moved/${Tier}/to`,
        WithDecryption: true,
      });
      assert.deepEqual([status, code], [500, 'InternalServerError'], Tier);
    }
    await put(server, '/moved/Advanced', 'second', { Overwrite: true });
    await move('/moved/Advanced', 1, '/moved/Advanced', 2);
    const { code } = await server.refused('ssm', 'GetParameter', { Name: '/moved/Advanced', WithDecryption: true });
    assert.equal(code, 'InternalServerError');
  });

  it('never lies in the database in the clear', async () => {
    await put(server, '/secure/rest', 'plaintext-that-must-not-rest', { Type: 'SecureString' });

    const rows = await server.parts.database.read(reader => reader.all(sql`select value from ssm_parameter_version`));

    const bytes = rows.map(({ value }) => Buffer.from(value instanceof Uint8Array ? value : []).toString('latin1'));
    assert.ok(bytes.length > 5);
    assert.equal(
      bytes.some(text => text.includes('plaintext-that-must-not-rest')),
      false,
    );
  });

  /** Somebody who can write the database copies a stored value elsewhere. */
  async function move(from: string, fromVersion: number, to: string, toVersion: number): Promise<void> {
    await server.parts.database.write(async writer => {
      const source = await writer.get<{ value: Uint8Array; data_key: Uint8Array | null }>(sql`
        select v.value, v.data_key
        from ssm_parameter_version v
        join ssm_parameter p on p.id = v.parameter_id
        where p.path = ${from}
          and v.version = ${fromVersion}`);
      if (source === undefined) throw new Error('nothing to move');
      await writer.run(sql`
        update ssm_parameter_version
        set value = ${source.value},
          data_key = ${source.data_key}
        where version = ${toVersion}
          and parameter_id = (select id from ssm_parameter where path = ${to})`);
    });
  }
});

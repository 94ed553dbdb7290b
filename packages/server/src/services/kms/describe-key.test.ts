import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { recordsNamed } from '../secretsmanager/testing.ts';

onBothEngines('DescribeKey', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine, options: { regions: ['us-east-1', 'eu-central-1'] } });
  });
  after(() => server[Symbol.asyncDispose]());

  it("shows the account's key for secrets, the same by alias, id and ARN", async () => {
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' });

    const { KeyId = '', Arn = '', ...rest } = { ...KeyMetadata };
    assert.match(KeyId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(Arn, `arn:aws:kms:us-east-1:123456789012:key/${KeyId}`);
    assert.deepEqual(rest, {
      AWSAccountId: '123456789012',
      CreationDate: server.clock.now(),
      Enabled: true,
      Description: 'Default key that protects my Secrets Manager data when no other key is defined',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'AWS',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: false,
    });
    for (const other of [KeyId, Arn, 'arn:aws:kms:us-east-1:123456789012:alias/aws/secretsmanager']) {
      assert.deepEqual((await server.call('kms', 'DescribeKey', { KeyId: other })).KeyMetadata, KeyMetadata);
    }
  });

  it('has another key in each region', async () => {
    const input = { KeyId: 'alias/aws/secretsmanager' };

    const here = await server.call('kms', 'DescribeKey', input);
    const there = await server.call('kms', 'DescribeKey', input, 'eu-central-1');

    assert.notEqual(there.KeyMetadata?.KeyId, here.KeyMetadata?.KeyId);
    assert.match(there.KeyMetadata?.Arn ?? '', /^arn:aws:kms:eu-central-1:/);
  });

  it("denies keys of another account, in AWS's words, and records the denial", async () => {
    const KeyId = 'arn:aws:kms:us-east-1:999999999999:key/00000000-1111-4222-8333-444444444444';

    const answer = await server.refused('kms', 'DescribeKey', { KeyId });

    assert.equal(answer.code, 'AccessDeniedException');
    assert.equal(
      answer.message,
      `User: arn:aws:iam::123456789012:root is not authorized to perform: kms:DescribeKey on resource: ${KeyId} ` +
        'because no resource-based policy allows the kms:DescribeKey action',
    );
    const record = (await recordsNamed(server, 'DescribeKey')).at(-1);
    assert.equal(record?.['errorCode'], 'AccessDenied');
    assert.equal(record?.['requestParameters'], null);
  });

  it('shows the key among the resources of its record', async () => {
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' });

    const record = (await recordsNamed(server, 'DescribeKey')).at(-1);

    assert.deepEqual(record?.['resources'], [
      { accountId: '123456789012', type: 'AWS::KMS::Key', ARN: KeyMetadata?.Arn },
    ]);
    assert.deepEqual(record?.['requestParameters'], { keyId: 'alias/aws/secretsmanager' });
  });
});

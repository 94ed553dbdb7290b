import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { recordsNamed } from '../secretsmanager/testing.ts';

const DAY_MS = 86_400_000;

onBothEngines('Customer keys', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function createKey(input: object = {}): Promise<{ KeyId: string; Arn: string }> {
    const { KeyMetadata } = await server.call('kms', 'CreateKey', input);
    return { KeyId: KeyMetadata?.KeyId ?? '', Arn: KeyMetadata?.Arn ?? '' };
  }

  async function stateOf(KeyId: string) {
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId });
    return { state: KeyMetadata?.KeyState, isEnabled: KeyMetadata?.Enabled, deletion: KeyMetadata?.DeletionDate };
  }

  async function seal(KeyId: string, text = 'attack at dawn'): Promise<Uint8Array> {
    const Plaintext = new Redacted<Uint8Array>(Buffer.from(text));
    return (await server.call('kms', 'Encrypt', { KeyId, Plaintext })).CiphertextBlob ?? new Uint8Array();
  }

  async function open(CiphertextBlob: Uint8Array): Promise<string> {
    const { Plaintext } = await server.call('kms', 'Decrypt', { CiphertextBlob });
    return Buffer.from(Plaintext?.unwrap() ?? []).toString();
  }

  async function assertRefused(operation: string, input: object, code: string, message?: string): Promise<void> {
    const response = await server.send('kms', operation, JSON.stringify(input));
    const expected = message === undefined ? { __type: code } : { __type: code, message };
    assert.equal(String(response.body), JSON.stringify(expected), operation);
    assert.equal(response.status, 400);
  }

  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

  it('are made with what the request says, and shown so', async () => {
    const made = await server.call('kms', 'CreateKey', {
      Description: 'for tests',
      Tags: [{ TagKey: 'k', TagValue: 'v' }],
    });

    const { KeyId = '', Arn = '', ...rest } = { ...made.KeyMetadata };
    assert.match(KeyId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(Arn, `arn:aws:kms:us-east-1:123456789012:key/${KeyId}`);
    assert.deepEqual(rest, {
      AWSAccountId: '123456789012',
      CreationDate: server.clock.now(),
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      Description: 'for tests',
      Enabled: true,
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      KeyManager: 'CUSTOMER',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyState: 'Enabled',
      KeyUsage: 'ENCRYPT_DECRYPT',
      MultiRegion: false,
      Origin: 'AWS_KMS',
    });
    assert.deepEqual((await server.call('kms', 'DescribeKey', { KeyId })).KeyMetadata, made.KeyMetadata);
    assert.equal(await open(await seal(Arn)), 'attack at dawn');
  });

  it('of kinds that are not built are refused, after what AWS finds wrong with the request', async () => {
    const unsupported = [
      { KeySpec: 'ECC_SECG_P256K1', KeyUsage: 'SIGN_VERIFY' },
      { KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY' },
      { CustomerMasterKeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' },
      { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' },
      { Origin: 'EXTERNAL' },
      { MultiRegion: true },
      { CustomKeyStoreId: 'cks-1234567890abcdef0' },
    ];
    for (const input of unsupported) await assertRefused('CreateKey', input, 'UnsupportedOperationException');

    await assertRefused(
      'CreateKey',
      { KeySpec: 'RSA_2048' },
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
    await assertRefused(
      'CreateKey',
      { KeyUsage: 'SIGN_VERIFY' },
      'ValidationException',
      'KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT',
    );
    await assertRefused(
      'CreateKey',
      { KeySpec: 'SYMMETRIC_DEFAULT', CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT' },
      'ValidationException',
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    );
  });

  it('are listed by pages, with those of AWS', async () => {
    const made = await Promise.all([createKey(), createKey(), createKey()]);
    const listed: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await server.call('kms', 'ListKeys', { Limit: 2, ...(Marker === undefined ? {} : { Marker }) });
      for (const { KeyId = '', KeyArn } of page.Keys ?? []) {
        assert.equal(KeyArn, `arn:aws:kms:us-east-1:123456789012:key/${KeyId}`);
        listed.push(KeyId);
      }
      assert.equal(page.Truncated, page.NextMarker !== undefined);
      Marker = page.NextMarker;
    } while (Marker !== undefined);

    const all = await server.call('kms', 'ListKeys', {});
    assert.deepEqual(
      listed,
      all.Keys?.map(({ KeyId }) => KeyId),
    );
    for (const { KeyId } of made) assert.ok(listed.includes(KeyId));
    assert.equal(all.Truncated, false);
    await assertRefused('ListKeys', { Marker: 'none' }, 'InvalidMarkerException', 'The marker is not valid.');
  });

  it('cannot be used while they are disabled, in any way; everything works again when they are enabled', async () => {
    const { KeyId, Arn } = await createKey();
    const CiphertextBlob = await seal(KeyId);
    assert.equal(await open(CiphertextBlob), 'attack at dawn');

    await server.call('kms', 'DisableKey', { KeyId });

    assert.deepEqual(await stateOf(KeyId), { state: 'Disabled', isEnabled: false, deletion: undefined });
    const sealed = base64(CiphertextBlob);
    const uses = [
      ['Encrypt', { KeyId, Plaintext: 'eA==' }],
      ['Encrypt', { KeyId, Plaintext: 'eA==', DryRun: true }],
      ['Decrypt', { CiphertextBlob: sealed }],
      ['GenerateDataKey', { KeyId, KeySpec: 'AES_256' }],
      ['GenerateDataKeyWithoutPlaintext', { KeyId, KeySpec: 'AES_256' }],
      ['ReEncrypt', { CiphertextBlob: sealed, DestinationKeyId: KeyId }],
    ] as const;
    for (const [operation, input] of uses) {
      await assertRefused(operation, input, 'DisabledException', `${Arn} is disabled.`);
    }
    await server.call('kms', 'EnableKey', { KeyId });
    assert.deepEqual(await stateOf(KeyId), { state: 'Enabled', isEnabled: true, deletion: undefined });
    assert.equal(await open(CiphertextBlob), 'attack at dawn');
  });

  it('wait for their deletion as long as they are told to, and can do little meanwhile', async () => {
    const { KeyId, Arn } = await createKey();
    const CiphertextBlob = await seal(KeyId);

    const scheduled = await server.call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });

    const deletion = server.clock.now() + 7 * DAY_MS;
    const answer = { DeletionDate: deletion, KeyId: Arn, KeyState: 'PendingDeletion', PendingWindowInDays: 7 };
    assert.deepEqual({ ...scheduled }, answer);
    assert.deepEqual(await stateOf(KeyId), { state: 'PendingDeletion', isEnabled: false, deletion });
    const refused = [
      ['Encrypt', { KeyId, Plaintext: 'eA==' }],
      ['Decrypt', { CiphertextBlob: base64(CiphertextBlob) }],
      ['GenerateDataKey', { KeyId, KeySpec: 'AES_256' }],
      ['EnableKey', { KeyId }],
      ['DisableKey', { KeyId }],
      ['ScheduleKeyDeletion', { KeyId }],
      ['UpdateKeyDescription', { KeyId, Description: 'x' }],
      ['TagResource', { KeyId, Tags: [] }],
      ['UntagResource', { KeyId, TagKeys: ['k'] }],
      ['CreateAlias', { AliasName: 'alias/pending', TargetKeyId: KeyId }],
    ] as const;
    for (const [operation, input] of refused) {
      await assertRefused(operation, input, 'KMSInvalidStateException', `${Arn} is pending deletion.`);
    }
    await server.call('kms', 'GetKeyPolicy', { KeyId });
    await server.call('kms', 'ListResourceTags', { KeyId });

    assert.deepEqual({ ...(await server.call('kms', 'CancelKeyDeletion', { KeyId })) }, { KeyId: Arn });
    assert.deepEqual(await stateOf(KeyId), { state: 'Disabled', isEnabled: false, deletion: undefined });
    await assertRefused('CancelKeyDeletion', { KeyId }, 'KMSInvalidStateException', `${Arn} is not pending deletion.`);
    await server.call('kms', 'EnableKey', { KeyId });
    server.clock.advance(8 * DAY_MS);
    await server.parts.jobs.runDue();
    assert.equal(await open(CiphertextBlob), 'attack at dawn');
  });

  it('are deleted for 7 to 30 days, 30 unless the request says otherwise', async () => {
    const { KeyId } = await createKey();

    for (const PendingWindowInDays of [6, 31]) {
      await assertRefused(
        'ScheduleKeyDeletion',
        { KeyId, PendingWindowInDays },
        'ValidationException',
        'PendingWindowInDays must be between 7 and 30',
      );
    }
    const { PendingWindowInDays } = await server.call('kms', 'ScheduleKeyDeletion', { KeyId });
    assert.equal(PendingWindowInDays, 30);
  });

  it('are gone for ever at the end of the waiting period, and so is what was under them', async () => {
    const { KeyId, Arn } = await createKey();
    const CiphertextBlob = await seal(KeyId);
    await server.call('kms', 'CreateAlias', { AliasName: 'alias/going', TargetKeyId: KeyId });
    await server.call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });

    server.clock.advance(7 * DAY_MS - 1);
    await server.parts.jobs.runDue();
    assert.equal((await stateOf(KeyId)).state, 'PendingDeletion');
    // Also a job that comes too early waits for the end.
    await server.parts.database.write(writer => writer.run(sql`update job set due_at = 0 where subject = ${KeyId}`));
    await server.parts.jobs.runDue();
    assert.equal((await stateOf(KeyId)).state, 'PendingDeletion');
    server.clock.advance(1);
    await server.parts.jobs.runDue();

    await assertRefused('DescribeKey', { KeyId }, 'NotFoundException', `Key '${Arn}' does not exist`);
    const alias = 'arn:aws:kms:us-east-1:123456789012:alias/going';
    await assertRefused('DescribeKey', { KeyId: 'alias/going' }, 'NotFoundException', `Alias ${alias} is not found.`);
    await assertRefused(
      'Decrypt',
      { CiphertextBlob: base64(CiphertextBlob) },
      'AccessDeniedException',
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    );
    const record = (await recordsNamed(server, 'DeleteKey')).at(-1);
    assert.equal(record?.['eventType'], 'AwsServiceEvent');
    assert.equal(record?.['eventSource'], 'kms.amazonaws.com');
    assert.deepEqual(record?.['resources'], [{ accountId: '123456789012', type: 'AWS::KMS::Key', ARN: Arn }]);
  });

  it('have a description that can be changed', async () => {
    const { KeyId } = await createKey({ Description: 'old' });

    await server.call('kms', 'UpdateKeyDescription', { KeyId, Description: 'new' });

    assert.equal((await server.call('kms', 'DescribeKey', { KeyId })).KeyMetadata?.Description, 'new');
  });

  it('that services made for the account are changed by nobody', async () => {
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' });
    const { KeyId = '', Arn } = { ...KeyMetadata };
    const Policy = '{}';

    for (const [operation, input] of [
      ['DisableKey', {}],
      ['ScheduleKeyDeletion', {}],
      ['UpdateKeyDescription', { Description: 'x' }],
      ['PutKeyPolicy', { Policy }],
      ['TagResource', { Tags: [] }],
    ] as const) {
      const { code, message } = await server.refused('kms', operation, { KeyId, ...input });
      assert.equal(code, 'AccessDeniedException');
      assert.equal(
        message,
        `User: arn:aws:iam::123456789012:root is not authorized to perform: kms:${operation} on resource: ${Arn} ` +
          `because no resource-based policy allows the kms:${operation} action`,
      );
    }
  });

  it('are named by id or ARN in operations that change them: an alias is none', async () => {
    const { KeyId } = await createKey();
    await server.call('kms', 'CreateAlias', { AliasName: 'alias/named', TargetKeyId: KeyId });

    await assertRefused('DisableKey', { KeyId: 'alias/named' }, 'NotFoundException', "Invalid keyId 'alias/named'");
    assert.equal((await stateOf(KeyId)).state, 'Enabled');
  });

  it('have their tags, in the order in which they were added', async () => {
    const { KeyId } = await createKey({ Tags: [{ TagKey: 'a', TagValue: '1' }] });
    const tagsOf = async () => (await server.call('kms', 'ListResourceTags', { KeyId })).Tags;

    await server.call('kms', 'TagResource', {
      KeyId,
      Tags: [
        { TagKey: 'b', TagValue: '2' },
        { TagKey: 'a', TagValue: '3' },
      ],
    });

    assert.deepEqual(JSON.stringify(await tagsOf()), '[{"TagKey":"a","TagValue":"3"},{"TagKey":"b","TagValue":"2"}]');
    const page = await server.call('kms', 'ListResourceTags', { KeyId, Limit: 1 });
    assert.deepEqual([page.Truncated, page.Tags?.length], [true, 1]);
    const next = await server.call('kms', 'ListResourceTags', { KeyId, Limit: 1, Marker: page.NextMarker });
    assert.equal(next.Tags?.[0]?.TagKey, 'b');
    await server.call('kms', 'UntagResource', { KeyId, TagKeys: ['a', 'never'] });
    assert.equal(JSON.stringify(await tagsOf()), '[{"TagKey":"b","TagValue":"2"}]');

    const tag = (TagKey: string) => ({ TagKey, TagValue: 'v' });
    const many = Array.from({ length: 51 }, (_, i) => tag(`k${i}`));
    for (const [Tags, words] of [
      [[tag('x'), tag('x')], 'Duplicate tag keys'],
      [[tag('AWS:x')], 'Tags beginning with aws: are reserved'],
      [many, 'Too many tags'],
    ] as const) {
      await assertRefused('TagResource', { KeyId, Tags }, 'TagException', words);
      await assertRefused('CreateKey', { Tags }, 'TagException', words);
    }
  });

  it('leave records that show the key and what was answered', async () => {
    const { KeyId, Arn } = await createKey({ Description: 'recorded' });
    await server.call('kms', 'DisableKey', { KeyId });

    const created = (await recordsNamed(server, 'CreateKey')).at(-1);
    const disabled = (await recordsNamed(server, 'DisableKey')).at(-1);

    const resources = [{ accountId: '123456789012', type: 'AWS::KMS::Key', ARN: Arn }];
    assert.deepEqual([created?.['resources'], disabled?.['resources']], [resources, resources]);
    assert.deepEqual(created?.['requestParameters'], { description: 'recorded' });
    assert.ok(JSON.stringify(created?.['responseElements']).includes(`"arn":"${Arn}"`));
    assert.deepEqual(disabled?.['responseElements'], { keyId: Arn });
    assert.equal(disabled?.['readOnly'], false);
  });

  it('that two requests change at once end as one after the other', async () => {
    const { KeyId } = await createKey();
    const Tags = Array.from({ length: 12 }, (_, i) => ({ TagKey: `k${i}`, TagValue: 'v' }));

    await Promise.all(Tags.map(tag => server.call('kms', 'TagResource', { KeyId, Tags: [tag] })));

    const { Tags: stored = [] } = await server.call('kms', 'ListResourceTags', { KeyId });
    assert.equal(stored.length, 12);
  });
});

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer, textOf } from '../../testing/test-server.ts';
import { otherAccount } from './isolation.test-support.ts';
import { putVersion, recordsNamed, token, valueOf } from './testing.ts';

const OWNER = '123456789012';
const STRANGER = '222222222222';
const NO_KMS = ['AccessDeniedException', 'Access to KMS is not allowed'];
const FOREIGN_DEFAULT = [
  'InvalidRequestException',
  "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
];

onBothEngines('A secret under a customer key', engine => {
  let server: TestServer;
  /** Of the other account, with all rights there. */
  let stranger: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await otherAccount(server, STRANGER);
    const policies = [policyOfStatements({ Action: '*' })];
    stranger = (await makeUser(server, 'stranger', { accountId: STRANGER, policies })).server;
  });
  after(() => server[Symbol.asyncDispose]());

  async function createKey(input: object = {}): Promise<string> {
    return (await server.call('kms', 'CreateKey', input)).KeyMetadata?.Arn ?? '';
  }

  async function create(Name: string, KmsKeyId?: string): Promise<string> {
    const input = { Name, ClientRequestToken: token(1), SecretString: secretText('v1') };
    const more = KmsKeyId === undefined ? {} : { KmsKeyId };
    return (await server.call('secretsmanager', 'CreateSecret', { ...input, ...more })).ARN ?? '';
  }

  /** Refusals carry the request id of the call to KMS. */
  async function refusal(operation: string, input: object, as = server): Promise<readonly [string, string]> {
    const response = await as.send('secretsmanager', operation, JSON.stringify(input));
    const { __type, Message } = JSON.parse(textOf(response));
    return [__type, Message.replace(/Request ID: [0-9a-f-]{36};/, 'Request ID: UUID;')];
  }

  async function changeKey(SecretId: string, KmsKeyId: string, as = server, number = 9): Promise<void> {
    await as.call('secretsmanager', 'UpdateSecret', { SecretId, ClientRequestToken: token(number), KmsKeyId });
  }

  async function keysOf(SecretId: string): Promise<Readonly<Record<string, readonly string[] | undefined>>> {
    const input = { SecretId, IncludeDeprecated: true };
    const { Versions = [] } = await server.call('secretsmanager', 'ListSecretVersionIds', input);
    return Object.fromEntries(Versions.map(({ VersionId = '', KmsKeyIds }) => [VersionId, KmsKeyIds]));
  }

  const tail = (code: string) =>
    `(Service: AWSKMS; Status Code: 400; Error Code: ${code}; Request ID: UUID; Proxy: null)`;

  it('that is disabled is not read or written, in AWS’s words, and is again when the key is enabled', async () => {
    const KmsKeyId = await createKey();
    await create('disabled', KmsKeyId);
    assert.equal(await valueOf(server, 'disabled'), 'v1');
    await server.call('kms', 'DisableKey', { KeyId: KmsKeyId });
    const put = { SecretId: 'disabled', ClientRequestToken: token(2), SecretString: 'v2' };
    const detail = `${KmsKeyId} is disabled. ${tail('DisabledException')}`;

    assert.deepEqual(await refusal('GetSecretValue', { SecretId: 'disabled' }), [
      'DecryptionFailure',
      `Secrets Manager can't decrypt the secret value: ${detail}`,
    ]);
    assert.deepEqual(await refusal('PutSecretValue', put), [
      'EncryptionFailure',
      `Secrets Manager can't encrypt the secret value: ${detail}`,
    ]);
    const invalid = ['InvalidParameterException', 'The operation failed because the specified KMS key is disabled.'];
    const made = { Name: 'not-made', ClientRequestToken: token(1), KmsKeyId };
    assert.deepEqual(await refusal('CreateSecret', made), invalid);
    await create('changed');
    const change = { SecretId: 'changed', ClientRequestToken: token(2), KmsKeyId };
    assert.deepEqual(await refusal('UpdateSecret', change), invalid);
    await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'disabled' });

    await server.call('kms', 'EnableKey', { KeyId: KmsKeyId });
    assert.equal(await valueOf(server, 'disabled'), 'v1');
    await putVersion(server, 'disabled', 2);
    assert.equal(await valueOf(server, 'disabled'), 'v2');
  });

  it('that waits for its deletion is not read or written either', async () => {
    const KmsKeyId = await createKey();
    await create('pending', KmsKeyId);
    await server.call('kms', 'ScheduleKeyDeletion', { KeyId: KmsKeyId });
    const put = { SecretId: 'pending', ClientRequestToken: token(2), SecretString: 'v2' };
    const detail = `${KmsKeyId} is pending deletion. ${tail('KMSInvalidStateException')}`;

    assert.deepEqual(await refusal('GetSecretValue', { SecretId: 'pending' }), [
      'DecryptionFailure',
      `Secrets Manager can't decrypt the secret value: ${detail}`,
    ]);
    assert.deepEqual(await refusal('PutSecretValue', put), [
      'EncryptionFailure',
      `Secrets Manager can't encrypt the secret value: ${detail}`,
    ]);
    await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'pending' });
  });

  it('is tried before it is bound to the secret: nothing changes where the caller may not use it', async () => {
    const KmsKeyId = await createKey();
    await create('tried');
    const change = { SecretId: 'tried', ClientRequestToken: token(2), KmsKeyId, Description: 'no' };
    for (const [i, action] of ['kms:GenerateDataKey', 'kms:Decrypt'].entries()) {
      const policies = [policyOfStatements({ Action: ['secretsmanager:*', 'kms:Encrypt', action] })];
      const { server: as } = await makeUser(server, `tries-${i}`, { policies });
      assert.deepEqual(await refusal('UpdateSecret', change, as), NO_KMS);
    }
    const described = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'tried' });
    assert.deepEqual([described.Description, described.KmsKeyId], [undefined, undefined]);

    await changeKey('tried', KmsKeyId);

    const records = (await recordsNamed(server, 'GenerateDataKey', 'Decrypt')).filter(record =>
      JSON.stringify(record['requestParameters'])?.includes('RequestToValidateKeyAccess'),
    );
    const names = records.filter(record => record['errorCode'] === undefined).map(record => record['eventName']);
    assert.deepEqual(names.slice(-2), ['GenerateDataKey', 'Decrypt']);
  });

  it('keeps its labelled versions under the old key and the new one, and the others under the old one', async () => {
    const [first, second] = [await createKey(), await createKey()];
    await create('rewrapped', first);
    await putVersion(server, 'rewrapped', 2);
    await putVersion(server, 'rewrapped', 3);
    await putVersion(server, 'rewrapped', 4, ['AWSPENDING']);
    await putVersion(server, 'rewrapped', 5, ['CUSTOM']);

    await changeKey('rewrapped', second);
    await putVersion(server, 'rewrapped', 6, ['LATER']);

    assert.deepEqual(await keysOf('rewrapped'), {
      [token(1)]: [first],
      [token(2)]: [first, second],
      [token(3)]: [first, second],
      [token(4)]: [first, second],
      [token(5)]: [first],
      [token(6)]: [second],
    });
    for (const [key, refused] of [
      [first, second],
      [second, first],
    ] as const) {
      const policies = [policyOfStatements({ Action: 'secretsmanager:*' }, { Action: 'kms:Decrypt', Resource: key })];
      const { server: as } = await makeUser(server, `holder-${key.slice(-12)}`, { policies });
      assert.equal(await valueOf(as, 'rewrapped'), 'v3');
      assert.equal(await valueOf(as, 'rewrapped', { VersionStage: 'AWSPENDING' }), 'v4');
      const other = refused === second ? token(6) : token(5);
      assert.deepEqual(await refusal('GetSecretValue', { SecretId: 'rewrapped', VersionId: other }, as), NO_KMS);
    }
  });

  it('has a version more than once under no key, however often and by whatever name the key changes', async () => {
    const [first, second] = [await createKey(), await createKey()];
    await server.call('kms', 'CreateAlias', { AliasName: `alias/again-${engine}`, TargetKeyId: first });
    await create('again', first);

    await changeKey('again', second);
    await changeKey('again', `alias/again-${engine}`);
    await changeKey('again', second.split('/')[1] ?? '');

    assert.deepEqual(await keysOf('again'), { [token(1)]: [first, second] });
    await changeKey('again', 'alias/aws/secretsmanager');
    assert.deepEqual(await keysOf('again'), { [token(1)]: [first, second, 'DefaultEncryptionKey'] });
    assert.equal(await valueOf(server, 'again'), 'v1');
  });

  it('lies under the first key and the nine newest ones', async () => {
    const keys = [await createKey()];
    await create('many-keys', keys[0]);
    for (let i = 1; i < 12; i++) {
      const key = await createKey();
      keys.push(key);
      await changeKey('many-keys', key, server, 10 + i);
    }

    assert.deepEqual(await keysOf('many-keys'), { [token(1)]: [keys[0], ...keys.slice(3)] });
    assert.equal(await valueOf(server, 'many-keys'), 'v1');
  });

  it('changes its key also where the caller may not wrap its versions again: they stay as they are', async () => {
    const [first, second] = [await createKey(), await createKey()];
    const rights = (Action: readonly string[], Resource: string) => ({ Action, Resource });
    const both = ['kms:GenerateDataKey', 'kms:Decrypt'];
    const cases = [
      ['no-decrypt', [rights([...both, 'kms:Encrypt'], second)]],
      ['no-encrypt', [rights(both, second), rights(['kms:Decrypt'], first)]],
    ] as const;
    for (const [name, statements] of cases) {
      await create(name, first);
      const policies = [policyOfStatements({ Action: 'secretsmanager:*' }, ...statements)];
      const { server: as } = await makeUser(server, name, { policies });

      await changeKey(name, second, as);

      const { KmsKeyId } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: name });
      assert.equal(KmsKeyId, second);
      assert.deepEqual(await keysOf(name), { [token(1)]: [first] });
      await putVersion(server, name, 2);
      assert.deepEqual((await keysOf(name))[token(2)], [second]);
    }
  });

  it('stops being read at once when its newest key is disabled', async () => {
    const [first, second] = [await createKey(), await createKey()];
    await create('newest', first);
    await changeKey('newest', second);

    await server.call('kms', 'DisableKey', { KeyId: second });

    assert.equal((await refusal('GetSecretValue', { SecretId: 'newest' }))[0], 'DecryptionFailure');
  });

  it('is open to another account where both the secret and the key are', async () => {
    const Principal = { AWS: `arn:aws:iam::${STRANGER}:root` };
    const open = (Action: readonly string[]) =>
      policyOfStatements({ Action: 'kms:*', Principal: { AWS: `arn:aws:iam::${OWNER}:root` } }, { Action, Principal });
    const KeyId = await createKey({ Policy: open(['kms:Decrypt', 'kms:GenerateDataKey']) });
    await server.call('kms', 'CreateAlias', { AliasName: `alias/shared-${engine}`, TargetKeyId: KeyId });
    const closed = await createKey();
    const ResourcePolicy = policyOfStatements({ Action: 'secretsmanager:*', Principal });
    for (const KmsKeyId of [KeyId, `alias/shared-${engine}`, closed]) {
      const SecretId = await create(`shared-${KmsKeyId.slice(-8)}`, KmsKeyId);
      await server.call('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy });
      const put = { SecretId, ClientRequestToken: token(2), SecretString: 'theirs' };
      if (KmsKeyId === closed) {
        assert.deepEqual(await refusal('GetSecretValue', { SecretId }, stranger), NO_KMS);
        assert.deepEqual(await refusal('PutSecretValue', put, stranger), NO_KMS);
        continue;
      }
      assert.equal(await valueOf(stranger, SecretId), 'v1');
      await stranger.call('secretsmanager', 'PutSecretValue', { ...put, SecretString: secretText('theirs') });
      assert.equal(await valueOf(server, SecretId), 'theirs');
      await server.call('secretsmanager', 'DeleteResourcePolicy', { SecretId });
      assert.equal((await refusal('GetSecretValue', { SecretId }, stranger))[0], 'AccessDeniedException');
    }
  });

  it('may be bound to a key of another account that lets its users', async () => {
    const Principal = { AWS: `arn:aws:iam::${OWNER}:root` };
    const own = { Action: 'kms:*', Principal: { AWS: `arn:aws:iam::${STRANGER}:root` } };
    const Policy = policyOfStatements(own, { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Principal });
    const KmsKeyId = (await stranger.call('kms', 'CreateKey', { Policy })).KeyMetadata?.Arn ?? '';

    await create('key-of-theirs', KmsKeyId);

    assert.equal(await valueOf(server, 'key-of-theirs'), 'v1');
    assert.deepEqual(await keysOf('key-of-theirs'), { [token(1)]: [KmsKeyId] });
    await stranger.call('kms', 'DisableKey', { KeyId: KmsKeyId });
    assert.equal((await refusal('GetSecretValue', { SecretId: 'key-of-theirs' }))[0], 'DecryptionFailure');
  });

  it('is the only one that another account can read: the default key is the account’s own', async () => {
    const Principal = { AWS: `arn:aws:iam::${STRANGER}:root` };
    for (const KmsKeyId of [undefined, 'alias/aws/secretsmanager']) {
      const SecretId = await create(`default-${KmsKeyId ?? 'none'}`.replaceAll('/', '-'), KmsKeyId);
      const ResourcePolicy = policyOfStatements({ Action: 'secretsmanager:*', Principal });
      await server.call('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy });
      const put = { SecretId, ClientRequestToken: token(2), SecretString: 'theirs' };

      assert.deepEqual(await refusal('GetSecretValue', { SecretId }, stranger), FOREIGN_DEFAULT);
      assert.deepEqual(await refusal('PutSecretValue', put, stranger), FOREIGN_DEFAULT);
    }
  });
});

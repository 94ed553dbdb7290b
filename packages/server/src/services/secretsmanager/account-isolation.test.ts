import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer } from '../../testing/test-server.ts';
import type { TestAccount } from './isolation.test-support.ts';
import { noting, operationsOnSecrets, otherAccount } from './isolation.test-support.ts';
import { makeSecret, NOT_FOUND, token, valueOf } from './testing.ts';

const OWNER = '123456789012';
const STRANGER = '222222222222';

onBothEngines('Between accounts', engine => {
  let server: TestServer;
  let stranger: TestAccount;
  /** A secret of the owner's, one that waits for its deletion, and one that never was: ARNs of the same form. */
  let owned: string;
  let deleted: string;
  let missing: string;
  before(async () => {
    server = await TestServer.open({ engine, options: { regions: ['us-east-1', 'eu-west-1'] } });
    stranger = await otherAccount(server, STRANGER);
    owned = await makeSecret(server, 'there');
    missing = `${owned.slice(0, -'there-AbCdEf'.length)}gone0-AbCdEf`;
    deleted = await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: deleted });
    // What the owner has just read is remembered.
    await valueOf(server, 'there');
  });
  after(() => server[Symbol.asyncDispose]());

  function denial(operation: string, resource: string): string {
    return (
      `User: arn:aws:iam::${STRANGER}:root is not authorized to perform: secretsmanager:${operation} on resource: ` +
      `${resource} because no resource-based policy allows the secretsmanager:${operation} action`
    );
  }

  for (const [operation, input] of operationsOnSecrets()) {
    it(`${operation} answers the same whether the secret is there, was deleted or never was`, async () => {
      const original = await server.call('secretsmanager', 'DescribeSecret', { SecretId: owned });

      for (const SecretId of [owned, deleted, missing]) {
        const partial = SecretId.slice(0, -'-AbCdEf'.length);
        const whole = await stranger.refused('secretsmanager', operation, input(SecretId));
        const part = await stranger.refused('secretsmanager', operation, input(partial));

        const denied = { status: 400, code: 'AccessDeniedException' };
        assert.deepEqual(whole, { ...denied, message: denial(operation, SecretId) });
        // The suffix of the secret is a secret too.
        assert.deepEqual(part, { ...denied, message: denial(operation, partial) });
      }

      assert.deepEqual(await server.call('secretsmanager', 'DescribeSecret', { SecretId: owned }), original);
    });

    it(`${operation} reads the same whether the secret is there or not, and never from memory`, async () => {
      const there = noting(server.parts.line);
      const gone = noting(server.parts.line);

      await stranger.send('secretsmanager', operation, input(owned), 'us-east-1', there.line);
      await stranger.send('secretsmanager', operation, input(missing), 'us-east-1', gone.line);

      assert.deepEqual(there.reads, gone.reads);
      assert.deepEqual(
        there.reads.filter(read => /^remembered.*from secret /s.test(read)),
        [],
      );
    });

    it(`${operation} by name means a secret of one's own`, async () => {
      const there = await stranger.send('secretsmanager', operation, input('there'));
      const gone = await stranger.send('secretsmanager', operation, input('gone0'));

      assert.equal(there, gone);
    });
  }

  it('a batch tells of a secret that is there what it tells of one that is not', async () => {
    const partial = owned.slice(0, -7);
    const SecretIdList = [owned, missing, partial, 'there'];

    const { SecretValues, Errors } = JSON.parse(
      await stranger.send('secretsmanager', 'BatchGetSecretValue', { SecretIdList }),
    );
    const filtered = await stranger.send('secretsmanager', 'BatchGetSecretValue', {
      Filters: [{ Key: 'name', Values: ['there'] }],
    });

    const denied = (SecretId: string) => ({
      ErrorCode: 'AccessDeniedException',
      Message: denial('GetSecretValue', SecretId),
      SecretId,
    });
    assert.deepEqual(SecretValues, []);
    assert.deepEqual(Errors, [
      denied(owned),
      denied(missing),
      denied(partial),
      { ErrorCode: 'ResourceNotFoundException', Message: NOT_FOUND, SecretId: 'there' },
    ]);
    assert.equal(filtered, '{"Errors":[],"SecretValues":[]}');
  });

  it('names, tokens and keys of one account mean nothing in another', async () => {
    const created = JSON.parse(
      await stranger.send('secretsmanager', 'CreateSecret', {
        Name: 'there',
        ClientRequestToken: token(1),
        SecretString: 'mine',
      }),
    );
    const read = JSON.parse(await stranger.send('secretsmanager', 'GetSecretValue', { SecretId: 'there' }));
    const again = await stranger.refused('secretsmanager', 'CreateSecret', {
      Name: 'there',
      ClientRequestToken: token(2),
    });

    assert.match(created.ARN, new RegExp(`^arn:aws:secretsmanager:us-east-1:${STRANGER}:secret:there-`));
    assert.equal(created.VersionId, token(1));
    assert.equal(read.SecretString, 'mine');
    assert.equal(again.code, 'ResourceExistsException');
    assert.equal(await valueOf(server, 'there'), 'v1');
    await stranger.send('secretsmanager', 'DeleteSecret', { SecretId: 'there', ForceDeleteWithoutRecovery: true });
    assert.equal(await valueOf(server, 'there'), 'v1');
  });

  it('a key of another account is refused like one that nobody has', async () => {
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' });
    const key = KeyMetadata?.Arn ?? '';
    const alias = `arn:aws:kms:us-east-1:${OWNER}:alias/aws/secretsmanager`;
    const nobody = [
      `arn:aws:kms:us-east-1:${OWNER}:key/${randomUUID()}`,
      `arn:aws:kms:us-east-1:${OWNER}:alias/none`,
      'arn:aws:kms:us-east-1:999999999999:alias/aws/secretsmanager',
    ];

    for (const KeyId of [key, alias, ...nobody]) {
      const described = await stranger.refused('kms', 'DescribeKey', { KeyId });
      const used = await stranger.refused('secretsmanager', 'CreateSecret', {
        Name: 'uses',
        ClientRequestToken: token(1),
        SecretString: 'v',
        KmsKeyId: KeyId,
      });

      assert.equal(described.code, 'AccessDeniedException');
      assert.equal(described.message?.includes(` on resource: ${KeyId} `), true);
      assert.deepEqual([used.code, used.message], ['AccessDeniedException', 'Access to KMS is not allowed']);
    }
    const byId = await stranger.refused('kms', 'DescribeKey', { KeyId: KeyMetadata?.KeyId ?? '' });
    assert.equal(byId.code, 'NotFoundException');
    assert.equal(byId.message?.includes(`:${STRANGER}:key/`), true);
  });

  it('a ciphertext under another account’s key cannot be opened, nor told from one under no key', async () => {
    const row = await server.parts.database.read(reader =>
      reader.get<{ data_key: Uint8Array; version_id: string }>(
        sql`select data_key, version_id from secret_version where version_id = ${token(1)} limit 1`,
      ),
    );
    const EncryptionContext = { SecretARN: owned, SecretVersionId: token(1) };
    const stolen = Buffer.from(row?.data_key ?? []);
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' });
    const under = Buffer.from((KeyMetadata?.KeyId ?? '').replaceAll('-', ''), 'hex');
    const at = stolen.indexOf(under);
    assert.ok(at > 0, 'the ciphertext names its key');
    const unknown = Buffer.from(stolen);
    unknown.set(Buffer.from(randomUUID().replaceAll('-', ''), 'hex'), at);

    const [first, second] = await Promise.all(
      [stolen, unknown].map(blob =>
        stranger.refused('kms', 'Decrypt', { CiphertextBlob: blob.toString('base64'), EncryptionContext }),
      ),
    );

    assert.equal(first?.status, 400);
    assert.deepEqual(first, second);
  });

  it('lists show what is one’s own, and page tokens are good for their account only', async () => {
    for (const name of ['page-1', 'page-2']) await makeSecret(server, name);
    const other = await otherAccount(server, '333333333333');
    const page = await server.call('secretsmanager', 'ListSecrets', { MaxResults: 1 });
    const batch = await server.call('secretsmanager', 'BatchGetSecretValue', {
      MaxResults: 1,
      Filters: [{ Key: 'name', Values: ['page-'] }],
    });
    const events = await server.call('cloudtrail', 'LookupEvents', { MaxResults: 1 });
    assert.ok(page.NextToken !== undefined && batch.NextToken !== undefined && events.NextToken !== undefined);

    const tokens = [
      ['secretsmanager', 'ListSecrets', { MaxResults: 1, NextToken: page.NextToken }],
      [
        'secretsmanager',
        'BatchGetSecretValue',
        { MaxResults: 1, NextToken: batch.NextToken, Filters: [{ Key: 'name', Values: ['page-'] }] },
      ],
      ['cloudtrail', 'LookupEvents', { MaxResults: 1, NextToken: events.NextToken }],
    ] as const;
    for (const [service, operation, input] of tokens) {
      const { code } = await other.refused(service, operation, input);
      assert.equal(code, 'InvalidNextTokenException', operation);
    }
    assert.equal(
      await other.send('secretsmanager', 'ListSecrets', { IncludePlannedDeletion: true }),
      '{"SecretList":[]}',
    );
    assert.equal(
      await other.send('secretsmanager', 'ListSecrets', { Filters: [{ Key: 'all', Values: ['page'] }] }),
      '{"SecretList":[]}',
    );
  });

  it('the trail of an account tells what its own principals did, and nothing of others', async () => {
    const other = await otherAccount(server, '444444444444');
    await valueOf(server, 'there');
    await other.send('secretsmanager', 'GetSecretValue', { SecretId: owned });
    const theirs = await server.call('cloudtrail', 'LookupEvents', { MaxResults: 1 });
    const EventId = theirs.Events?.[0]?.EventId ?? '';

    const { Events } = JSON.parse(await other.send('cloudtrail', 'LookupEvents', {}));
    const byId = await other.send('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: EventId }],
    });
    const byArn = await other.send('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: owned }],
    });

    const denied = JSON.parse(
      Events.find((each: { EventName: string }) => each.EventName === 'GetSecretValue').CloudTrailEvent,
    );
    assert.deepEqual(
      [denied.errorCode, denied.requestParameters, denied.responseElements, denied.recipientAccountId],
      ['AccessDenied', null, null, '444444444444'],
    );
    assert.ok(!JSON.stringify(Events).includes(`"accountId\\":\\"${OWNER}`));
    assert.deepEqual([byId, byArn], ['{"Events":[]}', '{"Events":[]}']);
    const ours = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'root' }],
    });
    assert.ok(!JSON.stringify(ours.Events).includes('444444444444'));
  });

  it('a parameter that refers to a secret refers to one of one’s own account', async () => {
    const other = await otherAccount(server, '555555555555');
    const Name = (name: string) => `/aws/reference/secretsmanager/${name}`;

    const there = await other.refused('ssm', 'GetParameter', { Name: Name('there'), WithDecryption: true });
    const gone = await other.refused('ssm', 'GetParameter', { Name: Name('gone0'), WithDecryption: true });
    const batch = JSON.parse(
      await other.send('ssm', 'GetParameters', { Names: [Name('there'), Name('gone0')], WithDecryption: true }),
    );

    assert.deepEqual({ ...there, message: there.message?.replace('there', 'gone0') }, gone);
    assert.equal(there.code, 'ParameterNotFound');
    assert.deepEqual(batch.Parameters, []);
  });

  it('a parameter of another account is refused like one that is not there', async () => {
    const other = await otherAccount(server, '666666666666');
    await server.call('ssm', 'PutParameter', { Name: '/there', Value: secretText('v'), Type: 'String' });
    const arn = (name: string) => `arn:aws:ssm:us-east-1:${OWNER}:parameter/${name}`;

    const there = await other.refused('ssm', 'GetParameter', { Name: arn('there') });
    const gone = await other.refused('ssm', 'GetParameter', { Name: arn('gone0') });

    assert.equal(there.code, 'AccessDeniedException');
    assert.deepEqual({ ...there, message: there.message?.replace('there', 'gone0') }, gone);
  });
});

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { recordKeyUse } from '../../identities/access-key-store.ts';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { assertRefused, IAM, recordsNamed } from './testing.ts';

onBothEngines('Access keys of users', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function userWithKey(UserName: string) {
    await server.call('iam', 'CreateUser', { UserName });
    const { AccessKey } = await server.call('iam', 'CreateAccessKey', { UserName });
    return AccessKey;
  }

  it('show their secret once, and store it sealed', async () => {
    const key = await userWithKey('once');
    const secret = key.SecretAccessKey.unwrap();

    const { AccessKeyMetadata } = await server.call('iam', 'ListAccessKeys', { UserName: 'once' });
    const row = await server.parts.database.reader.get<{ secret: Uint8Array }>(
      sql`select secret from access_key where access_key_id = ${key.AccessKeyId}`,
    );

    assert.match(key.AccessKeyId, /^AKIA[A-Z2-7]{16}$/);
    assert.match(secret, /^[A-Za-z0-9+/]{40}$/);
    const { UserName, AccessKeyId, CreateDate } = key;
    assert.deepEqual(AccessKeyMetadata, [{ UserName, AccessKeyId, Status: 'Active', CreateDate }]);
    assert.ok(row !== undefined && !Buffer.from(row.secret).includes(secret));
  });

  it('are two at most, and can be deleted', async () => {
    const { AccessKeyId } = await userWithKey('two');
    await server.call('iam', 'CreateAccessKey', { UserName: 'two' });

    await assertRefused(server, 'CreateAccessKey', { UserName: 'two' }, [
      409,
      'LimitExceeded',
      'Cannot exceed quota for AccessKeysPerUser: 2',
    ]);
    await server.call('iam', 'DeleteAccessKey', { UserName: 'two', AccessKeyId });
    await server.call('iam', 'CreateAccessKey', { UserName: 'two' });
    const gone = [404, 'NoSuchEntity', `The Access Key with id ${AccessKeyId} cannot be found.`] as const;
    await assertRefused(server, 'DeleteAccessKey', { UserName: 'two', AccessKeyId }, gone);
  });

  it('are switched off and on, for the user who has them alone', async () => {
    const { AccessKeyId } = await userWithKey('switch');
    await userWithKey('other');
    const status = async () =>
      (await server.call('iam', 'ListAccessKeys', { UserName: 'switch' })).AccessKeyMetadata[0]?.Status;

    await server.call('iam', 'UpdateAccessKey', { UserName: 'switch', AccessKeyId, Status: 'Inactive' });
    assert.equal(await status(), 'Inactive');
    const gone = [404, 'NoSuchEntity', `The Access Key with id ${AccessKeyId} cannot be found.`] as const;
    await assertRefused(server, 'UpdateAccessKey', { UserName: 'other', AccessKeyId, Status: 'Active' }, gone);
    assert.equal(await status(), 'Inactive');
    await assertRefused(server, 'UpdateAccessKey', { UserName: 'switch', AccessKeyId, Status: 'off' }, [
      400,
      'ValidationError',
      "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
    ]);
  });

  it('tell when they were last used, of this account alone', async () => {
    const { AccessKeyId } = await userWithKey('used');
    const lastUsed = () => server.call('iam', 'GetAccessKeyLastUsed', { AccessKeyId });
    const use = (at: number, region: string) =>
      server.parts.database.write(writer =>
        recordKeyUse(writer, AccessKeyId, { at, service: 'secretsmanager', region }),
      );

    assert.deepEqual(await lastUsed(), {
      UserName: 'used',
      AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
    });
    await use(2_000, 'us-east-1');
    await use(1_000, 'eu-west-1');
    assert.deepEqual((await lastUsed()).AccessKeyLastUsed, {
      LastUsedDate: 2_000,
      ServiceName: 'secretsmanager',
      Region: 'us-east-1',
    });
    const unknown = 'AKIAAAAAAAAAAAAAAAAA';
    const denied = `User: ${IAM}:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${unknown}`;
    const gone = [403, 'AccessDenied', denied] as const;
    await assertRefused(server, 'GetAccessKeyLastUsed', { AccessKeyId: unknown }, gone);
  });

  it('of the root user are listed when it asks for its own', async () => {
    const { AccessKeyMetadata } = await server.call('iam', 'ListAccessKeys', {});

    assert.deepEqual(
      AccessKeyMetadata.map(({ AccessKeyId, UserName }) => [AccessKeyId, UserName]),
      [['AKIAIOSFODNN7EXAMPLE', undefined]],
    );
  });

  it('leave records without their secrets', async () => {
    const key = await userWithKey('recorded');

    const record = (await recordsNamed(server, 'CreateAccessKey')).at(-1);

    assert.deepEqual(record?.['responseElements'], {
      accessKey: {
        userName: 'recorded',
        accessKeyId: key.AccessKeyId,
        status: 'Active',
        createDate: 'Sep 26, 2026 7:29:54 PM',
      },
    });
    assert.ok(!JSON.stringify(record).includes(key.SecretAccessKey.unwrap()));
  });
});

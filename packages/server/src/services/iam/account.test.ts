import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { insertAccount } from '../../accounts/account-store.ts';
import { replaceAlias } from '../../identities/account-store.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { allow, assertRefused } from './testing.ts';

const OTHER = '210987654321';

onBothEngines('The account', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const aliases = async () => (await server.call('iam', 'ListAccountAliases', {})).AccountAliases;

  it('has one alias at most, which is nobody else’s', async () => {
    await server.parts.database.write(async writer => {
      const account = { account_id: OTHER, name: null, aws_partition: 'aws', is_first: 0, created_at: 1 };
      await insertAccount(writer, account);
      await replaceAlias(writer, OTHER, 'taken');
    });

    assert.deepEqual(await aliases(), []);
    await server.call('iam', 'CreateAccountAlias', { AccountAlias: 'first' });
    await server.call('iam', 'CreateAccountAlias', { AccountAlias: 'second' });
    await server.call('iam', 'CreateAccountAlias', { AccountAlias: 'second' });
    assert.deepEqual(await aliases(), ['second']);
    await assertRefused(server, 'CreateAccountAlias', { AccountAlias: 'taken' }, [
      409,
      'EntityAlreadyExists',
      'The account alias taken already exists.',
    ]);
    assert.deepEqual(await aliases(), ['second']);
    await assertRefused(server, 'DeleteAccountAlias', { AccountAlias: 'taken' }, [
      404,
      'NoSuchEntity',
      'The account alias taken cannot be found.',
    ]);
    await server.call('iam', 'DeleteAccountAlias', { AccountAlias: 'second' });
    assert.deepEqual(await aliases(), []);
  });

  it('is summed up', async () => {
    await server.call('iam', 'CreateUser', { UserName: 'counted' });
    await server.call('iam', 'CreateGroup', { GroupName: 'counted' });
    await server.call('iam', 'CreatePolicy', { PolicyName: 'counted', PolicyDocument: allow('s3:*') });

    const { SummaryMap } = await server.call('iam', 'GetAccountSummary', {});

    const { Users, Groups, Policies, PolicyVersionsInUse, AccountAccessKeysPresent, UsersQuota } = SummaryMap ?? {};
    // The first administrator is a user too.
    assert.deepEqual([Users, Groups, Policies, PolicyVersionsInUse], [2, 1, 1, 1]);
    assert.deepEqual([AccountAccessKeysPresent, UsersQuota], [1, 5_000]);
  });

  it('has AWS’s quotas when they are turned on', async () => {
    await using strict = await TestServer.open({ engine, options: { quotas: 'aws' } });
    const { line } = strict.parts;
    const quotas = {
      ...line.quotas,
      identitiesPerAccount: { users: 2, groups: 0, roles: 0, policies: 0, instanceProfiles: 0 },
    };
    Object.assign(line, { quotas });

    await strict.call('iam', 'CreateUser', { UserName: 'one' });

    const refused = (operation: string, input: object, quota: string) =>
      assertRefused(strict, operation, input, [409, 'LimitExceeded', `Cannot exceed quota for ${quota}`]);
    await refused('CreateUser', { UserName: 'two' }, 'UsersPerAccount: 2');
    await refused('CreateGroup', { GroupName: 'one' }, 'GroupsPerAccount: 0');
    await refused('CreatePolicy', { PolicyName: 'one', PolicyDocument: allow('s3:*') }, 'PoliciesPerAccount: 0');
  });
});

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { listServiceUses, recordServiceUses } from '../../identities/service-use-store.ts';
import { indexAll } from '../../audit/indexer.ts';
import { makeUser } from '../../access/testing.ts';
import { Redacted } from '@coffer/wire';
import { onBothEngines, TestServer } from '../../testing/index.ts';
import { allow, assertRefused, IAM } from './testing.ts';

onBothEngines('Service last accessed details', engine => {
  let server: TestServer;
  let now: number;
  before(async () => {
    server = await TestServer.open({ engine });
    now = Math.floor(server.clock.now() / 1000) * 1000;
    await server.call('iam', 'CreateGroup', { GroupName: 'devs' });
    const { Policy } = await server.call('iam', 'CreatePolicy', {
      PolicyName: 'secrets',
      PolicyDocument: allow('secretsmanager:*'),
    });
    await server.call('iam', 'AttachGroupPolicy', { GroupName: 'devs', PolicyArn: Policy?.Arn ?? '' });
    for (const [UserName, at] of [
      ['ana', 2_000],
      ['ben', 1_000],
    ] as const) {
      const { User } = await server.call('iam', 'CreateUser', { UserName });
      await server.call('iam', 'AddUserToGroup', { GroupName: 'devs', UserName });
      const use = { principal_id: User?.UserId ?? '', service: 'secretsmanager', region: 'eu-west-1' };
      const used = (ago: number, ...actions: readonly string[]) =>
        server.parts.database.write(writer =>
          recordServiceUses(
            writer,
            actions.map(action => Object.assign({ action, used_at: now - ago }, use)),
          ),
        );
      await used(500_000 - at, '', 'GetSecretValue');
      await used(530_000, '', 'GetSecretValue');
      await used(820_000, 'ListSecrets');
    }
    await server.call('iam', 'PutUserPolicy', {
      UserName: 'ana',
      PolicyName: 'kms',
      PolicyDocument: allow('kms:Decrypt'),
    });
  });
  after(() => server[Symbol.asyncDispose]());

  const report = async (Arn: string, Granularity?: 'ACTION_LEVEL') => {
    const { JobId = '' } = await server.call('iam', 'GenerateServiceLastAccessedDetails', {
      Arn,
      ...(Granularity === undefined ? {} : { Granularity }),
    });
    return server.call('iam', 'GetServiceLastAccessedDetails', { JobId });
  };

  it('show a user which of the services that it may use it has used', async () => {
    const found = await report(`${IAM}:user/ana`);

    assert.deepEqual(found, {
      JobStatus: 'COMPLETED',
      JobType: 'SERVICE_LEVEL',
      JobCreationDate: now,
      JobCompletionDate: now,
      ServicesLastAccessed: [
        {
          ServiceName: 'AWS Key Management Service',
          ServiceNamespace: 'kms',
          TotalAuthenticatedEntities: 0,
        },
        {
          ServiceName: 'AWS Secrets Manager',
          ServiceNamespace: 'secretsmanager',
          LastAuthenticated: now - 498_000,
          LastAuthenticatedEntity: `${IAM}:user/ana`,
          LastAuthenticatedRegion: 'eu-west-1',
          TotalAuthenticatedEntities: 1,
        },
      ],
      IsTruncated: false,
    });
  });

  it('count everybody who is in a group, or has a policy, and tell actions apart', async () => {
    const group = await report(`${IAM}:group/devs`, 'ACTION_LEVEL');
    const policy = await report(`${IAM}:policy/secrets`);

    const [used] = group.ServicesLastAccessed;
    assert.deepEqual([used?.TotalAuthenticatedEntities, used?.LastAuthenticatedEntity], [2, `${IAM}:user/ana`]);
    assert.deepEqual(
      used?.TrackedActionsLastAccessed?.map(each => [each.ActionName, each.LastAccessedTime]),
      [
        ['GetSecretValue', now - 498_000],
        ['ListSecrets', now - 820_000],
      ],
    );
    assert.equal(policy.ServicesLastAccessed[0]?.TotalAuthenticatedEntities, 2);
  });

  it('come a page at a time, and are forgotten after a week', async () => {
    const { JobId = '' } = await server.call('iam', 'GenerateServiceLastAccessedDetails', { Arn: `${IAM}:user/ana` });
    const first = await server.call('iam', 'GetServiceLastAccessedDetails', { JobId, MaxItems: 1 });
    const second = await server.call('iam', 'GetServiceLastAccessedDetails', { JobId, Marker: first.Marker ?? '' });
    server.clock.advanceDays(8);
    await server.call('iam', 'GenerateServiceLastAccessedDetails', { Arn: `${IAM}:user/ana` });

    assert.deepEqual(
      [first, second].map(page => page.ServicesLastAccessed.map(each => each.ServiceNamespace)),
      [['kms'], ['secretsmanager']],
    );
    assert.equal((await server.refused('iam', 'GetServiceLastAccessedDetails', { JobId })).code, 'NoSuchEntity');
  });

  it('know of every request that was answered, refused ones too, and once in some minutes', async () => {
    const carl = await makeUser(server, 'carl', { policies: [allow('secretsmanager:*'), allow('sts:*')] });
    const used = async () => {
      const { ServicesLastAccessed } = await report(carl.arn, 'ACTION_LEVEL');
      return ServicesLastAccessed.map(each => [
        each.ServiceNamespace,
        each.LastAuthenticated,
        each.TotalAuthenticatedEntities,
        each.TrackedActionsLastAccessed?.map(({ ActionName, LastAccessedTime }) => [ActionName, LastAccessedTime]),
      ]);
    };
    const start = Math.floor(server.clock.now() / 1000) * 1000;
    assert.deepEqual(await used(), [
      ['secretsmanager', undefined, 0, []],
      ['sts', undefined, 0, []],
    ]);

    await carl.server.call('secretsmanager', 'ListSecrets', {});
    const uses = (at: number, ...actions: readonly (readonly [name: string, at: number])[]) => [
      ['secretsmanager', at, 1, actions],
      ['sts', undefined, 0, []],
    ];
    assert.deepEqual(await used(), uses(start, ['ListSecrets', start]));
    server.clock.advance(60_000);
    // Not a service that it may use: it is in no report.
    await carl.server.refused('kms', 'ListKeys', {});
    await carl.server.call('secretsmanager', 'ListSecrets', {});
    assert.deepEqual(await used(), uses(start, ['ListSecrets', start]));
    await carl.server.refused('secretsmanager', 'DescribeSecret', { SecretId: 'not-there' });
    const described = ['DescribeSecret', start + 60_000] as const;
    assert.deepEqual(await used(), uses(start + 60_000, described, ['ListSecrets', start]));
    server.clock.advance(300_000);
    await carl.server.call('secretsmanager', 'ListSecrets', {});
    assert.deepEqual(await used(), uses(start + 360_000, described, ['ListSecrets', start + 360_000]));
  });

  it('count the sessions of a role and of a user for these', async () => {
    const dora = await makeUser(server, 'dora', { policies: [allow('sts:*'), allow('secretsmanager:ListSecrets')] });
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: dora.arn }, Action: 'sts:AssumeRole' }],
    });
    await server.call('iam', 'CreateRole', { RoleName: 'doing', AssumeRolePolicyDocument });
    const put = { RoleName: 'doing', PolicyName: 'p', PolicyDocument: allow('secretsmanager:ListSecrets') };
    await server.call('iam', 'PutRolePolicy', put);
    const usersOf = async (arn: string) => {
      const found = (await report(arn)).ServicesLastAccessed.find(each => each.ServiceNamespace === 'secretsmanager');
      return found?.LastAuthenticatedEntity;
    };

    const RoleArn = `${IAM}:role/doing`;
    const role = await dora.server.call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'at-work' });
    const federated = await dora.server.call('sts', 'GetFederationToken', {
      Name: 'guest',
      Policy: allow('secretsmanager:ListSecrets'),
    });
    assert.deepEqual([await usersOf(RoleArn), await usersOf(dora.arn)], [undefined, undefined]);
    for (const { Credentials } of [role, federated]) {
      assert.ok(Credentials);
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken } = Credentials;
      const sessionToken = new Redacted(SessionToken);
      await server.as({ accessKeyId, secretAccessKey, sessionToken }).call('secretsmanager', 'ListSecrets', {});
    }

    assert.deepEqual([await usersOf(RoleArn), await usersOf(dora.arn)], [RoleArn, dora.arn]);
  });

  it('forget who is deleted, also when its last requests are indexed afterwards', async () => {
    const rows = (id: string) => server.parts.database.read(reader => listServiceUses(reader, [id]));
    const gone = await makeUser(server, 'gone', { policies: [allow('secretsmanager:*')] });
    const remove = async () => {
      await server.call('iam', 'DeleteAccessKey', { UserName: 'gone', AccessKeyId: gone.accessKeyId });
      await server.call('iam', 'DeleteUserPolicy', { UserName: 'gone', PolicyName: 'policy-0' });
      await server.call('iam', 'DeleteUser', { UserName: 'gone' });
    };
    await gone.server.call('secretsmanager', 'ListSecrets', {});
    await indexAll(server.parts.database);
    assert.equal((await rows(gone.id)).length, 2);
    await gone.server.call('secretsmanager', 'GetRandomPassword', {});

    await remove();
    await indexAll(server.parts.database);

    assert.deepEqual(await rows(gone.id), []);
  });

  it('are about what exists', async () => {
    const missing = [404, 'NoSuchEntity', 'The role with name nobody cannot be found.'] as const;
    await assertRefused(server, 'GenerateServiceLastAccessedDetails', { Arn: `${IAM}:role/nobody` }, missing);
    const wrong = { Arn: `${IAM}:instance-profile/x` };
    assert.equal((await server.refused('iam', 'GenerateServiceLastAccessedDetails', wrong)).code, 'ValidationError');
  });
});

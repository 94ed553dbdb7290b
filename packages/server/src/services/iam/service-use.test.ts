import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { recordServiceUse } from '../../identities/service-use-store.ts';
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
      await server.parts.database.write(async writer => {
        await recordServiceUse(writer, { ...use, action: 'GetSecretValue', used_at: now - 60_000 + at });
        await recordServiceUse(writer, { ...use, action: 'GetSecretValue', used_at: now - 90_000 });
        await recordServiceUse(writer, { ...use, action: 'ListSecrets', used_at: now - 80_000 });
      });
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
          LastAuthenticated: now - 58_000,
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
        ['GetSecretValue', now - 58_000],
        ['ListSecrets', now - 80_000],
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

  it('are about what exists', async () => {
    const missing = [404, 'NoSuchEntity', 'The role with name nobody cannot be found.'] as const;
    await assertRefused(server, 'GenerateServiceLastAccessedDetails', { Arn: `${IAM}:role/nobody` }, missing);
    const wrong = { Arn: `${IAM}:instance-profile/x` };
    assert.equal((await server.refused('iam', 'GenerateServiceLastAccessedDetails', wrong)).code, 'ValidationError');
  });
});

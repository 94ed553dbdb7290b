import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../testing/engines.ts';
import { secretText, TestServer } from '../testing/test-server.ts';
import { makeUser, policyOfStatements, putPolicy } from './testing.ts';

onBothEngines('Policies are enforced on every request', engine => {
  let server: TestServer;
  let arn: string;
  before(async () => {
    server = await TestServer.open({ engine });
    arn = await create('prod/db');
  });
  after(() => server[Symbol.asyncDispose]());

  async function create(Name: string): Promise<string> {
    const input = { Name, ClientRequestToken: randomUUID(), SecretString: secretText('fixture-value') };
    const { ARN = '' } = await server.call('secretsmanager', 'CreateSecret', input);
    return ARN;
  }

  it('a user without a policy may do nothing, and learns nothing', async () => {
    const user = await makeUser(server, 'bare');

    for (const SecretId of ['prod/db', 'not/there', arn]) {
      const { code, message } = await user.server.refused('secretsmanager', 'GetSecretValue', { SecretId });
      assert.equal(code, 'AccessDeniedException');
      assert.equal(
        message,
        `User: ${user.arn} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SecretId} ` +
          'because no identity-based policy allows the secretsmanager:GetSecretValue action',
      );
    }
    const list = await user.server.refused('secretsmanager', 'ListSecrets', {});
    assert.equal(list.code, 'AccessDeniedException');
  });

  it('a user reads what a policy allows, under the default key without rights at KMS', async () => {
    const document = policyOfStatements({
      Action: 'secretsmanager:GetSecretValue',
      Resource: `${arn.slice(0, -6)}??????`,
    });
    const user = await makeUser(server, 'reader', { policies: [document] });

    const { SecretString } = await user.server.call('secretsmanager', 'GetSecretValue', { SecretId: 'prod/db' });
    const put = await user.server.refused('secretsmanager', 'PutSecretValue', { SecretId: 'prod/db' });

    assert.equal(SecretString?.unwrap(), 'fixture-value');
    assert.equal(put.code, 'AccessDeniedException');
  });

  it('a change of a policy is in force with the next request', async () => {
    const read = policyOfStatements({ Action: 'secretsmanager:*' });
    const user = await makeUser(server, 'changing', { policies: [read] });
    await user.server.call('secretsmanager', 'GetSecretValue', { SecretId: 'prod/db' });

    await putPolicy(server, user, 'policy-0', policyOfStatements({ Effect: 'Deny', Action: '*' }));
    const { message } = await user.server.refused('secretsmanager', 'GetSecretValue', { SecretId: 'prod/db' });

    assert.match(message ?? '', / with an explicit deny in an identity-based policy$/);
  });

  it('a boundary limits, and says so', async () => {
    const boundary = policyOfStatements({ Action: 'secretsmanager:DescribeSecret' });
    const user = await makeUser(server, 'bounded', { managed: ['AdministratorAccess'], boundary });

    await user.server.call('secretsmanager', 'DescribeSecret', { SecretId: 'prod/db' });
    const { message } = await user.server.refused('secretsmanager', 'GetSecretValue', { SecretId: 'prod/db' });

    assert.match(message ?? '', / because no permissions boundary allows the secretsmanager:GetSecretValue action$/);
  });

  it("a secret's policy lets in whom it names, and its Deny stops root", async () => {
    const own = await create('own-policy');
    const user = await makeUser(server, 'named');
    const allow = policyOfStatements({ Action: 'secretsmanager:GetSecretValue', Principal: { AWS: user.arn } });
    await server.call('secretsmanager', 'PutResourcePolicy', { SecretId: own, ResourcePolicy: allow });

    const { SecretString } = await user.server.call('secretsmanager', 'GetSecretValue', { SecretId: own });
    assert.equal(SecretString?.unwrap(), 'fixture-value');

    const deny = { Effect: 'Deny', Action: 'secretsmanager:GetSecretValue', Principal: '*' } as const;
    await server.call('secretsmanager', 'PutResourcePolicy', {
      SecretId: own,
      ResourcePolicy: policyOfStatements(deny),
    });
    const { message } = await server.refused('secretsmanager', 'GetSecretValue', { SecretId: own });
    assert.match(message ?? '', /:root is not authorized .* with an explicit deny in a resource-based policy$/);
  });

  it('conditions see the request, the secret and the caller', async () => {
    const Condition = {
      StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT', 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' },
      IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
      Bool: { 'aws:SecureTransport': 'true' },
    };
    const document = policyOfStatements({ Action: 'secretsmanager:GetSecretValue', Condition });
    const user = await makeUser(server, 'conditional', { policies: [document], tags: { team: 'blue' } });
    const tagged = await create('tagged');
    const read = { SecretId: tagged, VersionStage: 'AWSCURRENT' };
    const untagged = await user.server.refused('secretsmanager', 'GetSecretValue', read);

    await server.call('secretsmanager', 'TagResource', { SecretId: tagged, Tags: [{ Key: 'team', Value: 'blue' }] });
    const { Name } = await user.server.call('secretsmanager', 'GetSecretValue', read);
    const unnamed = await user.server.refused('secretsmanager', 'GetSecretValue', { SecretId: tagged });

    assert.equal(untagged.code, 'AccessDeniedException');
    assert.equal(Name, 'tagged');
    assert.equal(unnamed.code, 'AccessDeniedException');
  });

  it('policies on a new secret see its name as an ARN, its tags and its description', async () => {
    const Resource = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dev/*';
    const make = { Action: 'secretsmanager:CreateSecret', Resource };
    const tag = {
      Action: 'secretsmanager:TagResource',
      Resource,
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
    };
    const user = await makeUser(server, 'developer', { policies: [policyOfStatements(make, tag)] });
    const input = (Name: string, Key: string) => ({
      Name,
      ClientRequestToken: randomUUID(),
      Tags: [{ Key, Value: 'x' }],
    });

    await user.server.call('secretsmanager', 'CreateSecret', input('dev/one', 'team'));
    const otherName = await user.server.refused('secretsmanager', 'CreateSecret', input('prod/one', 'team'));
    const otherTag = await user.server.refused('secretsmanager', 'CreateSecret', input('dev/two', 'owner'));

    assert.match(
      otherName.message ?? '',
      /secretsmanager:CreateSecret on resource: prod\/one because no identity-based/,
    );
    assert.match(otherTag.message ?? '', /secretsmanager:TagResource on resource: dev\/two because no identity-based/);
  });

  it('the record shows the user, and that nothing was revealed', async () => {
    const user = await makeUser(server, 'recorded');
    await user.server.refused('secretsmanager', 'GetSecretValue', { SecretId: 'prod/db' });

    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'recorded' }],
    });

    const record = JSON.parse(Events[0]?.CloudTrailEvent ?? '{}');
    assert.deepEqual(record.userIdentity, {
      type: 'IAMUser',
      principalId: user.id,
      arn: user.arn,
      accountId: user.accountId,
      accessKeyId: user.accessKeyId,
      userName: 'recorded',
    });
    assert.equal(record.errorCode, 'AccessDenied');
    assert.equal(record.requestParameters, null);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeUser, policyOfStatements, putPolicy } from '../../access/testing.ts';
import { insertAccount } from '../../accounts/account-store.ts';
import { onBothEngines, TestServer } from '../../testing/index.ts';
import { ACCOUNT, assume, asSession, dropRole, makeRole, makeSecret, ROOT, trust } from './testing.ts';

const READ = policyOfStatements({ Action: 'secretsmanager:GetSecretValue' });
const ASSUME = policyOfStatements({ Action: 'sts:*' });

onBothEngines('AssumeRole', engine => {
  test('a user assumes a role, reads with it, and is refused when the role is gone', async () => {
    await using server = await TestServer.open({ engine });
    await makeSecret(server, 's');
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const role = await makeRole(server, 'reader', { policies: [READ], path: '/team/' });

    const answer = await alice.call('sts', 'AssumeRole', { RoleArn: role.arn, RoleSessionName: 'work' });
    const session = asSession(server, answer);

    const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/reader/work`;
    assert.deepEqual(answer.AssumedRoleUser, { AssumedRoleId: `${role.id}:work`, Arn: arn });
    assert.match(answer.Credentials?.AccessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/);
    assert.equal(answer.Credentials?.Expiration, Math.floor(server.clock.now() / 1000) * 1000 + 3_600_000);
    assert.equal(answer.PackedPolicySize, undefined);
    const identity = await session.call('sts', 'GetCallerIdentity', {});
    assert.deepEqual({ ...identity }, { UserId: `${role.id}:work`, Account: ACCOUNT, Arn: arn });
    const read = await session.call('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    assert.equal(read.SecretString?.unwrap(), 'value');
    const denied = await session.refused('secretsmanager', 'DeleteSecret', { SecretId: 's' });
    assert.match(denied.message ?? '', new RegExp(`^User: ${arn} is not authorized to perform`));

    await dropRole(server, role);
    const gone = await session.refused('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    assert.deepEqual([gone.status, gone.code], [400, 'UnrecognizedClientException']);
    const asked = await session.refused('sts', 'GetCallerIdentity', {});
    assert.deepEqual([asked.status, asked.code], [403, 'InvalidClientTokenId']);

    await makeRole(server, 'reader', { policies: [READ], path: '/team/' });
    const other = await session.refused('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    assert.equal(other.code, 'UnrecognizedClientException', 'a role of the same name is another role');
  });

  test('session policies narrow the role and give nothing', async () => {
    await using server = await TestServer.open({ engine });
    await makeSecret(server, 'a');
    await makeSecret(server, 'b');
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const role = await makeRole(server, 'reader', { policies: [READ] });

    const Policy = policyOfStatements({
      Action: 'secretsmanager:*',
      Resource: `arn:aws:secretsmanager:*:*:secret:a-*`,
    });
    const narrow = await assume(alice, role, { Policy });
    const managed = await assume(alice, role, { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/IAMFullAccess' }] });

    await narrow.call('secretsmanager', 'GetSecretValue', { SecretId: 'a' });
    const b = await narrow.refused('secretsmanager', 'GetSecretValue', { SecretId: 'b' });
    assert.match(b.message ?? '', /because no session policy allows the secretsmanager:GetSecretValue action$/);
    const write = await narrow.refused('secretsmanager', 'PutSecretValue', { SecretId: 'a', SecretString: 'x' });
    assert.match(write.message ?? '', /because no identity-based policy allows/);
    const other = await managed.refused('secretsmanager', 'GetSecretValue', { SecretId: 'a' });
    assert.match(other.message ?? '', /because no session policy allows/);
  });

  test('managed session policies count as they stand at each request, and one that is gone denies everything', async () => {
    await using server = await TestServer.open({ engine });
    await makeSecret(server, 'a');
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const role = await makeRole(server, 'reader', { policies: [READ] });
    const policy = async (PolicyName: string, PolicyDocument: string) => {
      const { Policy } = await server.call('iam', 'CreatePolicy', { PolicyName, PolicyDocument });
      return Policy?.Arn ?? '';
    };
    const narrow = await policy('narrow', policyOfStatements({ Action: 'kms:*' }));
    const deny = await policy('deny', policyOfStatements({ Effect: 'Deny', Action: 'secretsmanager:Describe*' }));
    const of = (...arns: readonly string[]) => assume(alice, role, { PolicyArns: arns.map(arn => ({ arn })) });
    const one = await of(narrow);
    const two = await of('arn:aws:iam::aws:policy/AdministratorAccess', deny);
    const refusal = async (session: TestServer) =>
      (await session.refused('secretsmanager', 'GetSecretValue', { SecretId: 'a' })).message ?? '';
    const noAllow = /because no session policy allows the secretsmanager:GetSecretValue action$/;

    assert.match(await refusal(one), noAllow);
    await two.call('secretsmanager', 'GetSecretValue', { SecretId: 'a' });
    await server.call('iam', 'CreatePolicyVersion', { PolicyArn: narrow, PolicyDocument: READ, SetAsDefault: true });
    await one.call('secretsmanager', 'GetSecretValue', { SecretId: 'a' });
    await server.call('iam', 'SetDefaultPolicyVersion', { PolicyArn: narrow, VersionId: 'v1' });
    assert.match(await refusal(one), noAllow);
    // What it denied is not allowed by its deletion.
    await server.call('iam', 'DeletePolicy', { PolicyArn: deny });
    assert.match(await refusal(two), /with an explicit deny in a session policy$/);
    await policy('deny', policyOfStatements({ Effect: 'Deny', Action: 'iam:*' }));
    await two.call('secretsmanager', 'GetSecretValue', { SecretId: 'a' });
  });

  test('credentials end', async () => {
    await using server = await TestServer.open({ engine });
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const session = await assume(alice, await makeRole(server, 'r', { policies: [READ] }), { DurationSeconds: 900 });

    server.clock.advance(899_000);
    await session.call('sts', 'GetCallerIdentity', {});
    server.clock.advance(1_000);

    assert.deepEqual(await session.refused('sts', 'GetCallerIdentity', {}), {
      status: 403,
      code: 'ExpiredToken',
      message: 'The security token included in the request is expired',
    });
    const { code } = await session.refused('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    assert.equal(code, 'ExpiredTokenException');
  });
});

describe('AssumeRole', () => {
  test('recorded: a denial does not say which policy was missing, and a role that is not there is denied alike', async () => {
    await using server = await TestServer.open();
    const { server: alice, arn } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const { server: bob } = await makeUser(server, 'bob');
    const shut = await makeRole(server, 'shut', { trust: trust({ Service: 'ec2.amazonaws.com' }) });
    const open = await makeRole(server, 'open');

    for (const RoleArn of [shut.arn, `arn:aws:iam::${ACCOUNT}:role/nobody`, 'arn:aws:iam::999999999999:role/there']) {
      assert.deepEqual(await alice.refused('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'x1' }), {
        status: 403,
        code: 'AccessDenied',
        message: `User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
      });
    }
    const { message } = await bob.refused('sts', 'AssumeRole', { RoleArn: open.arn, RoleSessionName: 'x1' });
    assert.equal(
      message,
      `User: arn:aws:iam::${ACCOUNT}:user/bob is not authorized to perform: sts:AssumeRole on resource: ${open.arn}`,
    );
  });

  test('an explicit denial says where it is', async () => {
    await using server = await TestServer.open();
    const { server: alice } = await makeUser(server, 'alice', {
      policies: [ASSUME, policyOfStatements({ Effect: 'Deny', Action: 'sts:AssumeRole' })],
    });
    const { arn } = await makeRole(server, 'r');

    const { message } = await alice.refused('sts', 'AssumeRole', { RoleArn: arn, RoleSessionName: 'x1' });

    assert.match(message ?? '', /on resource: .*:role\/r with an explicit deny in an identity-based policy$/);
  });

  test('the root user may not', async () => {
    await using server = await TestServer.open();
    const { arn } = await makeRole(server, 'r');

    assert.deepEqual(await server.refused('sts', 'AssumeRole', { RoleArn: arn, RoleSessionName: 'x1' }), {
      status: 403,
      code: 'AccessDenied',
      message: 'Roles may not be assumed by root accounts.',
    });
  });

  test('conditions of the trust policy see external id, session name, tags and the role’s own tags', async () => {
    await using server = await TestServer.open();
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const Condition = {
      StringEquals: { 'sts:ExternalId': 'secret-id', 'aws:RequestTag/team': 'blue', 'iam:ResourceTag/kind': 'test' },
      StringLike: { 'sts:RoleSessionName': 'ci-*' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'], 'sts:TransitiveTagKeys': ['team'] },
    };
    const ok = {
      RoleSessionName: 'ci-1',
      ExternalId: 'secret-id',
      Tags: [{ Key: 'team', Value: 'blue' }],
      TransitiveTagKeys: ['team'],
    };
    const { arn: RoleArn } = await makeRole(server, 'r', { trust: trust(ROOT, { Condition }), tags: { kind: 'test' } });

    await alice.call('sts', 'AssumeRole', { RoleArn, ...ok });

    for (const change of [
      { ExternalId: 'other' },
      { RoleSessionName: 'me' },
      { Tags: [{ Key: 'team', Value: 'red' }] },
      { Tags: [...ok.Tags, { Key: 'more', Value: '1' }] },
    ]) {
      const { code } = await alice.refused('sts', 'AssumeRole', { RoleArn, ...ok, ...change });
      assert.equal(code, 'AccessDenied', JSON.stringify(change));
    }
  });

  test('tags and a source identity need permissions of their own', async () => {
    await using server = await TestServer.open();
    const { server: alice } = await makeUser(server, 'alice', {
      policies: [policyOfStatements({ Action: 'sts:AssumeRole' })],
    });
    const { arn: RoleArn } = await makeRole(server, 'r');
    const base = { RoleArn, RoleSessionName: 'x1' };

    const tagged = await alice.refused('sts', 'AssumeRole', { ...base, Tags: [{ Key: 'k', Value: 'v' }] });
    const named = await alice.refused('sts', 'AssumeRole', { ...base, SourceIdentity: 'alice' });

    assert.match(tagged.message ?? '', /perform: sts:TagSession on resource/);
    assert.match(named.message ?? '', /perform: sts:SetSourceIdentity on resource/);
  });

  test('session tags are the principal’s; transitive ones and the source identity go on to the next role', async () => {
    await using server = await TestServer.open();
    await makeSecret(server, 's');
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const first = await makeRole(server, 'first', { policies: [ASSUME] });
    const Condition = {
      StringEquals: { 'aws:PrincipalTag/team': 'blue', 'aws:SourceIdentity': 'alice' },
      Null: { 'aws:PrincipalTag/local': 'true' },
    };
    const second = await makeRole(server, 'second', {
      policies: [policyOfStatements({ Action: 'secretsmanager:GetSecretValue', Condition })],
    });
    const tags = [
      { Key: 'team', Value: 'blue' },
      { Key: 'local', Value: '1' },
    ];

    const one = await assume(alice, first, { Tags: tags, TransitiveTagKeys: ['team'], SourceIdentity: 'alice' });
    const two = await assume(one, second);

    await two.call('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    const again = { RoleArn: second.arn, RoleSessionName: 'x1' };
    const retagged = await one.refused('sts', 'AssumeRole', { ...again, Tags: [{ Key: 'Team', Value: 'red' }] });
    assert.match(retagged.message ?? '', /Duplicate tag keys/);
    const renamed = await one.refused('sts', 'AssumeRole', { ...again, SourceIdentity: 'bob' });
    assert.match(renamed.message ?? '', /perform: sts:SetSourceIdentity/);
  });

  test('a session lasts as long as the role allows, and an hour in a chain', async () => {
    await using server = await TestServer.open();
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const short = await makeRole(server, 'short', { policies: [ASSUME] });
    const long = await makeRole(server, 'long', { maxSeconds: 43_200 });
    const ask = { RoleSessionName: 'x1', DurationSeconds: 3_601 };
    const chained = await assume(alice, short);

    await alice.call('sts', 'AssumeRole', { RoleArn: long.arn, ...ask });
    assert.deepEqual(await alice.refused('sts', 'AssumeRole', { RoleArn: short.arn, ...ask }), {
      status: 400,
      code: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    });
    assert.deepEqual(await chained.refused('sts', 'AssumeRole', { RoleArn: long.arn, ...ask }), {
      status: 400,
      code: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    });
  });

  test('bad session policies', async () => {
    await using server = await TestServer.open();
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const { arn: RoleArn } = await makeRole(server, 'r');
    const refusal = async (more: object) => {
      const { status, code } = await alice.refused('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'x1', ...more });
      return [status, code];
    };

    assert.deepEqual(await refusal({ Policy: '{' }), [400, 'MalformedPolicyDocument']);
    assert.deepEqual(await refusal({ Policy: `{"Statement":[]${' '.repeat(2048)}}` }), [400, 'ValidationError']);
    assert.deepEqual(await refusal({ PolicyArns: [{ arn: `arn:aws:iam::${ACCOUNT}:policy/gone` }] }), [
      400,
      'ValidationError',
    ]);
    const Tags = Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: randomText(100) }));
    assert.deepEqual(await refusal({ Tags }), [400, 'PackedPolicyTooLarge']);
  });

  test('a role of another account takes its trust and the caller’s own policies', async () => {
    await using server = await TestServer.open();
    const other = '210987654321';
    await server.parts.database.write(async writer => {
      const account = { account_id: other, name: null, aws_partition: 'aws', is_first: 0, created_at: 1 };
      await insertAccount(writer, account);
    });
    const role = await makeRole(server, 'r', { accountId: other });
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const bob = await makeUser(server, 'bob');

    const session = await assume(alice, role);
    const { Account } = await session.call('sts', 'GetCallerIdentity', {});
    const before = await bob.server.refused('sts', 'AssumeRole', { RoleArn: role.arn, RoleSessionName: 'x1' });
    await putPolicy(server, bob, 'p', ASSUME);
    await assume(bob.server, role);

    assert.deepEqual([Account, before.code], [other, 'AccessDenied']);
  });

  test('MinimumSessionTokenSize pads the token', async () => {
    await using server = await TestServer.open();
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const { arn: RoleArn } = await makeRole(server, 'r');
    const ask = { RoleArn, RoleSessionName: 'x1' };

    const small = await alice.call('sts', 'AssumeRole', ask);
    const large = await alice.call('sts', 'AssumeRole', { ...ask, MinimumSessionTokenSize: 4_096 });

    assert.ok((small.SessionTokenSize ?? Infinity) < 500, String(small.SessionTokenSize));
    assert.ok((large.SessionTokenSize ?? 0) >= 4_096);
    await asSession(server, large).call('sts', 'GetCallerIdentity', {});
  });

  test('the record shows the role and the new credentials, without what they are good with', async () => {
    await using server = await TestServer.open();
    const { server: alice } = await makeUser(server, 'alice', { policies: [ASSUME] });
    const role = await makeRole(server, 'r');
    const answer = await alice.call('sts', 'AssumeRole', { RoleArn: role.arn, RoleSessionName: 'x1' });

    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRole' }],
    });
    const text = Events[0]?.CloudTrailEvent ?? '{}';
    const record = JSON.parse(text) as Record<string, unknown>;

    assert.deepEqual(record['requestParameters'], { roleArn: role.arn, roleSessionName: 'x1' });
    assert.deepEqual(record['resources'], [{ accountId: ACCOUNT, type: 'AWS::IAM::Role', ARN: role.arn }]);
    assert.deepEqual(record['responseElements'], {
      credentials: { accessKeyId: answer.Credentials?.AccessKeyId, expiration: 'Sep 26, 2026, 8:29:54 PM' },
      assumedRoleUser: {
        assumedRoleId: `${role.id}:x1`,
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/x1`,
      },
      sessionTokenUtilization: answer.SessionTokenUtilization,
      sessionTokenSize: answer.SessionTokenSize,
    });
    assert.equal(record['readOnly'], true);
    assert.ok(!text.includes(answer.Credentials?.SessionToken ?? '-'));
  });
});

function randomText(length: number): string {
  return Array.from({ length }, () => Math.random().toString(36).slice(2, 3)).join('');
}

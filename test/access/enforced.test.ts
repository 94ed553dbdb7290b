/** What brings policies to a decision, in one place and fast: the mutations of `access/` must fail here. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { compilePolicy, createContext, decide, parsePolicy } from '@coffer/policy';
import {
  makeUser,
  policyOfStatements,
  putPolicy,
  type TestStatement,
} from '../../packages/server/src/access/testing.ts';
import { makeCustomerKey } from '../../packages/server/src/services/kms/testing.ts';
import { otherAccount } from '../../packages/server/src/services/secretsmanager/isolation.test-support.ts';
import { secretText, TestServer } from '../../packages/server/src/testing/index.ts';
import { assumeRole } from './assume-role.ts';
import { send } from './send.ts';
import { ACCOUNT } from './world.ts';

const READ = { Action: 'secretsmanager:GetSecretValue' };
const ALL = { Action: '*' };

describe('Enforcement', () => {
  let server: TestServer;
  let arn: string;
  before(async () => {
    server = await TestServer.open();
    arn = await makeSecret('plain');
  });
  after(() => server[Symbol.asyncDispose]());

  async function makeSecret(Name: string, more: object = {}): Promise<string> {
    const input = { Name, ClientRequestToken: randomUUID(), SecretString: secretText('v'), ...more };
    return (await server.call('secretsmanager', 'CreateSecret', input)).ARN ?? '';
  }

  async function userWith(...statements: readonly TestStatement[]): Promise<TestServer> {
    const policies = statements.length === 0 ? [] : [policyOfStatements(...statements)];
    return (await makeUser(server, `user-${randomUUID()}`, { policies })).server;
  }

  /** The end of the sentence that refuses to read the secret; empty when it does not. */
  async function refusal(as: TestServer, SecretId = arn): Promise<string> {
    const { code, message = '' } = await send(as, 'secretsmanager', 'GetSecretValue', { SecretId });
    return code === undefined ? '' : (/ (?:because|with) .*$/.exec(message)?.[0] ?? message);
  }

  /** Sessions of a new role that may do this. */
  async function role(statement: TestStatement, tags: Readonly<Record<string, string>> = {}) {
    const RoleName = `role-${randomUUID()}`;
    const chief = await makeUser(server, `chief-${randomUUID()}`, { managed: ['AdministratorAccess'] });
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: chief.arn }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
    });
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await server.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument, Tags });
    const PolicyDocument = policyOfStatements(statement);
    await server.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument });
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
    const assume = (more: Parameters<typeof assumeRole>[3] = {}) => assumeRole(chief.server, RoleArn, 'session', more);
    return { name: RoleName, arn: RoleArn, assume };
  }

  it('a policy of the identity lets in, and nothing else does', async () => {
    assert.equal(await refusal(await userWith(READ)), '');
    assert.match(await refusal(await userWith()), /no identity-based policy allows/);
  });

  it('a boundary limits', async () => {
    const boundary = policyOfStatements({ Action: 'secretsmanager:DescribeSecret' });
    const { server: as } = await makeUser(server, 'bounded', { managed: ['AdministratorAccess'], boundary });

    assert.match(await refusal(as), /no permissions boundary allows/);
  });

  it('session policies limit, inline and managed ones together', async () => {
    const { assume } = await role(ALL);
    const describing = policyOfStatements({ Action: 'secretsmanager:DescribeSecret' });
    const PolicyArns = [{ arn: 'arn:aws:iam::aws:policy/SecretsManagerReadWrite' }];

    assert.equal(await refusal(await assume()), '');
    assert.match(await refusal(await assume({ Policy: describing })), /no session policy allows/);
    assert.equal(await refusal(await assume({ Policy: policyOfStatements(READ) })), '');
    assert.equal(await refusal(await assume({ PolicyArns })), '');
  });

  it('the policy of a secret lets in, and stops root', async () => {
    const named = await makeUser(server, 'named');
    const own = await makeSecret('own');
    const put = (statement: TestStatement) =>
      server.call('secretsmanager', 'PutResourcePolicy', {
        SecretId: own,
        ResourcePolicy: policyOfStatements({ ...READ, ...statement }),
      });

    await put({ Principal: { AWS: named.arn } });
    assert.equal(await refusal(named.server, own), '');
    await put({ Effect: 'Deny', Principal: '*' });
    assert.match(await refusal(server, own), /explicit deny in a resource-based policy/);
  });

  it('a root user is root in its own account only', async () => {
    const stranger = await otherAccount(server, '210987654321');

    const { code } = await stranger.refused('secretsmanager', 'GetSecretValue', { SecretId: arn });

    assert.equal(code, 'AccessDeniedException');
  });

  it('who does not exist any more has no rights, whatever goes on in its name', async () => {
    const user = await makeUser(server, 'leaving', { managed: ['AdministratorAccess'] });
    const key = await server.parts.line.accessKeys.find(user.accessKeyId);
    assert.ok(key);
    const { caller } = { ...key, caller: { ...key.caller, principalId: 'AIDANOBODYATALLHERE00' } };

    const from = { caller, region: 'us-east-1', now: server.clock.now(), calledVia: [] };
    const asked = { action: READ.Action, resource: arn, resourceAccountId: ACCOUNT };
    const decision = await server.parts.line.access.decide(from, asked);

    assert.equal(decision.effect, 'Deny');
  });

  it('a change is in force with the next request', async () => {
    const user = await makeUser(server, 'changing', { policies: [policyOfStatements(READ)] });
    assert.equal(await refusal(user.server), '');

    await putPolicy(server, user, 'policy-0', policyOfStatements({ Effect: 'Deny', ...ALL }));

    assert.match(await refusal(user.server), /explicit deny in an identity-based policy/);
  });

  it('a change of a role is in force with the next request of a session that is there already', async () => {
    const { name: RoleName, assume } = await role(READ);
    const session = await assume();
    assert.equal(await refusal(session), '');

    const PolicyDocument = policyOfStatements({ Effect: 'Deny', ...ALL });
    await server.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument });

    assert.match(await refusal(session), /explicit deny in an identity-based policy/);
  });

  it('a tag of a role is in force with the next request of a session that is there already, and so is its end', async () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'red' } };
    const { name: RoleName, assume } = await role({ ...READ, Condition });
    const session = await assume();
    assert.match(await refusal(session), /no identity-based policy allows/);

    await server.call('iam', 'TagRole', { RoleName, Tags: [{ Key: 'team', Value: 'red' }] });
    assert.equal(await refusal(session), '');

    await server.call('iam', 'UntagRole', { RoleName, TagKeys: ['team'] });
    assert.match(await refusal(session), /no identity-based policy allows/);
  });

  it('a tag of the session takes the place of the role’s', async () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'red' } };
    const { assume } = await role({ ...READ, Condition }, { team: 'blue' });

    assert.match(await refusal(await assume()), /no identity-based policy allows/);
    assert.equal(await refusal(await assume({ Tags: [{ Key: 'team', Value: 'red' }] })), '');
  });

  it('a user who is made again is somebody else', async () => {
    const own = await makeSecret('of-one');
    const one = await makeUser(server, 'again');
    const ResourcePolicy = policyOfStatements({ ...READ, Principal: { AWS: one.arn } });
    await server.call('secretsmanager', 'PutResourcePolicy', { SecretId: own, ResourcePolicy });
    assert.equal(await refusal(one.server, own), '');

    await server.call('iam', 'DeleteAccessKey', { UserName: 'again', AccessKeyId: one.accessKeyId });
    await server.call('iam', 'DeleteUser', { UserName: 'again' });
    const other = await makeUser(server, 'again');

    assert.equal(other.arn, one.arn);
    assert.match(await refusal(other.server, own), /no identity-based policy allows/);
  });

  it('a secret that names a role lets its sessions in, as the role in conditions, too', async () => {
    const own = await makeSecret('of-role');
    const { arn: roleArn, assume } = await role({ Action: 's3:GetObject' });
    const Condition = { ArnEquals: { 'aws:PrincipalArn': roleArn } };
    const ResourcePolicy = policyOfStatements({ ...READ, Principal: { AWS: roleArn }, Condition });
    await server.call('secretsmanager', 'PutResourcePolicy', { SecretId: own, ResourcePolicy });

    assert.equal(await refusal(await assume(), own), '');
  });

  it('a call that a service makes says so, and has no address', async () => {
    await makeCustomerKey(server, 'alias/customer');
    const own = await makeSecret('under-key', { KmsKeyId: 'alias/customer' });
    const at = (is: string) => ({
      Action: 'kms:*',
      Condition: { Null: { 'aws:SourceIp': is }, Bool: { 'aws:ViaAWSService': 'true' } },
    });

    assert.equal(await refusal(await userWith(READ, at('true')), own), '');
    assert.equal(await refusal(await userWith(READ, at('false')), own), 'Access to KMS is not allowed');
  });

  it('nobody in particular is meant by a policy that names somebody, and everybody by one that names all', () => {
    const decided = (Principal: unknown) => {
      const parsed = parsePolicy(policyOfStatements({ ...READ, Principal }), 'resource');
      assert.ok(parsed.ok);
      const request = { principal: { type: 'anonymous' }, action: READ.Action, resource: arn } as const;
      const context = createContext([]);
      return decide({ ...request, resourceAccount: ACCOUNT, context }, { resource: compilePolicy(parsed.policy) })
        .effect;
    };

    assert.equal(decided({ AWS: ACCOUNT }), 'Deny');
    assert.equal(decided('*'), 'Allow');
  });

  it('everything that a request needs must be allowed', async () => {
    const as = await userWith({ Action: 'secretsmanager:CreateSecret' });
    const input = { Name: 'tagged', ClientRequestToken: randomUUID(), Tags: [{ Key: 'k', Value: 'v' }] };

    const { message = '' } = await send(as, 'secretsmanager', 'CreateSecret', input);

    assert.match(message, / perform: secretsmanager:TagResource on resource: tagged because no identity-based/);
  });
});

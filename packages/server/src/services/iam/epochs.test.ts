import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { readIdentityEpoch } from '../../identities/epoch-store.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { allow, IAM } from './testing.ts';

const UserName = 'ana';
const GroupName = 'devs';
const PolicyName = 'p';
const PolicyArn = `${IAM}:policy/p`;
const PolicyDocument = allow('s3:*');
const RoleName = 'reader';
const AssumeRolePolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' }],
});

/** Writes in an order in which each succeeds. */
const WRITES = [
  ['CreateUser', { UserName }],
  ['CreateGroup', { GroupName }],
  ['CreatePolicy', { PolicyName, PolicyDocument }],
  ['CreatePolicyVersion', { PolicyArn, PolicyDocument }],
  ['SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v2' }],
  ['DeletePolicyVersion', { PolicyArn, VersionId: 'v1' }],
  ['AddUserToGroup', { UserName, GroupName }],
  ['AttachUserPolicy', { UserName, PolicyArn }],
  ['AttachGroupPolicy', { GroupName, PolicyArn }],
  ['PutUserPolicy', { UserName, PolicyName, PolicyDocument }],
  ['PutGroupPolicy', { GroupName, PolicyName, PolicyDocument }],
  ['PutUserPermissionsBoundary', { UserName, PermissionsBoundary: PolicyArn }],
  ['TagUser', { UserName, Tags: [{ Key: 'k', Value: 'v' }] }],
  ['CreateAccessKey', { UserName }],
  ['UntagUser', { UserName, TagKeys: ['k'] }],
  ['DeleteUserPermissionsBoundary', { UserName }],
  ['DeleteUserPolicy', { UserName, PolicyName }],
  ['DeleteGroupPolicy', { GroupName, PolicyName }],
  ['DetachUserPolicy', { UserName, PolicyArn }],
  ['DetachGroupPolicy', { GroupName, PolicyArn }],
  ['RemoveUserFromGroup', { UserName, GroupName }],
  ['UpdateUser', { UserName, NewPath: '/p/' }],
  ['UpdateGroup', { GroupName, NewPath: '/p/' }],
  ['DeletePolicy', { PolicyArn }],
  ['DeleteGroup', { GroupName }],
  ['CreateRole', { RoleName, AssumeRolePolicyDocument }],
  ['CreatePolicy', { PolicyName, PolicyDocument }],
  ['TagRole', { RoleName, Tags: [{ Key: 'k', Value: 'v' }] }],
  ['UntagRole', { RoleName, TagKeys: ['k'] }],
  ['PutRolePolicy', { RoleName, PolicyName, PolicyDocument }],
  ['DeleteRolePolicy', { RoleName, PolicyName }],
  ['AttachRolePolicy', { RoleName, PolicyArn }],
  ['DetachRolePolicy', { RoleName, PolicyArn }],
  ['PutRolePermissionsBoundary', { RoleName, PermissionsBoundary: PolicyArn }],
  ['DeleteRolePermissionsBoundary', { RoleName }],
  ['UpdateAssumeRolePolicy', { RoleName, PolicyDocument: AssumeRolePolicyDocument }],
  ['UpdateRole', { RoleName, Description: 'd' }],
  ['DeleteRole', { RoleName }],
  ['DeletePolicy', { PolicyArn }],
  ['CreateAccountAlias', { AccountAlias: 'alias' }],
  ['DeleteAccountAlias', { AccountAlias: 'alias' }],
] as const;

const READS = [
  ['GetUser', { UserName }],
  ['ListUsers', {}],
  ['ListPolicies', {}],
  ['GetAccountSummary', {}],
] as const;

onBothEngines('The identity epoch', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const epoch = () => readIdentityEpoch(server.parts.database.reader, '123456789012');

  it('counts every write, and neither reads nor what is refused', async () => {
    for (const [operation, input] of WRITES) {
      const start = await epoch();
      await server.call('iam', operation, input);
      assert.equal(await epoch(), start + 1, operation);
    }
    const { AccessKeyMetadata } = await server.call('iam', 'ListAccessKeys', { UserName });
    const key = { UserName, AccessKeyId: AccessKeyMetadata[0]?.AccessKeyId ?? '' };
    const start = await epoch();
    await server.call('iam', 'UpdateAccessKey', { ...key, Status: 'Inactive' });
    await server.call('iam', 'DeleteAccessKey', key);
    assert.equal(await epoch(), start + 2);

    for (const [operation, input] of READS) await server.call('iam', operation, input);
    await server.refused('iam', 'CreateUser', { UserName });
    assert.equal(await epoch(), start + 2);
    await server.call('iam', 'DeleteUser', { UserName });
    assert.equal(await epoch(), start + 3);
  });
});

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines, TestServer } from '../../testing/index.ts';
import { allow, assertRefused, IAM } from './testing.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';

onBothEngines('Account authorization details', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    const Tags = [{ Key: 'a', Value: 'b' }];
    await server.call('iam', 'CreateUser', { UserName: 'ana', Tags });
    await server.call('iam', 'CreateUser', { UserName: 'ben', PermissionsBoundary: ADMIN });
    await server.call('iam', 'CreateGroup', { GroupName: 'devs' });
    await server.call('iam', 'AddUserToGroup', { GroupName: 'devs', UserName: 'ana' });
    await server.call('iam', 'PutGroupPolicy', { GroupName: 'devs', PolicyName: 'in', PolicyDocument: allow('s3:*') });
    await server.call('iam', 'CreatePolicy', { PolicyName: 'own', PolicyDocument: allow('kms:*') });
    await server.call('iam', 'AttachUserPolicy', { UserName: 'ana', PolicyArn: `${IAM}:policy/own` });
    await server.call('iam', 'CreateRole', { RoleName: 'worker', AssumeRolePolicyDocument: TRUST, Tags });
    await server.call('iam', 'AttachRolePolicy', { RoleName: 'worker', PolicyArn: ADMIN });
    await server.call('iam', 'CreateInstanceProfile', { InstanceProfileName: 'web' });
    await server.call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'web', RoleName: 'worker' });
  });
  after(() => server[Symbol.asyncDispose]());

  const decoded = (document = '') => decodeURIComponent(document);

  it('show everything that says who may do what', async () => {
    const { UserDetailList, GroupDetailList, RoleDetailList, Policies, IsTruncated } = await server.call(
      'iam',
      'GetAccountAuthorizationDetails',
      {},
    );

    assert.equal(IsTruncated, false);
    // The account may have an administrator of its own.
    const [ana, ben] = (UserDetailList ?? []).filter(user => user.UserName !== 'admin');
    assert.deepEqual(ana?.GroupList, ['devs']);
    assert.deepEqual(ana?.AttachedManagedPolicies, [{ PolicyName: 'own', PolicyArn: `${IAM}:policy/own` }]);
    assert.deepEqual(ana?.Tags, [{ Key: 'a', Value: 'b' }]);
    assert.equal(ben?.PermissionsBoundary?.PermissionsBoundaryArn, ADMIN);
    const [group] = GroupDetailList ?? [];
    assert.deepEqual(
      group?.GroupPolicyList?.map(each => [each.PolicyName, decoded(each.PolicyDocument)]),
      [['in', allow('s3:*')]],
    );
    const [role] = RoleDetailList ?? [];
    assert.equal(decoded(role?.AssumeRolePolicyDocument), TRUST);
    assert.deepEqual(role?.AttachedManagedPolicies, [{ PolicyName: 'AdministratorAccess', PolicyArn: ADMIN }]);
    assert.equal(role?.InstanceProfileList?.[0]?.Roles[0]?.RoleName, 'worker');
    assert.deepEqual([role?.RoleLastUsed, role?.RolePolicyList], [{}, []]);
    const [own, admin] = Policies ?? [];
    assert.deepEqual([own?.PolicyName, own?.AttachmentCount], ['own', 1]);
    assert.deepEqual(
      own?.PolicyVersionList?.map(each => [each.VersionId, each.IsDefaultVersion, decoded(each.Document)]),
      [['v1', true, allow('kms:*')]],
    );
    assert.deepEqual([admin?.PolicyName, admin?.PermissionsBoundaryUsageCount], ['AdministratorAccess', 1]);
  });

  it('show what is asked for only', async () => {
    const roles = await server.call('iam', 'GetAccountAuthorizationDetails', { Filter: ['Role'] });
    const published = await server.call('iam', 'GetAccountAuthorizationDetails', { Filter: ['AWSManagedPolicy'] });

    assert.deepEqual([roles.UserDetailList, roles.GroupDetailList, roles.Policies], [[], [], []]);
    assert.deepEqual(
      roles.RoleDetailList?.map(role => role.RoleName),
      ['worker'],
    );
    assert.deepEqual(
      published.Policies?.map(policy => policy.Arn),
      [ADMIN],
    );
  });

  it('come a page at a time, across all lists', async () => {
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await server.call('iam', 'GetAccountAuthorizationDetails', { MaxItems: 2, Marker });
      const { UserDetailList = [], GroupDetailList = [], RoleDetailList = [], Policies = [] } = page;
      const all = [
        ...UserDetailList.map(user => user.UserName),
        ...GroupDetailList.map(group => group.GroupName),
        ...RoleDetailList.map(role => role.RoleName),
        ...Policies.map(policy => policy.PolicyName),
      ];
      assert.ok(all.length <= 2);
      names.push(...all);
      Marker = page.Marker;
    } while (Marker !== undefined);

    assert.deepEqual(
      names.filter(name => name !== 'admin'),
      ['ana', 'ben', 'devs', 'worker', 'own', 'AdministratorAccess'],
    );
    const first = await server.call('iam', 'GetAccountAuthorizationDetails', { MaxItems: 1 });
    const other = { Filter: ['Role'], Marker: first.Marker };
    await assertRefused(server, 'GetAccountAuthorizationDetails', other, [400, 'ValidationError', 'Invalid Marker.']);
  });
});

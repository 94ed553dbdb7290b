import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines, TestServer } from '../../testing/index.ts';
import { allow, assertRefused, IAM } from './testing.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

onBothEngines('Policies of roles', engine => {
  let server: TestServer;
  const RoleName = 'worker';
  before(async () => {
    server = await TestServer.open({ engine });
    await server.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: TRUST });
  });
  after(() => server[Symbol.asyncDispose]());

  it('are put, shown, listed by name and deleted, when they are inline', async () => {
    const PolicyDocument = allow('s3:ListBucket');
    await server.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'b', PolicyDocument: allow('s3:Get*') });
    await server.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'a', PolicyDocument });
    const got = await server.call('iam', 'GetRolePolicy', { RoleName, PolicyName: 'a' });
    const listed = await server.call('iam', 'ListRolePolicies', { RoleName });

    assert.deepEqual(
      { ...got, PolicyDocument: decodeURIComponent(got.PolicyDocument) },
      { RoleName, PolicyName: 'a', PolicyDocument },
    );
    assert.deepEqual(listed, { PolicyNames: ['a', 'b'], IsTruncated: false });
    const conflict = [409, 'DeleteConflict', 'Cannot delete entity, must delete policies first.'] as const;
    await assertRefused(server, 'DeleteRole', { RoleName }, conflict);
    await server.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName: 'a' });
    await server.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName: 'b' });
    const missing = [404, 'NoSuchEntity', 'The role policy with name a cannot be found.'] as const;
    await assertRefused(server, 'GetRolePolicy', { RoleName, PolicyName: 'a' }, missing);
    await assertRefused(server, 'DeleteRolePolicy', { RoleName, PolicyName: 'a' }, missing);
  });

  it('are refused when they are no policies, and of roles that do not exist', async () => {
    const input = { RoleName, PolicyName: 'a', PolicyDocument: '{}' };
    const nobody = [404, 'NoSuchEntity', 'The role with name nobody cannot be found.'] as const;

    assert.equal((await server.refused('iam', 'PutRolePolicy', input)).code, 'MalformedPolicyDocument');
    await assertRefused(server, 'PutRolePolicy', { ...input, RoleName: 'nobody' }, nobody);
    await assertRefused(server, 'GetRolePolicy', { RoleName: 'nobody', PolicyName: 'a' }, nobody);
    await assertRefused(server, 'ListAttachedRolePolicies', { RoleName: 'nobody' }, nobody);
  });

  it('are 10,240 characters at most together', async () => {
    const PolicyDocument = allow(`s3:${'a'.repeat(6_000)}`);
    await server.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'one', PolicyDocument });

    await assertRefused(server, 'PutRolePolicy', { RoleName, PolicyName: 'two', PolicyDocument }, [
      409,
      'LimitExceeded',
      'Maximum policy size of 10240 bytes exceeded for role worker',
    ]);
    await server.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName: 'one' });
  });

  it('are attached and detached, when they are managed', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await server.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
    const attached = await server.call('iam', 'ListAttachedRolePolicies', { RoleName });
    const conflict = [409, 'DeleteConflict', 'Cannot delete entity, must detach all policies first.'] as const;
    await assertRefused(server, 'DeleteRole', { RoleName }, conflict);
    await server.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn });
    const detached = await server.call('iam', 'ListAttachedRolePolicies', { RoleName });

    assert.deepEqual(attached.AttachedPolicies, [{ PolicyName: 'AdministratorAccess', PolicyArn }]);
    assert.deepEqual(detached, { AttachedPolicies: [], IsTruncated: false });
    const gone = [404, 'NoSuchEntity', `Policy ${PolicyArn} was not found.`] as const;
    await assertRefused(server, 'DetachRolePolicy', { RoleName, PolicyArn }, gone);
    const nothing = `${IAM}:policy/nothing`;
    const missing = [404, 'NoSuchEntity', `Policy ${nothing} does not exist or is not attachable.`] as const;
    await assertRefused(server, 'AttachRolePolicy', { RoleName, PolicyArn: nothing }, missing);
  });
});

import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines, TestServer } from '../../testing/index.ts';

const EC2 = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

onBothEngines('Instance profiles', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    for (const RoleName of ['first', 'second']) {
      await server.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: EC2, Description: 'not shown' });
    }
  });
  after(() => server[Symbol.asyncDispose]());

  const add = (InstanceProfileName: string, RoleName: string) =>
    server.call('iam', 'AddRoleToInstanceProfile', { InstanceProfileName, RoleName });
  const missing = (message: string) => ({ status: 404, code: 'NoSuchEntity', message });

  it('are shown as AWS shows them, with their role', async () => {
    const { InstanceProfile: made } = await server.call('iam', 'CreateInstanceProfile', {
      InstanceProfileName: 'shown',
      Path: '/web/',
    });
    const { InstanceProfile: empty } = await server.call('iam', 'GetInstanceProfile', { InstanceProfileName: 'Shown' });
    await add('shown', 'first');
    const { InstanceProfile: full } = await server.call('iam', 'GetInstanceProfile', { InstanceProfileName: 'shown' });
    const { InstanceProfiles } = await server.call('iam', 'ListInstanceProfiles', { PathPrefix: '/web/' });

    const { InstanceProfileId, CreateDate, ...rest } = made;
    assert.match(InstanceProfileId, /^AIPA[A-Z2-7]{17}$/);
    assert.equal(CreateDate % 1000, 0);
    const Arn = 'arn:aws:iam::123456789012:instance-profile/web/shown';
    assert.deepEqual(rest, { Path: '/web/', InstanceProfileName: 'shown', Arn, Roles: [] });
    assert.deepEqual(empty, { ...made, Tags: [] });
    const [role] = full.Roles;
    assert.deepEqual(Object.keys(role ?? {}).toSorted(), [
      'Arn',
      'AssumeRolePolicyDocument',
      'CreateDate',
      'Path',
      'RoleId',
      'RoleName',
    ]);
    assert.equal(role?.RoleName, 'first');
    assert.deepEqual(InstanceProfiles, [{ ...made, Roles: [role] }]);
  });

  it('hold one role, which cannot be deleted meanwhile', async () => {
    await server.call('iam', 'CreateInstanceProfile', { InstanceProfileName: 'one', Tags: [{ Key: 'a', Value: 'b' }] });
    await add('one', 'second');

    assert.deepEqual(
      await server.refused('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'one', RoleName: 'first' }),
      {
        status: 409,
        code: 'LimitExceeded',
        message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
      },
    );
    const conflict = {
      status: 409,
      code: 'DeleteConflict',
      message: 'Cannot delete entity, must remove roles from instance profile first.',
    };
    assert.deepEqual(await server.refused('iam', 'DeleteInstanceProfile', { InstanceProfileName: 'one' }), conflict);
    assert.deepEqual(await server.refused('iam', 'DeleteRole', { RoleName: 'second' }), conflict);
    const { InstanceProfiles } = await server.call('iam', 'ListInstanceProfilesForRole', { RoleName: 'second' });
    assert.deepEqual(
      InstanceProfiles.map(({ InstanceProfileName }) => InstanceProfileName),
      ['one'],
    );
  });

  it('give their role back, and can then be deleted', async () => {
    const InstanceProfileName = 'emptied';
    await server.call('iam', 'CreateInstanceProfile', { InstanceProfileName });
    await add(InstanceProfileName, 'first');

    assert.deepEqual(
      await server.refused('iam', 'RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName: 'second' }),
      missing('Role second in Instance Profile emptied cannot be found.'),
    );
    await server.call('iam', 'RemoveRoleFromInstanceProfile', { InstanceProfileName, RoleName: 'first' });
    await server.call('iam', 'DeleteInstanceProfile', { InstanceProfileName });

    assert.deepEqual(
      await server.refused('iam', 'GetInstanceProfile', { InstanceProfileName }),
      missing('Instance Profile emptied cannot be found.'),
    );
  });

  it('refuse names that are taken or that nobody has', async () => {
    await server.call('iam', 'CreateInstanceProfile', { InstanceProfileName: 'taken' });

    assert.deepEqual(await server.refused('iam', 'CreateInstanceProfile', { InstanceProfileName: 'TAKEN' }), {
      status: 409,
      code: 'EntityAlreadyExists',
      message: 'Instance Profile TAKEN already exists.',
    });
    assert.deepEqual(
      await server.refused('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'nothing', RoleName: 'first' }),
      missing('Instance Profile nothing cannot be found.'),
    );
    assert.deepEqual(
      await server.refused('iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'taken', RoleName: 'nobody' }),
      missing('The role with name nobody cannot be found.'),
    );
  });
});

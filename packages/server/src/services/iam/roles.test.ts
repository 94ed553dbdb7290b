import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { findRole, recordRoleUse } from '../../identities/role-store.ts';
import { onBothEngines, TestServer } from '../../testing/index.ts';

const ACCOUNT = '123456789012';
const EC2 = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

function trusting(arn: string | readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole' }],
  });
}

onBothEngines('Roles', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const create = (RoleName: string, more: object = {}) =>
    server.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: EC2, ...more });
  const documentOf = async (RoleName: string) => {
    const { Role } = await server.call('iam', 'GetRole', { RoleName });
    return decodeURIComponent(Role.AssumeRolePolicyDocument ?? '');
  };

  it('are shown as AWS shows them: new, by name, and in lists', async () => {
    const { Role: made } = await create('shown', {
      Path: '/team/',
      Description: 'for a test',
      MaxSessionDuration: 7200,
    });
    const { Role: got } = await server.call('iam', 'GetRole', { RoleName: 'SHOWN' });
    const { Roles } = await server.call('iam', 'ListRoles', { PathPrefix: '/team/' });

    const { RoleId, CreateDate, ...rest } = made;
    assert.match(RoleId, /^AROA[A-Z2-7]{17}$/);
    assert.equal(CreateDate % 1000, 0);
    assert.deepEqual(rest, {
      Path: '/team/',
      RoleName: 'shown',
      Arn: `arn:aws:iam::${ACCOUNT}:role/team/shown`,
      AssumeRolePolicyDocument: encodeURIComponent(EC2).replaceAll('*', '%2A'),
    });
    const listed = { ...made, Description: 'for a test', MaxSessionDuration: 7200 };
    assert.deepEqual(got, { ...listed, RoleLastUsed: {} });
    assert.deepEqual(Roles, [listed]);
  });

  it('have names that differ by more than letter case', async () => {
    await create('taken');

    assert.deepEqual(await server.refused('iam', 'CreateRole', { RoleName: 'TAKEN', AssumeRolePolicyDocument: EC2 }), {
      status: 409,
      code: 'EntityAlreadyExists',
      message: 'Role with name TAKEN already exists.',
    });
  });

  it('that do not exist cannot be found', async () => {
    const expected = {
      status: 404,
      code: 'NoSuchEntity',
      message: 'The role with name nobody cannot be found.',
    };

    assert.deepEqual(await server.refused('iam', 'GetRole', { RoleName: 'nobody' }), expected);
    assert.deepEqual(await server.refused('iam', 'UpdateRole', { RoleName: 'nobody' }), expected);
    assert.deepEqual(await server.refused('iam', 'DeleteRole', { RoleName: 'nobody' }), expected);
    assert.deepEqual(
      await server.refused('iam', 'TagRole', { RoleName: 'nobody', Tags: [{ Key: 'a', Value: 'b' }] }),
      expected,
    );
  });

  it('keep what UpdateRole leaves out', async () => {
    await create('changing', { Description: 'first' });

    await server.call('iam', 'UpdateRole', { RoleName: 'changing', MaxSessionDuration: 43_200 });
    const { Role } = await server.call('iam', 'UpdateRoleDescription', { RoleName: 'changing', Description: 'second' });
    await server.call('iam', 'UpdateRole', { RoleName: 'changing' });
    const { Role: got } = await server.call('iam', 'GetRole', { RoleName: 'changing' });

    assert.deepEqual([Role?.Description, Role?.MaxSessionDuration], ['second', undefined]);
    assert.deepEqual([got.Description, got.MaxSessionDuration], ['second', 43_200]);
  });

  it('show when they were last used', async () => {
    await create('used');
    const used_at = server.clock.now();

    await server.parts.database.write(async writer => {
      const role = await findRole(writer, ACCOUNT, 'used');
      await recordRoleUse(writer, role?.id ?? '', { used_at, region: 'eu-west-1' });
    });
    const { Role } = await server.call('iam', 'GetRole', { RoleName: 'used' });

    assert.deepEqual(Role.RoleLastUsed, { LastUsedDate: Math.floor(used_at / 1000) * 1000, Region: 'eu-west-1' });
  });

  it('have tags', async () => {
    const { Role } = await create('tagged', { Tags: [{ Key: 'a', Value: '' }] });
    await server.call('iam', 'TagRole', {
      RoleName: 'tagged',
      Tags: [
        { Key: 'A', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    });
    const { Tags: two, IsTruncated } = await server.call('iam', 'ListRoleTags', { RoleName: 'tagged' });
    await server.call('iam', 'UntagRole', { RoleName: 'tagged', TagKeys: ['a'] });
    const { Tags: one } = await server.call('iam', 'ListRoleTags', { RoleName: 'tagged' });

    assert.deepEqual(Role.Tags, [{ Key: 'a', Value: '' }]);
    assert.deepEqual(
      [two, IsTruncated],
      [
        [
          { Key: 'A', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
        false,
      ],
    );
    assert.deepEqual(one, [{ Key: 'b', Value: '2' }]);
  });

  it('have a permissions boundary', async () => {
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await create('bounded');

    await server.call('iam', 'PutRolePermissionsBoundary', { RoleName: 'bounded', PermissionsBoundary });
    const { Role: bounded } = await server.call('iam', 'GetRole', { RoleName: 'bounded' });
    await server.call('iam', 'DeleteRolePermissionsBoundary', { RoleName: 'bounded' });
    const { Role: free } = await server.call('iam', 'GetRole', { RoleName: 'bounded' });

    assert.deepEqual(bounded.PermissionsBoundary, {
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: PermissionsBoundary,
    });
    assert.equal(free.PermissionsBoundary, undefined);
    const missing = `arn:aws:iam::${ACCOUNT}:policy/nothing`;
    assert.deepEqual(
      await server.refused('iam', 'PutRolePermissionsBoundary', { RoleName: 'bounded', PermissionsBoundary: missing }),
      { status: 404, code: 'NoSuchEntity', message: `Scope ARN: ${missing} does not exist or is not attachable.` },
    );
  });

  it('come a page at a time', async () => {
    for (const name of ['p1', 'P2', 'p3']) await create(name, { Path: '/paged/' });

    const first = await server.call('iam', 'ListRoles', { PathPrefix: '/paged/', MaxItems: 2 });
    const second = await server.call('iam', 'ListRoles', { PathPrefix: '/paged/', Marker: first.Marker });

    assert.deepEqual([first.IsTruncated, first.Roles.map(role => role.RoleName)], [true, ['p1', 'P2']]);
    assert.deepEqual([second.IsTruncated, second.Roles.map(role => role.RoleName)], [false, ['p3']]);
    assert.deepEqual(await server.refused('iam', 'ListRoles', { Marker: 'nonsense' }), {
      status: 400,
      code: 'ValidationError',
      message: 'Invalid Marker.',
    });
  });

  it('refuse trust policies in AWS’s words', async () => {
    await create('trusting');
    const refused = (PolicyDocument: string) =>
      server.refused('iam', 'UpdateAssumeRolePolicy', { RoleName: 'trusting', PolicyDocument });
    const malformed = (message: string) => ({ status: 400, code: 'MalformedPolicyDocument', message });

    assert.deepEqual(await refused('{"'), malformed('This policy contains invalid Json'));
    assert.deepEqual(
      await refused(EC2.replace('sts:AssumeRole', 's3:GetObject')),
      malformed('AssumeRole policy may only specify STS AssumeRole actions.'),
    );
    assert.deepEqual(
      await refused(EC2.replace('"Effect"', '"Resource":"*","Effect"')),
      malformed('Has prohibited field Resource'),
    );
    const nobody = `arn:aws:iam::${ACCOUNT}:user/nobody`;
    assert.deepEqual(await refused(trusting(nobody)), malformed(`Invalid principal in policy: "AWS":"${nobody}"`));
    const long = trusting(Array.from({ length: 60 }, (_, i) => `arn:aws:iam::${100_000_000_000 + i}:role/somebody`));
    assert.deepEqual(await refused(long), {
      status: 409,
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for ACLSizePerRole: 2048',
    });
    assert.equal(await documentOf('trusting'), EC2);
  });

  it('trust a user by its unique id: one of the same name that is made later is another', async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:user/trusted`;
    const { User } = await server.call('iam', 'CreateUser', { UserName: 'trusted' });
    await create('by-id', { AssumeRolePolicyDocument: trusting(arn) });

    const first = await documentOf('by-id');
    const stored = await findRole(server.parts.database.reader, ACCOUNT, 'by-id');
    await server.call('iam', 'DeleteUser', { UserName: 'trusted' });
    const gone = await documentOf('by-id');
    await server.call('iam', 'CreateUser', { UserName: 'trusted' });
    const again = await documentOf('by-id');

    assert.equal(first, trusting(arn));
    assert.deepEqual(JSON.parse(stored?.trust_policy_ids ?? ''), { [arn]: User?.UserId });
    assert.equal(gone, trusting(User?.UserId ?? ''));
    assert.equal(again, gone);
  });

  it('are gone once they are deleted, and leave a record of each change', async () => {
    await create('leaving');
    await server.call('iam', 'DeleteRole', { RoleName: 'leaving' });

    assert.equal((await server.refused('iam', 'GetRole', { RoleName: 'leaving' })).code, 'NoSuchEntity');
    const { Events } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'DeleteRole' }],
    });
    const record = JSON.parse(Events?.[0]?.CloudTrailEvent ?? '{}');
    assert.deepEqual(record.requestParameters, { roleName: 'leaving' });
  });
});

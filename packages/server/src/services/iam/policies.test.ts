import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { allow, assertRefused, IAM } from './testing.ts';

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';

onBothEngines('Managed policies', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await server.call('iam', 'CreateUser', { UserName: 'ana' });
  });
  after(() => server[Symbol.asyncDispose]());

  async function create(PolicyName: string, more: object = {}) {
    const { Policy } = await server.call('iam', 'CreatePolicy', {
      PolicyName,
      PolicyDocument: allow('s3:*'),
      ...more,
    });
    assert.ok(Policy?.Arn !== undefined);
    return { ...Policy, Arn: Policy.Arn };
  }

  async function documentOf(PolicyArn: string, VersionId: string) {
    const { PolicyVersion } = await server.call('iam', 'GetPolicyVersion', { PolicyArn, VersionId });
    return decodeURIComponent(PolicyVersion?.Document ?? '');
  }

  it('are made with a first version, and shown', async () => {
    const Tags = [{ Key: 'k', Value: 'v' }];
    const made = await create('First', { Path: '/team/', Description: 'what for', Tags });

    const { Policy } = await server.call('iam', 'GetPolicy', { PolicyArn: made.Arn });

    const CreateDate = Date.parse('2026-09-26T19:29:54Z');
    assert.match(made.PolicyId ?? '', /^ANPA[A-Z2-7]{17}$/);
    assert.deepEqual(made, {
      PolicyName: 'First',
      PolicyId: made.PolicyId,
      Arn: `${IAM}:policy/team/First`,
      Path: '/team/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate,
      UpdateDate: CreateDate,
      Tags,
    });
    assert.deepEqual(Policy, { ...made, Description: 'what for' });
    assert.equal(await documentOf(made.Arn, 'v1'), allow('s3:*'));
  });

  it('have names of their own, whatever the path, and documents that are policies', async () => {
    await create('Own');

    await assertRefused(server, 'CreatePolicy', { PolicyName: 'OWN', Path: '/x/', PolicyDocument: allow('s3:*') }, [
      409,
      'EntityAlreadyExists',
      'A policy called OWN already exists. Duplicate names are not allowed.',
    ]);
    const old = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } });
    await assertRefused(server, 'CreatePolicy', { PolicyName: 'Old', PolicyDocument: old }, [
      400,
      'MalformedPolicyDocument',
      'Policy document must be version 2012-10-17 or greater.',
    ]);
    const long = allow(`s3:${'a'.repeat(6_144)}`);
    await assertRefused(server, 'CreatePolicy', { PolicyName: 'Long', PolicyDocument: long }, [
      409,
      'LimitExceeded',
      'Cannot exceed quota for PolicySize: 6144',
    ]);
  });

  it('have five versions at most, with numbers that never come again', async () => {
    const { Arn: PolicyArn } = await create('Versions');
    const add = (action: string, SetAsDefault = false) =>
      server.call('iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument: allow(action), SetAsDefault });
    const versions = async () =>
      (await server.call('iam', 'ListPolicyVersions', { PolicyArn })).Versions?.map(each => [
        each.VersionId,
        each.IsDefaultVersion,
      ]);

    for (const action of ['a:2', 'a:3', 'a:4']) await add(action);
    const { PolicyVersion } = await add('a:5', true);
    assert.deepEqual([PolicyVersion?.VersionId, PolicyVersion?.IsDefaultVersion], ['v5', true]);
    await assertRefused(server, 'CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('a:6') }, [
      409,
      'LimitExceeded',
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    ]);
    await server.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId: 'v4' });
    await add('a:6');
    assert.deepEqual(await versions(), [
      ['v6', false],
      ['v5', true],
      ['v3', false],
      ['v2', false],
      ['v1', false],
    ]);
    assert.equal(await documentOf(PolicyArn, 'v6'), allow('a:6'));
  });

  it('have one version in force, which cannot be deleted', async () => {
    const { Arn: PolicyArn } = await create('InForce');
    await server.call('iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('a:2') });

    await server.call('iam', 'SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v2' });

    const { Policy } = await server.call('iam', 'GetPolicy', { PolicyArn });
    assert.equal(Policy?.DefaultVersionId, 'v2');
    await assertRefused(server, 'DeletePolicyVersion', { PolicyArn, VersionId: 'v2' }, [
      409,
      'DeleteConflict',
      'Cannot delete the default version of a policy.',
    ]);
    const missing = [
      404,
      'NoSuchEntity',
      `Policy ${PolicyArn} version v9 does not exist or is not attachable.`,
    ] as const;
    for (const operation of ['GetPolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion']) {
      await assertRefused(server, operation, { PolicyArn, VersionId: 'v9' }, missing);
    }
    await assertRefused(server, 'GetPolicyVersion', { PolicyArn, VersionId: 'latest' }, [
      400,
      'ValidationError',
      "1 validation error detected: Value at 'versionId' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?',
    ]);
  });

  it('cannot be deleted while somebody has them, or with more than one version', async () => {
    const { Arn: PolicyArn } = await create('Held');
    const attached = [409, 'DeleteConflict', 'Cannot delete a policy attached to entities.'] as const;
    await server.call('iam', 'AttachUserPolicy', { UserName: 'ana', PolicyArn });
    await assertRefused(server, 'DeletePolicy', { PolicyArn }, attached);
    await server.call('iam', 'DetachUserPolicy', { UserName: 'ana', PolicyArn });
    await server.call('iam', 'PutUserPermissionsBoundary', { UserName: 'ana', PermissionsBoundary: PolicyArn });
    await assertRefused(server, 'DeletePolicy', { PolicyArn }, attached);
    await server.call('iam', 'DeleteUserPermissionsBoundary', { UserName: 'ana' });
    await server.call('iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('a:2') });
    const { code } = await server.refused('iam', 'DeletePolicy', { PolicyArn });
    assert.equal(code, 'DeleteConflict');
    await server.call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId: 'v2' });
    await server.call('iam', 'DeletePolicy', { PolicyArn });

    const gone = [404, 'NoSuchEntity', `Policy ${PolicyArn} was not found.`] as const;
    await assertRefused(server, 'GetPolicy', { PolicyArn }, gone);
    await assertRefused(server, 'DeletePolicy', { PolicyArn }, gone);
    await assertRefused(server, 'AttachUserPolicy', { UserName: 'ana', PolicyArn }, [
      404,
      'NoSuchEntity',
      `Policy ${PolicyArn} does not exist or is not attachable.`,
    ]);
  });

  it('of AWS are there, and cannot be changed', async () => {
    const { Policy } = await server.call('iam', 'GetPolicy', { PolicyArn: ADMIN });

    assert.equal(Policy?.PolicyName, 'AdministratorAccess');
    assert.match(await documentOf(ADMIN, Policy?.DefaultVersionId ?? ''), /"Action":"\*"/);
    const outside = [403, 'AccessDenied', 'Policy is outside your own account.'] as const;
    await assertRefused(server, 'DeletePolicy', { PolicyArn: ADMIN }, outside);
    await assertRefused(server, 'CreatePolicyVersion', { PolicyArn: ADMIN, PolicyDocument: allow('s3:*') }, outside);
    await assertRefused(server, 'DeletePolicyVersion', { PolicyArn: ADMIN, VersionId: 'v1' }, outside);
  });

  it('are found by their whole ARN', async () => {
    await create('Pathed', { Path: '/a/' });

    const PolicyArn = `${IAM}:policy/Pathed`;
    await assertRefused(server, 'GetPolicy', { PolicyArn }, [
      404,
      'NoSuchEntity',
      `Policy ${PolicyArn} was not found.`,
    ]);
    await assertRefused(server, 'GetPolicy', { PolicyArn: 'this is not an arn at all' }, [
      400,
      'ValidationError',
      'Invalid ARN:  Could not be parsed!',
    ]);
    const { status, code } = await server.refused('iam', 'GetPolicy', {
      PolicyArn: 'arn:aws:iam::210987654321:policy/Pathed',
    });
    assert.deepEqual([status, code], [403, 'AccessDenied']);
  });

  it('are listed in pages: the account’s own by name, then those of AWS', async () => {
    for (const name of ['list-b', 'list-A']) await create(name, { Path: '/list/' });
    const list = async (input: object) => {
      const names: (string | undefined)[] = [];
      let Marker: string | undefined;
      do {
        const page = await server.call('iam', 'ListPolicies', { ...input, Marker, MaxItems: 7 });
        names.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
        assert.equal(page.IsTruncated, page.Marker !== undefined);
        Marker = page.Marker;
      } while (Marker !== undefined);
      return names;
    };

    const own = await list({ Scope: 'Local' });
    const published = await list({ Scope: 'AWS' });

    assert.deepEqual(await list({ PathPrefix: '/list/' }), ['list-A', 'list-b']);
    assert.ok(published.length >= 30 && published.includes('SecretsManagerReadWrite'));
    assert.deepEqual(await list({}), [...own, ...published]);
    assert.deepEqual((await list({ PathPrefix: '/service-role/' })).includes('AWSLambdaBasicExecutionRole'), true);
  });

  it('are listed by their use', async () => {
    const { Arn: PolicyArn } = await create('Used');
    await server.call('iam', 'AttachUserPolicy', { UserName: 'ana', PolicyArn });
    await server.call('iam', 'AttachUserPolicy', { UserName: 'ana', PolicyArn: ADMIN });
    const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    await server.call('iam', 'PutUserPermissionsBoundary', { UserName: 'ana', PermissionsBoundary: boundary });
    const list = async (input: object) =>
      (await server.call('iam', 'ListPolicies', input)).Policies?.map(each => [
        each.PolicyName,
        each.AttachmentCount,
        each.PermissionsBoundaryUsageCount,
      ]);

    assert.deepEqual(await list({ OnlyAttached: true }), [
      ['Used', 1, 0],
      // The first administrator has it too.
      ['AdministratorAccess', 2, 0],
    ]);
    assert.deepEqual(await list({ PolicyUsageFilter: 'PermissionsBoundary' }), [['PowerUserAccess', 0, 1]]);
  });

  it('tell who has them', async () => {
    const { Arn: PolicyArn } = await create('Shared');
    const { Group } = await server.call('iam', 'CreateGroup', { GroupName: 'sharers', Path: '/g/' });
    const { User } = await server.call('iam', 'CreateUser', { UserName: 'sharer', PermissionsBoundary: PolicyArn });
    await server.call('iam', 'AttachGroupPolicy', { GroupName: 'sharers', PolicyArn });
    const groups = [{ GroupName: 'sharers', GroupId: Group.GroupId }];
    const users = [{ UserName: 'sharer', UserId: User?.UserId }];
    const entities = async (more: object = {}) => {
      const { PolicyGroups, PolicyUsers, PolicyRoles } = await server.call('iam', 'ListEntitiesForPolicy', {
        PolicyArn,
        ...more,
      });
      return [PolicyGroups, PolicyUsers, PolicyRoles];
    };

    assert.deepEqual(await entities(), [groups, users, []]);
    assert.deepEqual(await entities({ EntityFilter: 'User' }), [[], users, []]);
    assert.deepEqual(await entities({ PolicyUsageFilter: 'PermissionsPolicy' }), [groups, [], []]);
    assert.deepEqual(await entities({ PolicyUsageFilter: 'PermissionsBoundary' }), [[], users, []]);
    assert.deepEqual(await entities({ PathPrefix: '/g/' }), [groups, [], []]);
    const page = await server.call('iam', 'ListEntitiesForPolicy', { PolicyArn, MaxItems: 1 });
    assert.deepEqual([page.PolicyGroups, page.PolicyUsers], [groups, []]);
    assert.deepEqual(await entities({ Marker: page.Marker }), [[], users, []]);
  });
});

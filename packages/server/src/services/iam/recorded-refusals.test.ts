/** What AWS was recorded to answer in February and March 2026 (tests of LocalStack that were validated against AWS). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestServer } from '../../testing/index.ts';
import { allow, assertRefused, IAM } from './testing.ts';

const PATH =
  'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

describe('Refusals of IAM as they were recorded', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open();
    await server.call('iam', 'CreateUser', { UserName: 'ana' });
    await server.call('iam', 'CreateGroup', { GroupName: 'devs' });
    await server.call('iam', 'CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: TRUST });
    await server.call('iam', 'CreatePolicy', { PolicyName: 'here', PolicyDocument: allow('s3:GetObject') });
  });
  after(() => server[Symbol.asyncDispose]());

  const invalid = (message: string) => [400, 'ValidationError', message] as const;
  const missing = (message: string) => [404, 'NoSuchEntity', message] as const;

  it('a path without slashes is told by a rule of its own, and one that is too long by the model’s', async () => {
    const long = `/${'a'.repeat(512)}/`;
    const bound =
      "1 validation error detected: Value at 'path' failed to satisfy constraint: Member must have length less than or equal to 512";

    for (const Path of ['bad', '/bad', 'bad/', '/a b/']) {
      await assertRefused(server, 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'd', Path }, invalid(PATH));
      await assertRefused(server, 'CreateUser', { UserName: 'x', Path }, invalid(PATH));
      await assertRefused(server, 'CreatePolicy', { PolicyName: 'x', Path, PolicyDocument: '{}' }, invalid(PATH));
    }
    await assertRefused(server, 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'd', Path: long }, invalid(bound));
    // What the model refuses is told alone.
    await assertRefused(server, 'CreateUser', { UserName: 'a b', Path: long }, invalid(bound));
    await server.call('iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'd', Path: '/test//double/' });
  });

  it('names and path prefixes have such rules too', async () => {
    const name = 'It must contain only alphanumeric characters and/or the following: +=,.@_-';
    const prefix = 'It must begin with the / character and contain only alphanumeric characters and/or / characters.';

    for (const [operation, member] of [
      ['GetUser', 'UserName'],
      ['GetRole', 'RoleName'],
      ['GetGroup', 'GroupName'],
    ] as const) {
      const told = `The specified value for ${member.replace(/^./, first => first.toLowerCase())} is invalid. ${name}`;
      await assertRefused(server, operation, { [member]: 'a b' }, invalid(told));
    }
    const told = `The specified value for pathPrefix is invalid. ${prefix}`;
    await assertRefused(server, 'ListUsers', { PathPrefix: 'bad' }, invalid(told));
  });

  it('what is no ARN cannot be attached', async () => {
    for (const PolicyArn of ['longpolicynamebutnoarn', `${IAM}:user/somebody-else`]) {
      const told = invalid(`ARN ${PolicyArn} is not valid.`);
      await assertRefused(server, 'AttachRolePolicy', { RoleName: 'app', PolicyArn }, told);
      await assertRefused(server, 'AttachUserPolicy', { UserName: 'ana', PolicyArn }, told);
      await assertRefused(server, 'AttachGroupPolicy', { GroupName: 'devs', PolicyArn }, told);
      await assertRefused(server, 'GetPolicy', { PolicyArn }, invalid('Invalid ARN:  Could not be parsed!'));
    }
    const PolicyArn = `${IAM}:policy/nonexistent-policy`;
    const told = missing(`Policy ${PolicyArn} does not exist or is not attachable.`);
    await assertRefused(server, 'AttachRolePolicy', { RoleName: 'app', PolicyArn }, told);
    const known = `${IAM}:policy/here`;
    const detach = { RoleName: 'app', PolicyArn: known };
    await assertRefused(server, 'DetachRolePolicy', detach, missing(`Policy ${known} was not found.`));
  });

  it('a version of a policy that is not there is missed like a version that is not there', async () => {
    for (const [PolicyArn, VersionId] of [
      [`${IAM}:policy/none`, 'v1'],
      [`${IAM}:policy/here`, 'v9'],
    ] as const) {
      const told = missing(`Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`);
      for (const operation of ['GetPolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion']) {
        await assertRefused(server, operation, { PolicyArn, VersionId }, told);
      }
    }
  });

  it('where neither user nor group is there, the user is missed; who is not in a group may be removed', async () => {
    const neither = { UserName: 'any-user', GroupName: 'unknown-group' };
    const told = missing('The user with name any-user cannot be found.');

    await assertRefused(server, 'RemoveUserFromGroup', neither, told);
    await assertRefused(server, 'AddUserToGroup', neither, told);
    await server.call('iam', 'RemoveUserFromGroup', { UserName: 'ana', GroupName: 'devs' });
  });

  it('keys of a policy’s tags differ by letter case, those of a role’s do not', async () => {
    const tags = (...keys: readonly string[]) => keys.map(Key => ({ Key, Value: 'v' }));
    const policy = { PolicyName: 'tagged', PolicyDocument: allow('s3:GetObject') };
    const role = { RoleName: 'tagged', AssumeRolePolicyDocument: TRUST };
    const twice = (more = '') => [400, 'InvalidInput', `Duplicate tag keys found.${more}`] as const;

    await assertRefused(server, 'CreatePolicy', { ...policy, Tags: tags('a', 'a') }, twice());
    const { Policy } = await server.call('iam', 'CreatePolicy', { ...policy, Tags: tags('a', 'A') });
    assert.deepEqual(Policy?.Tags, tags('a', 'A'));
    const insensitive = twice(' Please note that Tag keys are case insensitive.');
    await assertRefused(server, 'CreateRole', { ...role, Tags: tags('a', 'A') }, insensitive);
  });

  it('keys of tags to take away must not be null, besides their bounds', async () => {
    const told = invalid(
      "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: " +
        '[Member must have length less than or equal to 128, Member must have length greater than or equal to 1, ' +
        'Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]',
    );

    for (const key of ['a'.repeat(129), 'a!']) {
      await assertRefused(server, 'UntagRole', { RoleName: 'app', TagKeys: [key] }, told);
      await assertRefused(server, 'UntagUser', { UserName: 'ana', TagKeys: [key] }, told);
    }
  });
});

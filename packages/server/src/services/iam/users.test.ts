import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { assertRefused, IAM, recordsNamed } from './testing.ts';

onBothEngines('Users', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const create = (UserName: string, more: object = {}) => server.call('iam', 'CreateUser', { UserName, ...more });

  it('are made with path, tags and boundary, and shown', async () => {
    const given = {
      Path: '/division/',
      PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
      Tags: [{ Key: 'Team', Value: 'a' }],
    };
    const { User } = await create('Zhang', given);

    assert.ok(User !== undefined);
    assert.match(User.UserId, /^AIDA[A-Z2-7]{17}$/);
    assert.deepEqual(User, {
      Path: '/division/',
      UserName: 'Zhang',
      UserId: User.UserId,
      Arn: `${IAM}:user/division/Zhang`,
      CreateDate: Date.parse('2026-09-26T19:29:54Z'),
      PermissionsBoundary: {
        PermissionsBoundaryType: 'Policy',
        PermissionsBoundaryArn: given.PermissionsBoundary,
      },
      Tags: given.Tags,
    });
    assert.deepEqual(await server.call('iam', 'GetUser', { UserName: 'zhang' }), { User });
  });

  it('have names that differ by more than letter case', async () => {
    await create('Unique');

    await assertRefused(server, 'CreateUser', { UserName: 'uNIQUE', Path: '/x/' }, [
      409,
      'EntityAlreadyExists',
      'User with name uNIQUE already exists.',
    ]);
  });

  it('cannot be found when they do not exist', async () => {
    for (const operation of ['GetUser', 'DeleteUser', 'ListUserTags', 'ListGroupsForUser', 'UpdateUser']) {
      const answer = [404, 'NoSuchEntity', 'The user with name nobody cannot be found.'] as const;
      await assertRefused(server, operation, { UserName: 'nobody' }, answer);
    }
  });

  it('are named as AWS lets names be: the bounds are told without the value', async () => {
    await assertRefused(server, 'CreateUser', { UserName: 'a b' }, [
      400,
      'ValidationError',
      'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    ]);
    await assertRefused(server, 'CreateUser', {}, [
      400,
      'ValidationError',
      `1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must not be null`,
    ]);
  });

  it('are listed by name and path, a page at a time', async () => {
    for (const name of ['list-c', 'list-A', 'list-b']) await create(name, { Path: '/listed/' });

    const first = await server.call('iam', 'ListUsers', { PathPrefix: '/listed/', MaxItems: 2 });
    const second = await server.call('iam', 'ListUsers', { PathPrefix: '/listed/', MaxItems: 2, Marker: first.Marker });

    assert.deepEqual(
      first.Users.map(({ UserName }) => UserName),
      ['list-A', 'list-b'],
    );
    assert.equal(first.IsTruncated, true);
    assert.deepEqual(
      second.Users.map(({ UserName }) => UserName),
      ['list-c'],
    );
    assert.deepEqual([second.IsTruncated, second.Marker], [false, undefined]);
    const invalid = [400, 'ValidationError', 'Invalid Marker.'] as const;
    await assertRefused(server, 'ListUsers', { PathPrefix: '/other/', Marker: first.Marker }, invalid);
    await assertRefused(server, 'ListUsers', { Marker: 'x' }, invalid);
    assert.deepEqual((await server.call('iam', 'ListUsers', { PathPrefix: '/list' })).Users.length, 3);
    assert.deepEqual((await server.call('iam', 'ListUsers', { PathPrefix: '/none/' })).Users, []);
  });

  it('can be renamed and moved: the ARN follows, the id stays', async () => {
    const { User: first } = await create('before');
    await create('taken');

    await server.call('iam', 'UpdateUser', { UserName: 'before', NewUserName: 'Before', NewPath: '/new/' });
    const { User: second } = await server.call('iam', 'GetUser', { UserName: 'before' });

    assert.equal(second.UserId, first?.UserId);
    assert.equal(second.Arn, `${IAM}:user/new/Before`);
    await assertRefused(server, 'UpdateUser', { UserName: 'before', NewUserName: 'Taken' }, [
      409,
      'EntityAlreadyExists',
      'User with name Taken already exists.',
    ]);
  });

  it('cannot be deleted while something belongs to them, and are other users afterwards', async () => {
    const { User: first } = await create('gone');
    const { AccessKey } = await server.call('iam', 'CreateAccessKey', { UserName: 'gone' });
    await server.call('iam', 'CreateGroup', { GroupName: 'gone-group' });
    await server.call('iam', 'AddUserToGroup', { UserName: 'gone', GroupName: 'gone-group' });
    const conflict = (what: string) => [409, 'DeleteConflict', `Cannot delete entity, must ${what} first.`] as const;

    await assertRefused(server, 'DeleteUser', { UserName: 'gone' }, conflict('delete access keys'));
    await server.call('iam', 'DeleteAccessKey', { UserName: 'gone', AccessKeyId: AccessKey.AccessKeyId });
    await assertRefused(server, 'DeleteUser', { UserName: 'gone' }, conflict('remove users from group'));
    await server.call('iam', 'RemoveUserFromGroup', { UserName: 'gone', GroupName: 'gone-group' });
    await server.call('iam', 'DeleteUser', { UserName: 'gone' });

    const { User: second } = await create('gone');
    assert.notEqual(second?.UserId, first?.UserId);
  });

  it('have tags whose keys do not differ by letter case', async () => {
    await create('tagged', { Tags: [{ Key: 'a', Value: '1' }] });
    const tags = async () => (await server.call('iam', 'ListUserTags', { UserName: 'tagged' })).Tags;

    await server.call('iam', 'TagUser', {
      UserName: 'tagged',
      Tags: [
        { Key: 'ü', Value: 'zwölf' },
        { Key: 'A', Value: '2' },
      ],
    });
    assert.deepEqual(await tags(), [
      { Key: 'A', Value: '2' },
      { Key: 'ü', Value: 'zwölf' },
    ]);
    await server.call('iam', 'UntagUser', { UserName: 'tagged', TagKeys: ['a', 'absent'] });
    assert.deepEqual(await tags(), [{ Key: 'ü', Value: 'zwölf' }]);

    const twice = [
      { Key: 'k', Value: '' },
      { Key: 'K', Value: '' },
    ];
    await assertRefused(server, 'TagUser', { UserName: 'tagged', Tags: twice }, [
      400,
      'InvalidInput',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ]);
    const many = Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    await assertRefused(server, 'TagUser', { UserName: 'tagged', Tags: many }, [
      409,
      'LimitExceeded',
      'The number of tags has reached the maximum limit.',
    ]);
  });

  it('have a permissions boundary that can be set and removed', async () => {
    await create('bound');
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
    const boundary = async () =>
      (await server.call('iam', 'GetUser', { UserName: 'bound' })).User.PermissionsBoundary?.PermissionsBoundaryArn;

    await server.call('iam', 'PutUserPermissionsBoundary', { UserName: 'bound', PermissionsBoundary });
    assert.equal(await boundary(), PermissionsBoundary);
    await server.call('iam', 'DeleteUserPermissionsBoundary', { UserName: 'bound' });
    assert.equal(await boundary(), undefined);

    const missing = `${IAM}:policy/missing`;
    await assertRefused(server, 'PutUserPermissionsBoundary', { UserName: 'bound', PermissionsBoundary: missing }, [
      404,
      'NoSuchEntity',
      `Scope ARN: ${missing} does not exist or is not attachable.`,
    ]);
    await assertRefused(server, 'DeleteUserPermissionsBoundary', { UserName: 'bound' }, [
      404,
      'NoSuchEntity',
      'User bound does not have a permissions boundary.',
    ]);
  });

  it('are made once when many ask at the same time', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => create('race')));

    const refused = answers.filter(answer => answer.status === 'rejected');
    assert.equal(refused.length, 9);
    for (const { reason } of refused) assert.match(String(reason), /<Code>EntityAlreadyExists<\/Code>/);
  });

  it('lose no change when several are made at the same time', async () => {
    await create('busy');
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];

    await Promise.all(keys.map(Key => server.call('iam', 'TagUser', { UserName: 'busy', Tags: [{ Key, Value: '' }] })));

    const { Tags } = await server.call('iam', 'ListUserTags', { UserName: 'busy' });
    assert.deepEqual(Tags.map(({ Key }) => Key).toSorted(), keys);
  });

  it('the root user learns of itself, and must name users', async () => {
    const { User } = await server.call('iam', 'GetUser', {});

    assert.equal(User.Arn, `${IAM}:root`);
    assert.equal(User.UserId, '123456789012');
    await assertRefused(server, 'CreateAccessKey', {}, [
      400,
      'ValidationError',
      'Must specify userName when calling with non-User credentials',
    ]);
  });

  it('leave records like those of AWS', async () => {
    await create('audited', { Tags: [{ Key: 'k', Value: 'v' }] });
    await assertRefused(server, 'DeleteUser', { UserName: 'unaudited' }, [
      404,
      'NoSuchEntity',
      'The user with name unaudited cannot be found.',
    ]);

    const created = (await recordsNamed(server, 'CreateUser')).at(-1);
    const failed = (await recordsNamed(server, 'DeleteUser')).at(-1);

    assert.ok(created !== undefined && failed !== undefined);
    assert.equal(created['eventSource'], 'iam.amazonaws.com');
    assert.equal(created['awsRegion'], 'us-east-1');
    assert.deepEqual(created['requestParameters'], { tags: [{ key: 'k', value: 'v' }], userName: 'audited' });
    const { userId, ...shown } = (created['responseElements'] as { user: Record<string, unknown> }).user; // as rendered
    assert.match(String(userId), /^AIDA/);
    assert.deepEqual(shown, {
      path: '/',
      userName: 'audited',
      arn: `${IAM}:user/audited`,
      createDate: 'Sep 26, 2026 7:29:54 PM',
      tags: [{ key: 'k', value: 'v' }],
    });
    assert.equal(failed['errorCode'], 'NoSuchEntityException');
    assert.equal(failed['responseElements'], null);
  });

  it('are answered in XML of IAM’s namespace; an operation without output has no result', async () => {
    await create('xml');
    const response = await server.sendRaw({
      method: 'POST',
      target: '/',
      rawHeaders: ['Host', 'iam.amazonaws.com', 'Content-Type', 'application/x-www-form-urlencoded'],
      body: Buffer.from('Action=DeleteUser&Version=2010-05-08&UserName=xml'),
      service: 'iam',
      region: 'us-east-1',
    });

    assert.match(
      textOf(response),
      /^<DeleteUserResponse xmlns="https:\/\/iam\.amazonaws\.com\/doc\/2010-05-08\/"><ResponseMetadata><RequestId>[^<]+<\/RequestId><\/ResponseMetadata><\/DeleteUserResponse>$/,
    );
  });
});

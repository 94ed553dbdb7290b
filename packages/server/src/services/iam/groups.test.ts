import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { allow, assertRefused, IAM } from './testing.ts';

onBothEngines('Groups', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const group = (GroupName: string, Path = '/') => server.call('iam', 'CreateGroup', { GroupName, Path });
  const user = (UserName: string) => server.call('iam', 'CreateUser', { UserName });
  const add = (GroupName: string, UserName: string) => server.call('iam', 'AddUserToGroup', { GroupName, UserName });
  const groupsOf = async (UserName: string) =>
    (await server.call('iam', 'ListGroupsForUser', { UserName })).Groups.map(({ GroupName }) => GroupName);

  it('are made, shown with their users and listed', async () => {
    const { Group } = await group('Devs', '/team/');
    await user('dev-b');
    await user('dev-A');
    await add('devs', 'dev-b');
    await add('Devs', 'dev-a');
    await add('Devs', 'dev-a');

    const shown = await server.call('iam', 'GetGroup', { GroupName: 'Devs' });
    const page = await server.call('iam', 'GetGroup', { GroupName: 'Devs', MaxItems: 1 });
    const rest = await server.call('iam', 'GetGroup', { GroupName: 'Devs', Marker: page.Marker });

    assert.match(Group.GroupId, /^AGPA[A-Z2-7]{17}$/);
    assert.equal(Group.Arn, `${IAM}:group/team/Devs`);
    assert.deepEqual(shown.Group, Group);
    assert.deepEqual(
      shown.Users.map(({ UserName }) => UserName),
      ['dev-A', 'dev-b'],
    );
    assert.deepEqual([page.IsTruncated, rest.IsTruncated], [true, false]);
    assert.deepEqual([...page.Users, ...rest.Users], shown.Users);
    const { Groups } = await server.call('iam', 'ListGroups', { PathPrefix: '/team/' });
    assert.deepEqual(Groups, [Group]);
    assert.deepEqual(await groupsOf('dev-b'), ['Devs']);
  });

  it('lose users who are removed', async () => {
    await group('leaving');
    await user('leaver');
    await add('leaving', 'leaver');

    await server.call('iam', 'RemoveUserFromGroup', { GroupName: 'leaving', UserName: 'leaver' });

    assert.deepEqual(await groupsOf('leaver'), []);
    // Recorded: who is not in the group may be removed.
    await server.call('iam', 'RemoveUserFromGroup', { GroupName: 'leaving', UserName: 'leaver' });
    await assertRefused(server, 'AddUserToGroup', { GroupName: 'none', UserName: 'leaver' }, [
      404,
      'NoSuchEntity',
      'The group with name none cannot be found.',
    ]);
    await assertRefused(server, 'AddUserToGroup', { GroupName: 'leaving', UserName: 'none' }, [
      404,
      'NoSuchEntity',
      'The user with name none cannot be found.',
    ]);
  });

  it('are ten at most for one user', async () => {
    await user('joiner');
    for (let i = 0; i <= 10; i++) await group(`join-${i}`);
    for (let i = 0; i < 10; i++) await add(`join-${i}`, 'joiner');

    await assertRefused(server, 'AddUserToGroup', { GroupName: 'join-10', UserName: 'joiner' }, [
      409,
      'LimitExceeded',
      'Cannot exceed quota for GroupsPerUser: 10',
    ]);
    await add('join-0', 'joiner');
  });

  it('can be renamed, but not to a name that is taken', async () => {
    const { Group: first } = await group('old-name');
    await group('other-name');

    await server.call('iam', 'UpdateGroup', { GroupName: 'old-name', NewGroupName: 'new-name', NewPath: '/p/' });
    const { Group: second } = await server.call('iam', 'GetGroup', { GroupName: 'new-name' });

    assert.deepEqual([second.GroupId, second.Arn], [first.GroupId, `${IAM}:group/p/new-name`]);
    const taken = [409, 'EntityAlreadyExists', 'Group with name OTHER-name already exists.'] as const;
    await assertRefused(server, 'UpdateGroup', { GroupName: 'new-name', NewGroupName: 'OTHER-name' }, taken);
    await assertRefused(server, 'CreateGroup', { GroupName: 'OTHER-name' }, taken);
  });

  it('cannot be deleted while something belongs to them', async () => {
    const GroupName = 'full';
    const PolicyArn = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
    await group(GroupName);
    await user('member');
    await add(GroupName, 'member');
    const PolicyDocument = allow('s3:*');
    await server.call('iam', 'PutGroupPolicy', { GroupName, PolicyName: 'p', PolicyDocument });
    await server.call('iam', 'AttachGroupPolicy', { GroupName, PolicyArn });
    const refused = (what: string) =>
      assertRefused(server, 'DeleteGroup', { GroupName }, [
        409,
        'DeleteConflict',
        `Cannot delete entity, must ${what} first.`,
      ]);

    await refused('remove users from group');
    await server.call('iam', 'RemoveUserFromGroup', { GroupName, UserName: 'member' });
    await refused('delete policies');
    await server.call('iam', 'DeleteGroupPolicy', { GroupName, PolicyName: 'p' });
    await refused('detach all policies');
    await server.call('iam', 'DetachGroupPolicy', { GroupName, PolicyArn });
    await server.call('iam', 'DeleteGroup', { GroupName });

    await assertRefused(server, 'GetGroup', { GroupName }, [
      404,
      'NoSuchEntity',
      'The group with name full cannot be found.',
    ]);
  });
});

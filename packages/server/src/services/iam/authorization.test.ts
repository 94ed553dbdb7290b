import assert from 'node:assert/strict';
import { after, before, beforeEach, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { allow, IAM } from './testing.ts';

/** What a user may do in IAM itself: by resource, by condition key, and in AWS's words when it may not. */
onBothEngines('Permissions for IAM', engine => {
  let server: TestServer;
  let ana: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await server.call('iam', 'CreateUser', { UserName: 'ana', Path: '/team/' });
    const { AccessKey } = await server.call('iam', 'CreateAccessKey', { UserName: 'ana' });
    ana = server.as({ accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey });
    await server.call('iam', 'CreateUser', { UserName: 'bob', Tags: [{ Key: 'team', Value: 'blue' }] });
    await server.call('iam', 'CreateGroup', { GroupName: 'devs' });
  });
  after(() => server[Symbol.asyncDispose]());
  beforeEach(() => permit([]));

  /** Ana may do what these statements say and nothing else. */
  async function permit(Statement: readonly object[]) {
    const none = { Effect: 'Allow', Action: 'none:None', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [none, ...Statement] });
    await server.call('iam', 'PutUserPolicy', { UserName: 'ana', PolicyName: 'p', PolicyDocument });
  }

  async function outcome(answer: Promise<unknown>): Promise<'done' | 'denied'> {
    try {
      await answer;
      return 'done';
    } catch (error) {
      assert.match(String(error), /<Code>AccessDenied<\/Code>/);
      return 'denied';
    }
  }

  it('denials name what was asked for as AWS does', async () => {
    const caller = `User: ${IAM}:user/team/ana is not authorized to perform: iam:`;
    const because = (action: string) => ` because no identity-based policy allows the iam:${action} action`;
    const cases = [
      ['CreateUser', { UserName: 'x', Path: '/p/' }, `${IAM}:user/p/x`],
      ['GetUser', { UserName: 'bob' }, 'user bob'],
      ['GetUser', {}, 'user ana'],
      ['DeleteUser', { UserName: 'nobody' }, 'user nobody'],
      ['ListUsers', {}, `${IAM}:user/`],
      ['CreateGroup', { GroupName: 'g' }, `${IAM}:group/g`],
      ['AddUserToGroup', { GroupName: 'devs', UserName: 'bob' }, 'group devs'],
      ['CreatePolicy', { PolicyName: 'x', PolicyDocument: allow('s3:*') }, `${IAM}:policy/x`],
      ['GetPolicy', { PolicyArn: `${IAM}:policy/x` }, `policy ${IAM}:policy/x`],
      ['ListPolicies', {}, 'policy path /'],
      ['AttachUserPolicy', { UserName: 'bob', PolicyArn: `${IAM}:policy/x` }, 'user bob'],
      ['GetAccountSummary', {}, '*'],
    ] as const;
    for (const [operation, input, resource] of cases) {
      const { status, code, message } = await ana.refused('iam', operation, input);
      assert.deepEqual([status, code], [403, 'AccessDenied'], operation);
      assert.equal(message, `${caller}${operation} on resource: ${resource}${because(operation)}`);
    }
  });

  it('what exists and what does not is refused alike', async () => {
    const messages = await Promise.all(
      ['bob', 'nobody'].map(async UserName => (await ana.refused('iam', 'GetUser', { UserName })).message),
    );

    assert.equal(messages[0]?.replace('bob', 'X'), messages[1]?.replace('nobody', 'X'));
  });

  it('resources are ARNs with their paths, of what exists', async () => {
    await permit([{ Effect: 'Allow', Action: 'iam:GetUser', Resource: `${IAM}:user/team/*` }]);

    assert.equal(await outcome(ana.call('iam', 'GetUser', {})), 'done');
    assert.equal(await outcome(ana.call('iam', 'GetUser', { UserName: 'bob' })), 'denied');
  });

  it('renaming needs both names', async () => {
    await permit([{ Effect: 'Allow', Action: 'iam:UpdateUser', Resource: [`${IAM}:user/bob`, `${IAM}:user/b/*`] }]);

    const rename = (NewPath: string) => ana.call('iam', 'UpdateUser', { UserName: 'bob', NewPath });
    assert.equal(await outcome(rename('/a/')), 'denied');
    assert.equal(await outcome(rename('/b/')), 'done');
    assert.equal(await outcome(rename('/')), 'done');
  });

  it('iam:PolicyARN says which policies may be attached', async () => {
    const permitted = 'arn:aws:iam::aws:policy/IAMReadOnlyAccess';
    const actions = ['AttachUserPolicy', 'DetachUserPolicy', 'AttachGroupPolicy', 'DetachGroupPolicy'] as const;
    await permit([
      {
        Effect: 'Allow',
        Action: actions.map(action => `iam:${action}`),
        Resource: '*',
        Condition: { ArnEquals: { 'iam:PolicyARN': permitted } },
      },
    ]);

    for (const action of actions) {
      const input = { UserName: 'bob', GroupName: 'devs' };
      const other = 'arn:aws:iam::aws:policy/AdministratorAccess';
      assert.equal(await outcome(ana.call('iam', action, { ...input, PolicyArn: other })), 'denied', action);
      assert.equal(await outcome(ana.call('iam', action, { ...input, PolicyArn: permitted })), 'done', action);
    }
  });

  it('iam:PermissionsBoundary says with which boundary users may be made and given policies', async () => {
    const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    await permit([
      {
        Effect: 'Allow',
        Action: ['iam:CreateUser', 'iam:PutUserPolicy', 'iam:PutUserPermissionsBoundary'],
        Resource: '*',
        Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } },
      },
    ]);
    const policy = { PolicyName: 'x', PolicyDocument: allow('s3:*') };
    const create = (more: object) => ana.call('iam', 'CreateUser', { UserName: 'made', ...more });
    const put = (UserName: string) => ana.call('iam', 'PutUserPolicy', { UserName, ...policy });
    const bind = (PermissionsBoundary: string) =>
      ana.call('iam', 'PutUserPermissionsBoundary', { UserName: 'made', PermissionsBoundary });

    assert.equal(await outcome(create({})), 'denied');
    assert.equal(await outcome(create({ PermissionsBoundary: 'arn:aws:iam::aws:policy/IAMFullAccess' })), 'denied');
    assert.equal(await outcome(create({ PermissionsBoundary: boundary })), 'done');
    assert.equal(await outcome(put('made')), 'done');
    assert.equal(await outcome(put('bob')), 'denied');
    assert.equal(await outcome(bind('arn:aws:iam::aws:policy/IAMFullAccess')), 'denied');
    assert.equal(await outcome(bind(boundary)), 'done');
  });

  it('tags of the request and of the user count', async () => {
    const made = (value: string) =>
      ana.call('iam', 'CreateUser', { UserName: `tag-${value}`, Tags: [{ Key: 'team', Value: value }] });
    const tag = (UserName: string, Key: string) =>
      ana.call('iam', 'TagUser', { UserName, Tags: [{ Key, Value: 'x' }] });
    await permit([
      {
        Effect: 'Allow',
        Action: 'iam:CreateUser',
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestTag/team': 'blue' } },
      },
      {
        Effect: 'Allow',
        Action: 'iam:TagUser',
        Resource: '*',
        Condition: {
          StringEquals: { 'iam:ResourceTag/team': 'blue' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['color'] },
        },
      },
      {
        Effect: 'Allow',
        Action: 'iam:UntagUser',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:ResourceTag/team': 'blue' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['color'] },
        },
      },
    ]);

    assert.equal(await outcome(made('red')), 'denied');
    assert.equal(await outcome(made('blue')), 'done');
    assert.equal(await outcome(tag('tag-blue', 'color')), 'done');
    assert.equal(await outcome(tag('tag-blue', 'team')), 'denied');
    assert.equal(await outcome(tag('ana', 'color')), 'denied');
    const untag = (UserName: string, key: string) => ana.call('iam', 'UntagUser', { UserName, TagKeys: [key] });
    assert.equal(await outcome(untag('tag-blue', 'color')), 'done');
    assert.equal(await outcome(untag('tag-blue', 'team')), 'denied');
  });

  it('an inactive key lets nobody in, from the next request on', async () => {
    await permit([{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }]);
    const { AccessKey } = await ana.call('iam', 'CreateAccessKey', {});
    const { AccessKeyId } = AccessKey;
    const second = server.as({ accessKeyId: AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey });
    await second.call('iam', 'GetUser', {});

    await ana.call('iam', 'UpdateAccessKey', { AccessKeyId, Status: 'Inactive' });
    const { status } = await second.refused('iam', 'GetUser', {});
    await ana.call('iam', 'UpdateAccessKey', { AccessKeyId, Status: 'Active' });
    await second.call('iam', 'GetUser', {});
    await second.call('iam', 'DeleteAccessKey', { AccessKeyId });

    assert.equal(status, 403);
    assert.equal((await second.refused('iam', 'GetUser', {})).status, 403);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { TestServer } from '../../testing/test-server.ts';
import { GROUP, makeGroup, putEvents } from './testing.ts';

const PLACE = { logGroupName: '/app', logStreamName: 's' };

describe('access to logs', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open();
    await makeGroup(server, '/app', 's');
    await makeGroup(server, '/other', 's');
    await server.call('logs', 'TagResource', { resourceArn: `${GROUP}:/app`, tags: { team: 'a' } });
  });
  after(() => server[Symbol.asyncDispose]());

  const user = async (name: string, Action: string | readonly string[], Resource: string, Condition?: object) => {
    const statement = { Effect: 'Allow' as const, Action, Resource, ...(Condition && { Condition }) };
    return (await makeUser(server, name, { policies: [policyOfStatements(statement)] })).server;
  };

  it('is given to a group and everything in it by `NAME:*`, as policies for functions have it', async () => {
    const writer = await user(
      'writer',
      ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:FilterLogEvents'],
      `${GROUP}:/app:*`,
    );

    await writer.call('logs', 'CreateLogStream', { ...PLACE, logStreamName: 'mine' });
    await putEvents(writer, '/app', 'mine', [server.clock.now(), 'x']);
    assert.equal((await writer.call('logs', 'FilterLogEvents', { logGroupName: '/app' })).events?.length, 1);
    const denied = await writer.refused('logs', 'FilterLogEvents', { logGroupName: '/other' });
    assert.equal(denied.code, 'AccessDeniedException');
    assert.ok(
      (denied.message ?? '').includes(`logs:FilterLogEvents on resource: ${GROUP}:/other:log-stream:`),
      denied.message ?? '',
    );
  });

  it('is given to one stream by its ARN', async () => {
    const reader = await user('reader', 'logs:GetLogEvents', `${GROUP}:/app:log-stream:s`);

    assert.deepEqual((await reader.call('logs', 'GetLogEvents', PLACE)).events, []);
    const other = await reader.refused('logs', 'GetLogEvents', { ...PLACE, logStreamName: 'mine' });
    const arn = { logStreamName: 's', logGroupIdentifier: `${GROUP}:/other` };
    assert.deepEqual(
      [other.code, (await reader.refused('logs', 'GetLogEvents', arn)).code],
      ['AccessDeniedException', 'AccessDeniedException'],
    );
  });

  it('may depend on the tags of a group and of a request', async () => {
    const byTag = { StringEquals: { 'aws:ResourceTag/team': 'a' } };
    const owner = await user('owner', 'logs:*', '*', byTag);
    const tagger = await user('tagger', ['logs:CreateLogGroup', 'logs:TagResource'], '*', {
      StringEquals: { 'aws:RequestTag/team': 'b' },
    });

    await owner.call('logs', 'PutRetentionPolicy', { logGroupName: '/app', retentionInDays: 7 });
    await tagger.call('logs', 'CreateLogGroup', { logGroupName: '/tagged', tags: { team: 'b' } });
    const codes = await Promise.all([
      owner.refused('logs', 'PutRetentionPolicy', { logGroupName: '/other', retentionInDays: 7 }),
      tagger.refused('logs', 'CreateLogGroup', { logGroupName: '/untagged' }),
    ]);
    assert.deepEqual(new Set(codes.map(({ code }) => code)), new Set(['AccessDeniedException']));
  });

  it('says nothing of what is there before it is allowed, and finds nothing of other accounts and regions', async () => {
    const nobody = await user('nobody', 's3:*', '*');
    const told = async (name: string) => {
      const { message = '' } = await nobody.refused('logs', 'GetLogEvents', { ...PLACE, logGroupName: name });
      return message.replaceAll(name, 'NAME');
    };

    assert.equal(await told('/app'), await told('/nope'));
    const elsewhere = GROUP.replace('us-east-1', 'eu-west-1');
    const missing = await server.refused('logs', 'GetLogEvents', {
      logStreamName: 's',
      logGroupIdentifier: `${elsewhere}:/app`,
    });
    assert.equal(missing.code, 'ResourceNotFoundException');
    const both = await server.refused('logs', 'GetLogEvents', { ...PLACE, logGroupIdentifier: '/app' });
    assert.equal(both.code, 'InvalidParameterException');
  });
});

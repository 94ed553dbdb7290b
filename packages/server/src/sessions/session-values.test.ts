import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { ManualClock } from '../testing/manual-clock.ts';
import { TestServer, secretText } from '../testing/test-server.ts';
import { makeLambdaRole, ROLE_ARN } from '../services/lambda/testing.ts';
import { callAsService } from '../pipeline/service-call.ts';
import { SessionValues } from './session-values.ts';

describe('values that sessions of functions fetched', () => {
  const texts = (values: SessionValues, id: string) => values.of(id).map(value => value.unwrap());

  it('are kept for watched sessions alone, each once, and until their credentials end', () => {
    const clock = new ManualClock();
    const values = new SessionValues(clock);
    values.watch('ASIA1', clock.now() + 1_000);
    for (const text of ['a', 'b', 'a']) values.remember('ASIA1', new Redacted(text));
    values.remember('ASIA2', new Redacted('c'));

    assert.deepEqual([texts(values, 'ASIA1'), texts(values, 'ASIA2')], [['b', 'a'], []]);
    clock.advance(1_000);
    values.watch('ASIA3', clock.now() + 1_000);
    assert.deepEqual([texts(values, 'ASIA1'), values.isWatched('ASIA1')], [[], false]);
  });

  it('are bounded: the oldest go first', () => {
    const clock = new ManualClock();
    const values = new SessionValues(clock);
    values.watch('A', clock.now() + 1);
    for (let i = 0; i < 600; i++) values.remember('A', new Redacted(`value ${i}`));
    const many = texts(values, 'A');
    values.remember('A', new Redacted('x'.repeat(2_097_150)));

    assert.deepEqual([many.length, many[0], many.at(-1)], [512, 'value 88', 'value 599']);
    assert.equal(texts(values, 'A').length, 1);
    for (let i = 0; i < 1_024; i++) values.watch(`B${i}`, clock.now() + 1);
    assert.deepEqual([values.isWatched('A'), values.isWatched('B0')], [false, true]);
  });

  describe('by requests', () => {
    let server: TestServer;
    before(async () => {
      server = await TestServer.open();
    });
    after(() => server[Symbol.asyncDispose]());

    it('are those of GetSecretValue, of a batch and of GetRandomPassword', async () => {
      await makeLambdaRole(server);
      const statement = { Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*' };
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      await server.call('iam', 'PutRolePolicy', { RoleName: 'runs', PolicyName: 'p', PolicyDocument });
      const ClientRequestToken = '11111111-2222-4333-8444-555555555555';
      await server.call('secretsmanager', 'CreateSecret', {
        Name: 'a',
        ClientRequestToken,
        SecretString: secretText('va'),
      });
      const SecretBinary = new Redacted(Buffer.from('vb'));
      await server.call('secretsmanager', 'CreateSecret', { Name: 'b', ClientRequestToken, SecretBinary });
      const by = { principal: 'lambda.amazonaws.com', accountId: '123456789012', region: 'us-east-1' };
      const input = { RoleArn: ROLE_ARN, RoleSessionName: 'function' };
      const { Credentials } = await callAsService(server.parts.line, by, 'sts', 'AssumeRole', input);
      if (Credentials === undefined) throw new Error('no credentials');
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken } = Credentials;
      const session = server.as({ accessKeyId, secretAccessKey, sessionToken: new Redacted(SessionToken) });
      const { fetched } = server.parts.line;

      await session.call('secretsmanager', 'GetSecretValue', { SecretId: 'a' });
      const unwatched = texts(fetched, accessKeyId);
      fetched.watch(accessKeyId, Credentials.Expiration);
      await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'a' });
      await session.refused('secretsmanager', 'GetSecretValue', { SecretId: 'none' });
      const ofOthers = texts(fetched, accessKeyId);
      await session.call('secretsmanager', 'BatchGetSecretValue', { SecretIdList: ['a', 'b'] });
      const { RandomPassword } = await session.call('secretsmanager', 'GetRandomPassword', {});

      assert.deepEqual([unwatched, ofOthers], [[], []]);
      assert.deepEqual(
        texts(fetched, accessKeyId).toSorted(),
        ['va', 'vb', 'dmI=', '7662', RandomPassword?.unwrap() ?? ''].toSorted(),
      );
    });
  });
});

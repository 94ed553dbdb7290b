import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { finish, FUNCTION_ARN, rotate, send } from './rotation.test-support.ts';
import {
  assertRefused,
  DELETED,
  INVALID_NAME,
  makeSecret,
  NOT_FOUND,
  putVersion,
  recordsNamed,
  token,
} from './testing.ts';

onBothEngines('CancelRotateSecret', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const describe = (SecretId: string) => server.call('secretsmanager', 'DescribeSecret', { SecretId });

  it('succeeds for a secret that was never rotated: RotationEnabled appears, as false', async () => {
    const ARN = await makeSecret(server, 'never');
    server.clock.advance(1_000);

    const response = await server.send('secretsmanager', 'CancelRotateSecret', '{"SecretId":"never"}');

    assert.equal(textOf(response), `{"ARN":"${ARN}","Name":"never"}`);
    assert.equal(
      textOf(await server.send('secretsmanager', 'DescribeSecret', '{"SecretId":"never"}')),
      `{"ARN":"${ARN}","CreatedDate":1.790450994123E9,"LastChangedDate":1.790450995123E9,"Name":"never",` +
        `"RotationEnabled":false,"VersionIdsToStages":{"${token(1)}":["AWSCURRENT"]}}`,
    );
  });

  it('turns rotation off: function, rules and AWSPENDING stay, NextRotationDate goes', async () => {
    await makeSecret(server, 'on');
    await rotate(server, { SecretId: 'on', RotationRules: { AutomaticallyAfterDays: 30 } });
    const planned = await describe('on');

    await server.call('secretsmanager', 'CancelRotateSecret', { SecretId: 'on' });

    const { RotationEnabled, RotationLambdaARN, RotationRules, NextRotationDate, VersionIdsToStages } =
      await describe('on');
    assert.notEqual(planned.NextRotationDate, undefined);
    assert.deepEqual([RotationEnabled, NextRotationDate, RotationLambdaARN], [false, undefined, FUNCTION_ARN]);
    assert.deepEqual({ ...RotationRules }, { AutomaticallyAfterDays: 30 });
    assert.deepEqual({ ...VersionIdsToStages }, { [token(1)]: ['AWSCURRENT'], [token(2)]: ['AWSPENDING'] });
  });

  it('keeps the date of the last rotation', async () => {
    await makeSecret(server, 'rotated');
    await rotate(server, { SecretId: 'rotated' });
    await putVersion(server, 'rotated', 2, ['AWSPENDING']);
    await finish(server, 'rotated', 1, 2);
    const rotatedAt = server.clock.now();
    server.clock.advance(1_000);

    await server.call('secretsmanager', 'CancelRotateSecret', { SecretId: 'rotated' });

    assert.equal((await describe('rotated')).LastRotatedDate, rotatedAt);
  });

  it('is taken back by RotateSecret without parameters', async () => {
    await makeSecret(server, 'off-and-on');
    await rotate(server, {
      SecretId: 'off-and-on',
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediately: false,
    });
    const { NextRotationDate } = await describe('off-and-on');
    await server.call('secretsmanager', 'CancelRotateSecret', { SecretId: 'off-and-on' });

    await send(server, { SecretId: 'off-and-on', ClientRequestToken: token(3), RotateImmediately: false });

    const on = await describe('off-and-on');
    assert.equal(on.RotationEnabled, true);
    assert.equal(on.NextRotationDate, NextRotationDate);
  });

  it('records who cancelled it', async () => {
    const arn = await makeSecret(server, 'recorded');

    await server.call('secretsmanager', 'CancelRotateSecret', { SecretId: 'recorded' });

    const record = (await recordsNamed(server, 'CancelRotateSecret')).at(-1);
    assert.deepEqual(record?.['requestParameters'], { secretId: 'recorded' });
    assert.deepEqual(record?.['responseElements'], { arn });
    assert.equal(record?.['readOnly'], false);
  });

  it('refuses a deleted secret, one that is not there, and a name that is none', async () => {
    await makeSecret(server, 'deleted');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'deleted' });
    const refused = (SecretId: string, answer: Parameters<typeof assertRefused>[3]) =>
      assertRefused(server, 'CancelRotateSecret', { SecretId }, answer);

    await refused('deleted', ['InvalidRequestException', DELETED]);
    await refused('nowhere', ['ResourceNotFoundException', NOT_FOUND]);
    await refused('bad name', ['ValidationException', INVALID_NAME, 'message']);
  });
});

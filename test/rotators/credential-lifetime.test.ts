/** How long a password lives with alternating users: the guide's table, in virtual time, with a real database. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alternatingUsers } from '../../packages/rotators/src/database/alternating-users.ts';
import { postgres } from '../../packages/rotators/src/postgres/engine.ts';
import { postgresUnderTest } from '../../packages/rotators/src/testing/postgres-under-test.ts';
import { RotatingCoffer } from '../../packages/rotators/src/testing/rotating-coffer.ts';
import { rotator } from '../../packages/server/src/services/secretsmanager/rotation-model.test-support.ts';

test('119: of an interval of 44 days a password is current for 44, the previous one for 44 more, and refused before day 90', async () => {
  await using coffer = await RotatingCoffer.open();
  await using database = await postgresUnderTest();
  const { server } = coffer;
  const base = { engine: 'postgres', host: '127.0.0.1', port: database.port };
  const masterarn = await coffer.store({ ...base, ...database.administrator });
  const username = await database.makeUser('', 'the-first-password');
  const SecretId = await coffer.store({ ...base, username, password: 'the-first-password', masterarn });
  const node = rotator(server, async (_line, { event }) => {
    await coffer.send(() => alternatingUsers(postgres), {
      ...event,
      RotationToken: event.RotationToken.unwrap(),
    });
    return { failure: undefined };
  });
  const ClientRequestToken = await coffer.begin(SecretId);
  await server.call('secretsmanager', 'RotateSecret', {
    SecretId,
    ClientRequestToken,
    RotationRules: { AutomaticallyAfterDays: 44 },
  });
  const rotateOnSchedule = async () => {
    const { NextRotationDate = 0 } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    server.clock.advance(NextRotationDate - server.clock.now());
    await node.runDue();
  };
  await node.runDue();
  const made = server.clock.now();
  const current = await coffer.read(SecretId);
  const [user, password] = [current.get('username') ?? '', current.get('password') ?? ''];
  assert.deepEqual((await coffer.stages(SecretId)).get(ClientRequestToken), ['AWSCURRENT', 'AWSPENDING']);

  await rotateOnSchedule();
  assert.deepEqual((await coffer.stages(SecretId)).get(ClientRequestToken), ['AWSPREVIOUS']);
  await database.use(user, password);
  await rotateOnSchedule();

  assert.equal((await coffer.stages(SecretId)).get(ClientRequestToken), undefined);
  await assert.rejects(database.use(user, password), /password authentication failed/);
  assert.ok(server.clock.now() - made < 90 * 86_400_000);
  assert.equal((await coffer.read(SecretId)).get('username'), user);
});

/** What comes between the steps of a rotation: deletions, cancellations, the end of a window, a clock that was wrong. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import { scheduleJob } from '../../jobs/store.ts';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { TestServer } from '../../testing/test-server.ts';
import { recallRotations } from './rotation-store.ts';
import { modelFunction, rotator } from './rotation-model.test-support.ts';
import { rotate } from './rotation.test-support.ts';
import { makeSecret, recordsNamed, token, valueOf } from './testing.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;
const ALL_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const EVENTS = ['Started', 'Succeeded', 'Failed', 'Abandoned'].flatMap(name => [
  `Rotation${name}`,
  `TestRotation${name}`,
]);

onBothEngines('A rotation that is interrupted', engine => {
  let server: TestServer;
  let names = 0;
  let SecretId: string;
  before(async () => {
    const clock = new ManualClock(Date.parse('2026-09-24T06:11:43.593Z'));
    server = await TestServer.open({ engine, clock });
  });
  beforeEach(async () => {
    SecretId = await makeSecret(server, `secret-${names++}`);
  });
  afterEach(() => server.parts.database.write(writer => writer.run(sql`delete from job`)));
  after(() => server[Symbol.asyncDispose]());

  const stages = async () => ({
    ...(await server.call('secretsmanager', 'DescribeSecret', { SecretId })).VersionIdsToStages,
  });
  const events = async () =>
    (await recordsNamed(server, ...EVENTS)).filter(
      record => JSON.stringify(record['additionalEventData']) === JSON.stringify({ SecretId }),
    );
  const eventNames = async () => (await events()).map(record => record['eventName']);
  const setUp = () => {
    const { model, invokeStep } = modelFunction(server);
    return { model, invokeStep, node: rotator(server, invokeStep) };
  };
  const jobs = () =>
    server.parts.database.read(reader => reader.all(sql`select id from job where kind = 'secretsmanager.rotation'`));

  it('has its version reserved, without a value, before the first step; so has one that begins on schedule', async () => {
    const { model, node } = setUp();
    const seen: unknown[] = [];
    model.before = async step => {
      if (step !== 'createSecret') return undefined;
      const { VersionIdsToStages } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
      const VersionId = model.events.at(-1)?.event.ClientRequestToken ?? '';
      const { code } = await server.refused('secretsmanager', 'GetSecretValue', { SecretId, VersionId });
      const version = await server.parts.database.read(reader =>
        reader.get<object>(sql`select kind from secret_version where version_id = ${VersionId}`),
      );
      seen.push([VersionIdsToStages?.[VersionId], code, version]);
      return undefined;
    };
    await rotate(server, { SecretId, RotationRules: { AutomaticallyAfterDays: 1 } });

    await node.runDue();
    server.clock.advanceDays(2);
    await node.runDue();

    const reserved = [['AWSPENDING'], 'ResourceNotFoundException', { kind: null }];
    assert.equal(JSON.stringify(seen), JSON.stringify([reserved, reserved]));
    assert.equal(await valueOf(server, SecretId), model.passwords.get(SecretId));
  });

  for (const step of ALL_STEPS) {
    it(`by a deletion during ${step} goes on with the same version when the secret is restored`, async () => {
      const { model, node } = setUp();
      await rotate(server, { SecretId });
      model.before = async asked => {
        if (asked === step) await server.call('secretsmanager', 'DeleteSecret', { SecretId });
        return undefined;
      };

      await node.runDue();

      assert.deepEqual(model.steps.splice(0), ALL_STEPS.slice(0, ALL_STEPS.indexOf(step) + 1));
      assert.deepEqual(await eventNames(), ['RotationStarted', 'RotationAbandoned']);
      assert.deepEqual(await stages(), { [token(1)]: ['AWSCURRENT'], [token(2)]: ['AWSPENDING'] });
      model.before = () => Promise.resolve(undefined);
      await server.call('secretsmanager', 'RestoreSecret', { SecretId });
      await node.runDue();
      assert.deepEqual(model.steps, ALL_STEPS);
      assert.equal(model.events.at(-1)?.event.ClientRequestToken, token(2));
      assert.equal((await eventNames()).at(-1), 'RotationSucceeded');
      assert.equal(await valueOf(server, SecretId), model.passwords.get(SecretId));
    });
  }

  it('by a deletion without recovery during a step ends, and leaves no job', async () => {
    const { model, node } = setUp();
    await rotate(server, { SecretId, RotationRules: { AutomaticallyAfterDays: 1 } });
    model.before = async step => {
      if (step !== 'setSecret') return undefined;
      await server.call('secretsmanager', 'DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
      return undefined;
    };

    await node.runDue();

    assert.deepEqual(model.steps, ['createSecret', 'setSecret']);
    assert.deepEqual(await eventNames(), ['RotationStarted', 'RotationAbandoned']);
    assert.deepEqual(await jobs(), []);
  });

  it('by a node that stalls, and fails when another one has failed with it too, has failed once', async () => {
    const { model, invokeStep, node } = setUp();
    const second = rotator(server, invokeStep);
    await rotate(server, { SecretId });
    model.before = async step => {
      if (step !== 'setSecret') return undefined;
      model.before = asked => Promise.resolve(asked === 'testSecret' ? 'OperationalError' : undefined);
      // Longer than its lease.
      server.clock.advance(61_000);
      await second.runDue();
      return 'OperationalError';
    };

    await node.runDue();
    model.before = () => Promise.resolve(undefined);
    server.clock.advance(10_000);
    await second.runDue();

    assert.deepEqual(model.steps, ['createSecret', 'setSecret', ...ALL_STEPS.slice(0, 3), ...ALL_STEPS]);
    assert.deepEqual(await eventNames(), ['RotationStarted', 'RotationFailed', 'RotationSucceeded']);
    assert.equal(await valueOf(server, SecretId), model.passwords.get(SecretId));
  });

  it('by a cancellation before its one test has failed, and its version has no label', async () => {
    const { model, node } = setUp();
    await rotate(server, { SecretId, RotateImmediately: false, RotationRules: { AutomaticallyAfterDays: 1 } });

    await server.call('secretsmanager', 'CancelRotateSecret', { SecretId });
    await node.runDue();

    assert.deepEqual(model.steps, []);
    assert.deepEqual(await eventNames(), ['TestRotationStarted', 'TestRotationFailed']);
    assert.deepEqual(await stages(), { [token(1)]: ['AWSCURRENT'] });
  });

  it('by the end of its window goes on: a half-made rotation does not wait for the next one', async () => {
    const { model, node } = setUp();
    const RotationRules = { ScheduleExpression: 'cron(0 2 * * ? *)', Duration: '1h' };
    await rotate(server, { SecretId, RotationRules });
    await node.runDue();
    model.steps.length = 0;
    const { NextRotationDate = 0 } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    server.clock.advance(NextRotationDate - server.clock.now());
    model.before = step => Promise.resolve(step === 'testSecret' ? 'OperationalError' : undefined);
    await node.runDue();
    model.before = () => Promise.resolve(undefined);
    server.clock.advance(2 * HOUR);

    await node.runDue();

    assert.deepEqual(model.steps, [...ALL_STEPS.slice(0, 3), ...ALL_STEPS]);
    assert.equal(await valueOf(server, SecretId), model.passwords.get(SecretId));
  });

  it('by a clock that jumps a year ahead rotates once', async () => {
    const { model, node } = setUp();
    await rotate(server, { SecretId, RotationRules: { AutomaticallyAfterDays: 1 } });
    await node.runDue();
    model.steps.length = 0;
    server.clock.advance(YEAR);

    await node.runDue();
    await node.runDue();

    assert.deepEqual(model.steps, ALL_STEPS);
    server.clock.advance(-YEAR);
  });

  it('by a failure while the clock was a year ahead goes on when the clock is right again', async () => {
    const { model, node } = setUp();
    await rotate(server, { SecretId });
    server.clock.advance(YEAR);
    model.before = () => Promise.resolve('OperationalError');
    await node.runDue();
    model.before = () => Promise.resolve(undefined);
    model.steps.length = 0;
    server.clock.advance(-YEAR);
    await node.runDue();
    assert.deepEqual(model.steps, [], 'its next attempt is planned for next year');

    const recalled = await recallRotations(server.parts.database, server.clock.now());
    await node.runDue();

    assert.equal(recalled, 1);
    assert.deepEqual(model.steps, ALL_STEPS);
    assert.deepEqual((await eventNames()).toSorted(), ['RotationFailed', 'RotationStarted', 'RotationSucceeded']);
  });

  it('by a crash while the clock was a year ahead is taken over when the clock is right again', async () => {
    const { model, node } = setUp();
    await rotate(server, { SecretId });
    const leasedUntil = server.clock.now() + YEAR;
    await server.parts.database.write(writer =>
      writer.run(sql`update job set lease_owner = 'who is gone', lease_until = ${leasedUntil}`),
    );
    await node.runDue();
    assert.deepEqual(model.steps, [], 'somebody holds it for a year');

    const recalled = await recallRotations(server.parts.database, server.clock.now());
    await node.runDue();

    assert.equal(recalled, 1);
    assert.deepEqual(model.steps, ALL_STEPS);
  });

  it('is not recalled while all is as it should be, nor is what is planned for later, nor what is no rotation', async () => {
    const { model, node } = setUp();
    const later = await makeSecret(server, `later-${names}`);
    await rotate(server, { SecretId: later, RotationRules: { AutomaticallyAfterDays: 900 } });
    await node.runDue();
    await rotate(server, { SecretId });
    model.before = () => Promise.resolve('OperationalError');
    await node.runDue();
    await server.parts.database.write(writer =>
      scheduleJob(writer, { id: 'x', kind: 'another', subject: 'x', due_at: server.clock.now() + YEAR }),
    );
    model.steps.length = 0;

    assert.equal(await recallRotations(server.parts.database, server.clock.now()), 0);

    await node.runDue();
    assert.deepEqual(model.steps, []);
  });
});

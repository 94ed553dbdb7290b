import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, it } from 'node:test';
import { AwsError } from '@coffer/wire';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { TestServer } from '../../testing/test-server.ts';
import { modelFunction, rotator } from './rotation-model.test-support.ts';
import { finish, FUNCTION_ARN, rotate, send } from './rotation.test-support.ts';
import { makeSecret, putVersion, recordsNamed, token, valueOf } from './testing.ts';

const HOUR = 3_600_000;
const ALL_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const DAILY = { ScheduleExpression: 'rate(1 day)', Duration: '2h' };
const EVENTS = ['RotationStarted', 'RotationSucceeded', 'RotationFailed', 'RotationAbandoned'];
const TEST_EVENTS = ['TestRotationStarted', 'TestRotationSucceeded', 'TestRotationFailed'];

onBothEngines('The driver of rotations', engine => {
  let server: TestServer;
  let names = 0;
  let SecretId: string;
  before(async () => {
    const clock = new ManualClock(Date.parse('2026-09-24T06:11:43.593Z'));
    server = await TestServer.open({ engine, clock, options: { regions: ['us-east-1', 'eu-west-1'] } });
  });
  beforeEach(async () => {
    SecretId = await makeSecret(server, `secret-${names++}`);
  });
  // What is left of a test rotates in no other.
  afterEach(() => server.parts.database.write(writer => writer.run(sql`delete from job`)));
  after(() => server[Symbol.asyncDispose]());

  const stages = async () => ({
    ...(await server.call('secretsmanager', 'DescribeSecret', { SecretId })).VersionIdsToStages,
  });
  const events = async (...of: readonly string[]) =>
    (await recordsNamed(server, ...(of.length === 0 ? [...EVENTS, ...TEST_EVENTS] : of))).filter(
      record => JSON.stringify(record['additionalEventData']) === JSON.stringify({ SecretId }),
    );
  const eventNames = async () => (await events()).map(record => record['eventName']);
  const begin = (input: object = {}) => rotate(server, { SecretId, ...input });
  const setUp = () => {
    const { model, invokeStep } = modelFunction(server);
    return { model, invokeStep, node: rotator(server, invokeStep) };
  };

  it('recorded (88): has the function do the four steps, with the token of the version and one of the rotation', async () => {
    const { model, node } = setUp();
    await begin();

    await node.runDue();

    assert.deepEqual(model.steps, ALL_STEPS);
    for (const { functionArn, accountId, region, event } of model.events) {
      assert.deepEqual([functionArn, accountId, region], [FUNCTION_ARN, '123456789012', 'us-east-1']);
      assert.deepEqual([event.SecretId, event.ClientRequestToken], [SecretId, token(2)]);
      assert.match(event.RotationToken.unwrap(), /^[a-zA-Z0-9-]{36,256}$/);
    }
    assert.deepEqual(await stages(), { [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT', 'AWSPENDING'] });
    assert.equal(await valueOf(server, SecretId), model.passwords.get(SecretId));
    const { LastRotatedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    assert.equal(LastRotatedDate, server.clock.now());
  });

  it('recorded: gives the version the time of its PutSecretValue, not that of its reservation or its end', async () => {
    const { model, node } = setUp();
    const times = new Map<string, number>();
    model.before = step => {
      server.clock.advance(1_234);
      times.set(step, server.clock.now());
      return Promise.resolve(undefined);
    };
    await begin();
    const reservedAt = server.clock.now();

    await node.runDue();

    const storedAt = times.get('createSecret');
    const read = await server.call('secretsmanager', 'GetSecretValue', { SecretId });
    const { Versions = [] } = await server.call('secretsmanager', 'ListSecretVersionIds', { SecretId });
    const listed = Versions.find(({ VersionId }) => VersionId === token(2));
    assert.deepEqual([read.VersionId, read.CreatedDate, listed?.CreatedDate], [token(2), storedAt, storedAt]);
    assert.equal(new Set([reservedAt, ...times.values()]).size, 5);
  });

  it('records RotationStarted and RotationSucceeded as service events', async () => {
    const { node } = setUp();
    await begin();
    await node.runDue();

    const [started, succeeded] = await events();

    assert.deepEqual([started?.['eventName'], succeeded?.['eventName']], ['RotationStarted', 'RotationSucceeded']);
    for (const record of [started, succeeded]) {
      assert.equal(record?.['requestID'], `Rotation-${SecretId}-${token(2)}`);
      assert.equal(record?.['eventType'], 'AwsServiceEvent');
      assert.deepEqual(record?.['userIdentity'], {
        accountId: '123456789012',
        invokedBy: 'secretsmanager.amazonaws.com',
      });
      assert.deepEqual(record?.['additionalEventData'], { SecretId });
      assert.deepEqual([record?.['readOnly'], record?.['errorMessage']], [false, undefined]);
    }
  });

  it('begins anew from the first step when one fails, later and later, and says why without quoting it', async () => {
    const { model, node } = setUp();
    let failures = 2;
    model.before = step => Promise.resolve(step === 'testSecret' && failures-- > 0 ? 'OperationalError' : undefined);
    await begin();

    await node.runDue();
    assert.deepEqual(model.steps.splice(0), ALL_STEPS.slice(0, 3));
    assert.equal(await valueOf(server, SecretId), 'v1');
    server.clock.advance(4_999);
    await node.runDue();
    assert.deepEqual(model.steps.splice(0), []);
    server.clock.advance(5_001);
    await node.runDue();
    assert.deepEqual(model.steps.splice(0), ALL_STEPS.slice(0, 3));
    server.clock.advance(9_999);
    await node.runDue();
    assert.deepEqual(model.steps.splice(0), []);
    server.clock.advance(10_001);
    await node.runDue();

    assert.deepEqual(model.steps, ALL_STEPS);
    assert.deepEqual(await eventNames(), ['RotationStarted', 'RotationFailed', 'RotationFailed', 'RotationSucceeded']);
    const [failed] = await events('RotationFailed');
    const message = String(failed?.['errorMessage']);
    const sentence = `Error when executing lambda ${FUNCTION_ARN} during testSecret step: the function failed (OperationalError)`;
    assert.ok(message.startsWith(`${sentence}; next attempt at 2026-09-24T06:11:`), message);
  });

  it('goes on when a function that was gone or closed can be invoked again', async () => {
    const { model, node } = setUp();
    let isClosed = true;
    model.before = () => {
      if (isClosed) throw new AwsError('AccessDeniedException', 'no');
      return Promise.resolve(undefined);
    };
    await begin();
    await node.runDue();
    isClosed = false;
    server.clock.advance(10_000);

    await node.runDue();

    const [failed] = await events('RotationFailed');
    assert.match(
      String(failed?.['errorMessage']),
      /during createSecret step: it cannot be invoked \(AccessDeniedException\); next attempt at /,
    );
    assert.equal((await eventNames()).at(-1), 'RotationSucceeded');
  });

  it('takes a rotation for failed whose function returns and moves nothing', async () => {
    const { node } = setUp();
    await begin();
    const idle = rotator(server, () => Promise.resolve({ failure: undefined }));

    await idle.runDue();

    const [failed] = await events('RotationFailed');
    assert.match(String(failed?.['errorMessage']), /during finishSecret step: it has not moved AWSCURRENT; /);
    server.clock.advance(10_000);
    await node.runDue();
    assert.equal((await eventNames()).at(-1), 'RotationSucceeded');
  });

  it('waits, and blames nobody, while no functions can be run', async () => {
    const { model, node } = setUp();
    let isUp = false;
    model.before = () => {
      if (!isUp) throw new AwsError('ResourceNotReadyException', 'not now');
      return Promise.resolve(undefined);
    };
    await begin();
    await node.runDue();
    isUp = true;
    server.clock.advance(10_000);

    await node.runDue();

    assert.deepEqual(await eventNames(), ['RotationStarted', 'RotationSucceeded']);
  });

  it('abandons a rotation when somebody writes a value by hand: its version loses AWSPENDING', async () => {
    const { model, node } = setUp();
    await begin({ RotationRules: { AutomaticallyAfterDays: 9 } });
    model.before = async step => {
      if (step === 'setSecret') await putVersion(server, SecretId, 7);
      return undefined;
    };

    await node.runDue();

    assert.deepEqual(model.steps, ['createSecret', 'setSecret']);
    assert.deepEqual(await stages(), { [token(1)]: ['AWSPREVIOUS'], [token(7)]: ['AWSCURRENT'] });
    assert.deepEqual(await eventNames(), ['RotationStarted', 'RotationAbandoned']);
    await send(server, { SecretId, ClientRequestToken: token(8) });
  });

  it('abandons a rotation whose label somebody takes away', async () => {
    const { model, node } = setUp();
    await begin();
    await server.call('secretsmanager', 'UpdateSecretVersionStage', {
      SecretId,
      VersionStage: 'AWSPENDING',
      RemoveFromVersionId: token(2),
    });

    await node.runDue();

    assert.deepEqual(model.steps, []);
    assert.deepEqual(await eventNames(), ['RotationStarted', 'RotationAbandoned']);
  });

  it('stops between two steps when rotation is cancelled; AWSPENDING stays', async () => {
    const { model, node } = setUp();
    await begin({ RotationRules: DAILY });
    model.before = async step => {
      if (step === 'createSecret') await server.call('secretsmanager', 'CancelRotateSecret', { SecretId });
      return undefined;
    };

    await node.runDue();
    server.clock.advanceDays(3);
    await node.runDue();

    assert.deepEqual(model.steps, ['createSecret']);
    assert.deepEqual(await stages(), { [token(1)]: ['AWSCURRENT'], [token(2)]: ['AWSPENDING'] });
    assert.deepEqual(await eventNames(), ['RotationStarted', 'RotationAbandoned']);
  });

  it('recorded: abandons the rotation of a secret that is deleted; after its restoration it goes on', async () => {
    const { model, node } = setUp();
    await begin();
    await server.call('secretsmanager', 'DeleteSecret', { SecretId });
    await node.runDue();
    assert.deepEqual(model.steps, []);
    const [abandoned] = await events('RotationAbandoned');
    assert.deepEqual(abandoned?.['additionalEventData'], { SecretId });

    await server.call('secretsmanager', 'RestoreSecret', { SecretId });
    await node.runDue();

    assert.deepEqual(model.steps, ALL_STEPS);
    assert.equal((await eventNames()).at(-1), 'RotationSucceeded');
  });

  it('abandons the rotation of a secret that is deleted by force, and leaves no job', async () => {
    const { model, node } = setUp();
    await begin({ RotationRules: DAILY });
    await server.call('secretsmanager', 'DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });

    await node.runDue();

    assert.deepEqual([model.steps, await eventNames()], [[], ['RotationStarted', 'RotationAbandoned']]);
    const left = await server.parts.database.read(reader =>
      reader.all(sql`select 1 from secret_rotation r left join secret s on s.id = r.secret_id where s.id is null`),
    );
    assert.deepEqual(left, []);
  });

  it('recorded: with RotateImmediately=false runs testSecret alone; the label goes, the version stays', async () => {
    const { model, node } = setUp();
    await begin({ RotateImmediately: false, RotationRules: DAILY });

    await node.runDue();

    assert.deepEqual(model.steps, ['testSecret']);
    assert.deepEqual(await stages(), { [token(1)]: ['AWSCURRENT'] });
    assert.equal(await valueOf(server, SecretId, { VersionId: token(2) }), 'v1');
    assert.deepEqual(await eventNames(), ['TestRotationStarted', 'TestRotationSucceeded']);
    const { LastRotatedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    assert.equal(LastRotatedDate, undefined);
  });

  it('tests once: a test that fails leaves nothing behind but its record', async () => {
    const { model, node } = setUp();
    model.passwords.set(SecretId, 'another');
    await begin({ RotateImmediately: false });

    await node.runDue();
    server.clock.advance(HOUR);
    await node.runDue();

    assert.deepEqual(model.steps, ['testSecret']);
    assert.deepEqual(await stages(), { [token(1)]: ['AWSCURRENT'] });
    assert.deepEqual(await eventNames(), ['TestRotationStarted', 'TestRotationFailed']);
  });

  it('rotates on schedule, inside the window, again and again', async () => {
    const { model, node } = setUp();
    await begin({ RotationRules: DAILY });
    await node.runDue();
    const passwords = new Set([model.passwords.get(SecretId)]);

    for (let day = 0; day < 3; day++) {
      const { NextRotationDate = 0 } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
      server.clock.advance(NextRotationDate - 2 * HOUR - server.clock.now());
      model.steps.length = 0;
      await node.runDue();
      assert.deepEqual(model.steps, [], 'before the window');
      server.clock.advance(NextRotationDate - server.clock.now());
      await node.runDue();
      assert.deepEqual(model.steps, ALL_STEPS);
      passwords.add(model.passwords.get(SecretId));
    }

    assert.equal(passwords.size, 4);
    assert.equal(await valueOf(server, SecretId), model.passwords.get(SecretId));
  });

  it('after a time when nobody rotated rotates once, then on schedule', async () => {
    const { model, node } = setUp();
    await begin({ RotationRules: { ScheduleExpression: 'rate(1 day)' } });
    await node.runDue();
    server.clock.advanceDays(30);
    model.steps.length = 0;

    await node.runDue();

    assert.deepEqual(model.steps, ALL_STEPS);
    const { NextRotationDate = 0 } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    assert.ok(NextRotationDate > server.clock.now() && NextRotationDate < server.clock.now() + 48 * HOUR);
  });

  it('outside of the hours of its schedule a missed rotation waits for the next window', async () => {
    const { model, node } = setUp();
    await begin({ RotationRules: { ScheduleExpression: 'cron(0 2 * * ? *)', Duration: '1h' } });
    await node.runDue();
    const { NextRotationDate = 0 } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    server.clock.advance(NextRotationDate + 5 * HOUR - server.clock.now());
    model.steps.length = 0;

    await node.runDue();
    assert.deepEqual(model.steps, []);
    const missed = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    assert.equal(missed.NextRotationDate, NextRotationDate + 24 * HOUR);
    server.clock.advance(NextRotationDate + 24 * HOUR - server.clock.now());
    await node.runDue();

    assert.deepEqual(model.steps, ALL_STEPS);
  });

  it('two nodes that both believe they hold the job do no harm: one result is stored', async () => {
    const { model, node, invokeStep } = setUp();
    const second = rotator(server, invokeStep);
    await begin();
    model.before = async step => {
      if (step !== 'testSecret') return undefined;
      model.before = () => Promise.resolve(undefined);
      // The first node stalls for longer than its lease.
      server.clock.advance(61_000);
      await second.runDue();
      return undefined;
    };

    await node.runDue();

    assert.deepEqual(await eventNames(), ['RotationStarted', 'RotationSucceeded']);
    assert.deepEqual(await stages(), { [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT', 'AWSPENDING'] });
    assert.equal(await valueOf(server, SecretId), model.passwords.get(SecretId));
  });

  it('after a crash between two steps another node begins anew, with the same version', async () => {
    const { model, node, invokeStep } = setUp();
    await begin();
    model.before = step => (step === 'setSecret' ? Promise.reject(new Error('crash')) : Promise.resolve(undefined));
    await node.runDue();
    model.before = () => Promise.resolve(undefined);
    server.clock.advance(61_000);

    await rotator(server, invokeStep).runDue();

    assert.deepEqual(await eventNames(), ['RotationStarted', 'RotationSucceeded']);
    assert.equal(await valueOf(server, SecretId), model.passwords.get(SecretId));
  });

  it('does not rotate to the password of before when somebody has gone back from it', async () => {
    const { model, node } = setUp();
    await begin({ RotationRules: { ScheduleExpression: 'rate(1 day)' } });
    await node.runDue();
    await finish(server, SecretId, 2, 1);
    model.passwords.set(SecretId, 'v1');
    assert.deepEqual((await stages())[token(2)], ['AWSPREVIOUS', 'AWSPENDING']);
    server.clock.advanceDays(2);

    await node.runDue();
    await send(server, { SecretId, ClientRequestToken: token(3) });

    assert.notEqual(model.events.at(-1)?.event.ClientRequestToken, token(2));
    assert.equal(await valueOf(server, SecretId), model.passwords.get(SecretId));
    assert.deepEqual((await stages())[token(3)], ['AWSPENDING']);
  });

  it('is followed by replicas, with the rights of who asked for them', async () => {
    const { model, node } = setUp();
    await begin({ RotationRules: { ScheduleExpression: 'rate(1 day)' } });
    await node.runDue();
    const AddReplicaRegions = [{ Region: 'eu-west-1' }];
    await server.call('secretsmanager', 'ReplicateSecretToRegions', { SecretId, AddReplicaRegions });
    await server.parts.jobs.runDue();
    server.clock.advanceDays(2);

    await node.runDue();
    await server.parts.jobs.runDue();

    const there = SecretId.replace('us-east-1', 'eu-west-1');
    const { SecretString } = await server.call('secretsmanager', 'GetSecretValue', { SecretId: there }, 'eu-west-1');
    assert.equal(SecretString?.unwrap(), model.passwords.get(SecretId));
    const { ReplicationStatus = [] } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
    assert.deepEqual(
      ReplicationStatus.map(({ Status }) => Status),
      ['InSync'],
    );
  });

  it('runs at most eight at one time', async () => {
    const { model, node } = setUp();
    const ids = await Promise.all(Array.from({ length: 12 }, (_, i) => makeSecret(server, `many-${i}`)));
    for (const id of ids) await rotate(server, { SecretId: id });
    let running = 0;
    let most = 0;
    model.before = async step => {
      if (step === 'createSecret') most = Math.max(most, ++running);
      await new Promise(resolve => setImmediate(resolve));
      if (step === 'finishSecret') running -= 1;
      return undefined;
    };

    await node.runDue();

    assert.ok(most > 1 && most <= 8, String(most));
    assert.equal(model.steps.length, 48);
  });
});

/** `coffer rotation enable` and `disable` against real databases: what they make, and what they leave. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { DatabaseUnderTest } from '../../../rotators/src/testing/database-under-test.ts';
import { withoutProgram } from '../../../rotators/src/testing/daemon.ts';
import { mariadbUnderTest } from '../../../rotators/src/testing/mariadb-under-test.ts';
import { postgresUnderTest } from '../../../rotators/src/testing/postgres-under-test.ts';
import { redisUnderTest } from '../../../rotators/src/testing/redis-under-test.ts';
import { withoutMariadb } from '../../../rotators/src/testing/mariadb.ts';
import type { CallerVariables } from './testing.ts';
import { RotationCli } from './testing.ts';

/** It waits no longer than the rotation takes, on a busy machine too. */
const EVERY = ['--every', '30d', '--wait', '300'];
const ALTERNATING = ['--engine', 'mariadb', '--strategy', 'alternating', ...EVERY];

describe('coffer rotation enable', { skip: withoutMariadb() }, () => {
  let cli: RotationCli;
  let database: DatabaseUnderTest;
  /** May do what the guide asks for: SecretsManagerReadWrite and IAMFullAccess. */
  let engineer: CallerVariables;

  before(async () => {
    [cli, database] = await Promise.all([RotationCli.open(), mariadbUnderTest()]);
    engineer = await cli.userWith('engineer', 'SecretsManagerReadWrite', 'IAMFullAccess');
    await store('master', database.administrator);
  });
  after(async () => {
    await cli[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  const store = (name: string, members: object) => cli.store(name, { port: database.port, ...members });

  async function functionOf(name: string): Promise<string> {
    const described = await cli.must(['secretsmanager', 'describe-secret', '--secret-id', name]);
    const { RotationLambdaARN = '' } = JSON.parse(described) as { RotationLambdaARN?: string };
    return RotationLambdaARN.slice(RotationLambdaARN.lastIndexOf(':') + 1);
  }

  async function roleOf(name: string): Promise<string> {
    const found = await cli.must(['lambda', 'get-function-configuration', '--function-name', await functionOf(name)]);
    const { Role } = JSON.parse(found) as { Role: string };
    return Role.slice(Role.lastIndexOf('/') + 1);
  }

  /** What the role of a secret's function was granted for secrets, without their suffixes. */
  async function policiesOf(name: string): Promise<readonly string[]> {
    const listed = await cli.must(['iam', 'list-role-policies', '--role-name', await roleOf(name)]);
    const { PolicyNames } = JSON.parse(listed) as { PolicyNames: string[] };
    return PolicyNames.filter(each => each.startsWith('RotationOf-')).map(each => each.slice(0, -'-aB1cD2'.length));
  }

  test('15, 91: makes the function of alternating users with the rights that the guide names, and rotates at once', async () => {
    const username = await database.makeUser('app', 'hunter2');
    await store('app/db', { username, password: 'hunter2' });

    const said = await cli.must(['rotation', 'enable', 'app/db', ...ALTERNATING, '--master', 'master'], engineer);

    const [current, previous] = [await cli.valueOf('app/db'), await cli.valueOf('app/db', 'AWSPREVIOUS')];
    assert.deepEqual([current.username, previous.username], [`${username}_clone`, username]);
    await database.use(current.username, current.password);
    await database.use(previous.username, previous.password);
    const steps = [
      /^note: the secret rotates at once/m,
      /^note: a password stays valid for two intervals: .*a limit of 62 days$/m,
      /^note: two users take turns/m,
      /^stack aws-serverless-repository-SecretsManager-app-db-\w{6}: planned/m,
      /^stack .*: being made/m,
      /^function SecretsManager-app-db-\w{6}: made/m,
      /^role \S+: granted what rotation of app\/db needs/m,
      /^secret app\/db: `masterarn` added/m,
      /^rotation of app\/db: on/m,
      /^the first rotation succeeded/m,
    ];
    const found = steps.map(step => said.search(step));
    assert.ok(!found.includes(-1), said);
    assert.deepEqual(
      found,
      found.toSorted((one, other) => one - other),
    );
    assert.ok(![previous.password, current.password].some(password => said.includes(password)));
  });

  test('asked again says that rotation is on, and changes nothing', async () => {
    const value = await cli.valueOf('app/db');

    const said = await cli.must(['rotation', 'enable', 'app/db', ...ALTERNATING, '--master', 'master'], engineer);

    assert.match(said, /^rotation of app\/db is on already, on this schedule$/m);
    assert.deepEqual(await cli.valueOf('app/db'), value);
  });

  test('stopped halfway says what it has made, and goes on from there when it is asked again', async () => {
    const username = await database.makeUser('half', 'hunter2');
    await store('half', { username, password: 'hunter2' });
    const command = ['rotation', 'enable', 'half', ...ALTERNATING, '--master', 'master', '--no-rotate-now'];

    await cli.putStatement('engineer', 'Deny', 'cloudformation:ExecuteChangeSet');
    const early = await cli.refusal(command, engineer);
    await cli.putStatement('engineer', 'Deny', 'secretsmanager:RotateSecret');
    const refused = await cli.refusal(command, engineer);
    await cli.removeStatement('engineer');
    const said = await cli.must(command, engineer);

    assert.match(early, /^coffer: AccessDenied: .*:ExecuteChangeSet[^]*delete-stack --stack-name \S+-half-\w{6}$/m);
    assert.doesNotMatch(early, /delete-role-policy/);
    assert.match(
      refused,
      /^coffer: AccessDeniedException: .*RotateSecret.*\nwhat was made until then is still there:\n/,
    );
    assert.match(
      refused,
      /^ {4}to remove it: coffer cloudformation delete-stack --stack-name aws-server\S+-half-\w{6}$/m,
    );
    assert.match(
      refused,
      /^ {4}to remove it: coffer iam delete-role-policy --role-name \S+ --policy-name RotationOf-half-/m,
    );
    assert.ok(refused.indexOf('delete-role-policy') < refused.indexOf('delete-stack'), 'in the order of removal');
    assert.match(refused, /^the same command again goes on from there$/m);
    assert.match(said, /^note: the secret does not rotate now/m);
    assert.match(said, /^function \S+: there, made by the stack/m);
    assert.doesNotMatch(said, /planned|masterarn/);
    assert.match(said, /^the test is over; how it went is in the trail, where you may not look/m);
    assert.equal((await cli.valueOf('half')).password, 'hunter2');
  });

  test('94: one user of PostgreSQL changes its own password, under a customer key; a new schedule is taken over', async () => {
    await using postgres = await postgresUnderTest();
    const username = await postgres.makeUser('own', 'hunter2');
    await store('own', { engine: 'postgres', port: postgres.port, username, password: 'hunter2' });
    const made = JSON.parse(await cli.must(['kms', 'create-key'])) as { KeyMetadata: { KeyId: string } };
    const key = ['--kms-key-id', made.KeyMetadata.KeyId];
    await cli.must(['secretsmanager', 'update-secret', '--secret-id', 'own', ...key]);
    const command = ['rotation', 'enable', 'own', '--engine', 'postgres', '--strategy', 'single'];

    const tested = await cli.must([...command, '--every', '7d', '--no-rotate-now', '--duration', '2h']);
    const rotated = await cli.must([...command, '--every', 'rate(12 hours)']);

    assert.match(tested, /^role \S+: granted what rotation of own needs[^]*^the test succeeded/m);
    assert.match(rotated, /^function \S+: there[^]*^the first rotation succeeded/m);
    assert.doesNotMatch(rotated, /planned|masterarn/);
    await postgres.use(username, (await cli.valueOf('own')).password);
    await assert.rejects(postgres.use(username, 'hunter2'));
    const status = await cli.must(['rotation', 'status', 'own']);
    assert.match(status, /schedule +rate\(12 hours\)$/m);
  });

  test(
    "what AWS has no function for rotates by Coffer's own: users of Redis",
    { skip: withoutProgram('redis-server', 'redis-server') },
    async () => {
      await using redis = await redisUnderTest();
      const username = await redis.makeUser('app', 'hunter2');
      await store('cache', { engine: 'redis', port: redis.port, username, password: 'hunter2' });
      await store('cache/master', { engine: 'redis', port: redis.port, ...redis.administrator });
      const alternating = ['--engine', 'redis', '--strategy', 'alternating', '--master', 'cache/master', ...EVERY];

      await cli.must(['rotation', 'enable', 'cache', ...alternating]);

      const { username: user, password } = await cli.valueOf('cache');
      assert.equal(user, `${username}_clone`);
      await redis.use(user, password);
      await redis.use(username, 'hunter2');
    },
  );

  test('100: access keys of an IAM user take turns, with the rights on that user alone', async () => {
    const { AWS_ACCESS_KEY_ID: APIKeyId, AWS_SECRET_ACCESS_KEY: APIKey } = await cli.userWith('turns');
    await store('keys', { UserName: 'turns', APIKeyId, APIKey });
    const keys = ['--engine', 'iam-access-keys', '--strategy', 'two-keys', ...EVERY];

    const said = await cli.must(['rotation', 'enable', 'keys', ...keys]);

    assert.match(said, /^note: a key stays valid for two intervals; every other key of the user is deleted/m);
    const current = JSON.parse(await cli.must(['secret', 'get', 'keys'])) as { APIKeyId: string; APIKey: string };
    assert.notEqual(current.APIKeyId, APIKeyId);
    const env = { AWS_ACCESS_KEY_ID: current.APIKeyId, AWS_SECRET_ACCESS_KEY: current.APIKey };
    assert.match(await cli.must(['sts', 'get-caller-identity'], env), /:user\/turns"/);
  });

  test('a rotation that fails is told with its reason, and stays on to be tried again', async () => {
    const username = await database.makeUser('wrong', 'hunter2');
    await store('wrong', { username, password: 'another' });
    const single = ['--engine', 'mariadb', '--strategy', 'single', '--every', '12h', '--function', 'SecretsManagerOne'];

    const { code, stderr } = await cli.run(['rotation', 'enable', 'wrong', ...single]);

    assert.equal(code, 1);
    assert.match(
      stderr,
      /^coffer: the first rotation failed: .*during setSecret step: the function failed .*; next attempt at /,
    );
    assert.match(stderr, /`coffer functions logs SecretsManagerOne` tells what the function said/);
    assert.match(stderr, /`coffer rotation disable wrong --delete-function` ends it$/m);
    assert.ok(!stderr.includes('another'));
  });

  test('122: one function rotates several secrets, and is not deleted while it does', async () => {
    const username = await database.makeUser('second', 'hunter2');
    await store('second', { username, password: 'hunter2' });
    const shared = await functionOf('app/db');
    const said = await cli.must([
      'rotation',
      'enable',
      'second',
      ...ALTERNATING,
      '--master',
      'master',
      '--function',
      shared,
    ]);
    assert.match(said, /: there, made by the stack[^]*^the first rotation succeeded/m);
    assert.deepEqual(await policiesOf('second'), ['RotationOf-app-db', 'RotationOf-second']);

    const single = ['--engine', 'mariadb', '--strategy', 'single', ...EVERY];
    const other = await cli.refusal(['rotation', 'enable', 'app/db', ...single, '--function', 'SecretsManagerOther']);
    const another = await cli.refusal(['rotation', 'enable', 'app/db', ...single]);
    assert.match(other, /rotation of `app\/db` is on already, by arn:\S+: end it first with `coffer rotation disable/);
    const excluding = ['--exclude-characters', '%'];
    const differing = await cli.refusal(['rotation', 'enable', 'second', ...ALTERNATING, ...excluding]);
    assert.match(differing, /is there, and has other `--exclude-characters`/);
    assert.match(another, /the stack `\S+` is of another application/);
    const refused = await cli.refusal(['rotation', 'disable', 'app/db', '--delete-function']);
    const ended = await cli.must(['rotation', 'disable', 'app/db']);
    assert.match(refused, /rotates other secrets too, and nothing was changed: `second`$/m);
    assert.match(
      ended,
      /^rotation of app\/db: off \(CancelRotateSecret\)\nrole \S+: what this secret needed is taken back/,
    );
    assert.deepEqual(await policiesOf('second'), ['RotationOf-second']);
    const role = await roleOf('second');
    const foreign = ['--role-name', role, '--policy-name', 'foreign'];
    const Statement = [{ Effect: 'Deny', Action: '*', Resource: '*' }];
    const document = JSON.stringify({ Version: '2012-10-17', Statement });
    await cli.must(['iam', 'put-role-policy', ...foreign, '--policy-document', document]);
    const left = await cli.refusal(['rotation', 'disable', 'second', '--delete-function']);
    assert.match(left, /is not deleted: \w+Role: .*must delete policies first/);
    await cli.must(['iam', 'delete-role-policy', ...foreign]);
    const deleted = await cli.must(['rotation', 'disable', 'second', '--delete-function']);

    assert.match(deleted, /^function \S+: deleted, with its role$/m);
    assert.match(await cli.refusal(['lambda', 'get-function', '--function-name', shared]), /ResourceNotFoundException/);
    const { username: user, password } = await cli.valueOf('second');
    await database.use(user, password);
  });
});

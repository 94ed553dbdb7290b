/** `coffer secret rollback` with a database: the built-in rotator tries the password of before. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { ServerFolder } from '../../packages/cli/src/testing.ts';
import { runCli, serverFolder } from '../../packages/cli/src/testing.ts';
import { postgresUnderTest } from '../../packages/rotators/src/testing/postgres-under-test.ts';
import { sharePostgres } from '../../packages/server/src/testing/postgres.ts';

const ROLE = 'arn:aws:iam::123456789012:role/rotates';

let running: ServerFolder;
const stack = new AsyncDisposableStack();
before(async () => {
  running = stack.use(await serverFolder());
  const trusted = { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await must('iam', 'create-role', '--role-name', 'rotates', '--assume-role-policy-document', policy(trusted));
  const rights = ['--policy-name', 'p', '--policy-document', policy({ Action: 'secretsmanager:*', Resource: '*' })];
  await must('iam', 'put-role-policy', '--role-name', 'rotates', ...rights);
});
after(() => stack.disposeAsync());

/** Makes a function of a template; its ARN. */
async function rotator(name: string, template: string, handler: string): Promise<string> {
  const code = ['--code', `S3Bucket=coffer-built-in-functions,S3Key=${template}`, '--timeout', '30'];
  const runs = ['--runtime', 'nodejs22.x', '--handler', handler, '--role', ROLE];
  await must('lambda', 'create-function', '--function-name', name, ...runs, ...code);
  const who = ['--statement-id', 's', '--principal', 'secretsmanager.amazonaws.com'];
  await must('lambda', 'add-permission', '--function-name', name, '--action', 'lambda:InvokeFunction', ...who);
  return `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
}

test('a password that the database refuses stays the previous one; one that it takes is current again', async () => {
  await using database = await postgresUnderTest();
  const username = await database.makeUser('', 'the-first-password');
  const members = { engine: 'postgres', host: '127.0.0.1', port: database.port, username };
  const value = JSON.stringify({ ...members, password: 'the-first-password' });
  await must('secretsmanager', 'create-secret', '--name', 'db', '--secret-string', value);
  const template = 'SecretsManagerRDSPostgreSQLRotationSingleUser';
  const functionArn = await rotator('single', template, 'postgres/single-user.handler');
  await must('secretsmanager', 'rotate-secret', '--secret-id', 'db', '--rotation-lambda-arn', functionArn);
  await until(async () => (await describe('db')).LastRotatedDate !== undefined);
  const rotated = await must('secret', 'get', 'db');
  const { VersionIdsToStages } = await describe('db');

  const refused = await run('secret', 'rollback', 'db', '--yes');

  assert.equal(refused.code, 1, refused.stderr);
  assert.match(refused.stderr, /ValueError: Unable to log into database with pending secret of secret ARN arn:aws:/);
  assert.doesNotMatch(refused.stderr, /the-first-password/);
  assert.equal(await must('secret', 'get', 'db'), rotated);
  assert.deepEqual((await describe('db')).VersionIdsToStages, VersionIdsToStages);

  await asSuperuser(`alter role ${username} password 'the-first-password'`);
  await must('secret', 'rollback', 'db', '--yes');

  assert.equal(await must('secret', 'get', 'db'), value);
  const labels = Object.values((await describe('db')).VersionIdsToStages ?? {});
  assert.deepEqual(labels.toSorted(), [['AWSCURRENT'], ['AWSPREVIOUS', 'AWSPENDING']]);
  // And rotation goes on from there.
  await must('secretsmanager', 'rotate-secret', '--secret-id', 'db');
  await until(async () => ![value, rotated].includes(await must('secret', 'get', 'db')));
  const { password } = JSON.parse(await must('secret', 'get', 'db')) as { password: string }; // what the rotator wrote
  await database.use(username, password);
});

test('118: with alternating users the login of before works at once', async () => {
  await using database = await postgresUnderTest();
  const username = await database.makeUser('', 'the-first-password');
  const base = { engine: 'postgres', host: '127.0.0.1', port: database.port };
  const master = JSON.stringify({ ...base, ...database.administrator });
  const stored: unknown = JSON.parse(
    await must('secretsmanager', 'create-secret', '--name', 'master', '--secret-string', master),
  );
  const { ARN: masterarn } = stored as { ARN: string }; // CreateSecret's answer
  const value = JSON.stringify({ ...base, username, password: 'the-first-password', masterarn });
  await must('secretsmanager', 'create-secret', '--name', 'two', '--secret-string', value);
  const template = 'SecretsManagerRDSPostgreSQLRotationMultiUser';
  const functionArn = await rotator('alternating', template, 'postgres/alternating-users.handler');
  await must('secretsmanager', 'rotate-secret', '--secret-id', 'two', '--rotation-lambda-arn', functionArn);
  await until(async () => (await describe('two')).LastRotatedDate !== undefined);
  assert.notEqual(await must('secret', 'get', 'two'), value);

  await must('secret', 'rollback', 'two', '--yes');

  assert.equal(await must('secret', 'get', 'two'), value);
  await database.use(username, 'the-first-password');
});

function run(...argv: readonly string[]) {
  return runCli(argv, { cwd: running.folder });
}

async function must(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...argv);
  assert.equal(code, 0, stderr);
  return stdout.trimEnd();
}

interface Described {
  readonly LastRotatedDate?: string;
  readonly VersionIdsToStages?: Readonly<Record<string, readonly string[]>>;
}

async function describe(name: string): Promise<Described> {
  const text = await must('secretsmanager', 'describe-secret', '--secret-id', name);
  return JSON.parse(text) as Described; // DescribeSecret's answer
}

async function asSuperuser(statement: string): Promise<void> {
  await using server = await sharePostgres();
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < deadline, 'it did not happen within two minutes');
    await delay(50);
  }
}

/** The way back to the previous version, with functions that say yes, no, or nothing. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { zipSync } from 'fflate';
import type { ServerFolder } from '../testing.ts';
import { runCli, serverFolder } from '../testing.ts';

const ACCOUNT = '123456789012';
const PROGRAM = join(import.meta.dirname, '../../bin/coffer.js');
/** Each finds out what it was asked, as the log and the answer tell. */
const HANDLERS = {
  accepts: 'if (event.Step !== "testSecret" || "RotationToken" in event) throw new Error("another step");',
  refuses: 'throw new RangeError("password authentication failed");',
  hangs: 'if (event.RotationToken === undefined) await new Promise(resolve => setTimeout(resolve, 20_000));',
};

let running: ServerFolder;
before(async () => {
  running = await serverFolder();
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }];
  const trust = JSON.stringify({ Version: '2012-10-17', Statement });
  await must('iam', 'create-role', '--role-name', 'runs', '--assume-role-policy-document', trust);
  for (const [name, body] of Object.entries(HANDLERS)) {
    const code = `export const handler = async event => { ${body} };`;
    writeFileSync(join(running.folder, `${name}.zip`), zipSync({ 'index.mjs': Buffer.from(code) }));
    const role = ['--role', `arn:aws:iam::${ACCOUNT}:role/runs`, '--timeout', '30'];
    const runs = ['--runtime', 'nodejs22.x', '--handler', 'index.handler', '--zip-file', `fileb://${name}.zip`];
    await must('lambda', 'create-function', '--function-name', name, ...role, ...runs);
    const who = ['--statement-id', 's', '--principal', 'secretsmanager.amazonaws.com'];
    await must('lambda', 'add-permission', '--function-name', name, '--action', 'lambda:InvokeFunction', ...who);
  }
});
after(() => running[Symbol.asyncDispose]());

test('without a function nothing can try: scripts have to say `--untested`, people are told and asked', async () => {
  await secret('plain');

  const scripted = await run('secret', 'rollback', 'plain', '--yes');
  const unasked = await run('secret', 'rollback', 'plain', '--untested');
  const asked = await runCli(['secret', 'rollback', 'plain'], { cwd: running.folder, typed: ['n'] });

  assert.equal(scripted.code, 1);
  assert.match(scripted.stderr, /nothing can try the credentials of version \S+: it has no rotation function; /);
  assert.match(unasked.stderr, /nobody can be asked here; `--yes` goes back without asking/);
  assert.match(asked.stderr, /current again untested \(it has no rotation function\)\? \[y\/N\]/);
  assert.match(asked.stderr, /nothing was changed/);
  assert.equal(await must('secret', 'get', 'plain'), 'v2');
  const { code, stderr } = await run('secret', 'rollback', 'plain', '--yes', '--untested');
  assert.deepEqual([code, /warning: the credentials of \S+ were not tried/.test(stderr)], [0, true]);
  assert.equal(await must('secret', 'get', 'plain'), 'v1');
  assert.equal(await must('secret', 'get', 'plain', '--stage', 'AWSPREVIOUS'), 'v2');
});

test('a secret without a previous version has no way back', async () => {
  await must('secretsmanager', 'create-secret', '--name', 'first', '--secret-string', 'v1');

  const { code, stderr } = await run('secret', 'rollback', 'first', '--yes');

  assert.deepEqual([code, /`first` has no previous version/.test(stderr)], [1, true]);
});

test('the function is asked for testSecret of the previous version, and then the person', async () => {
  await secret('tried', 'accepts');
  const previous = await labels('tried');

  const no = await runCli(['secret', 'rollback', 'tried'], { cwd: running.folder, typed: ['n'] });
  assert.match(no.stderr, /trying version \S+ with \S+:function:accepts\ntestSecret succeeded\nmake version /);
  assert.match(no.stderr, /nothing was changed/);
  assert.deepEqual(await labels('tried'), previous);
  await must('secret', 'rollback', 'tried', '--yes');

  assert.equal(await must('secret', 'get', 'tried'), 'v1');
  assert.deepEqual(
    Object.values(await labels('tried'))
      .flat()
      .toSorted(),
    ['AWSCURRENT', 'AWSPREVIOUS'],
  );
});

test('credentials that do not work stay where they are, and the command says why', async () => {
  await secret('refused', 'refuses');
  const earlier = await labels('refused');

  const { code, stdout, stderr } = await run('secret', 'rollback', 'refused', '--yes');

  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /do not work: RangeError: password authentication failed; nothing was changed: /);
  assert.match(stderr, /`coffer functions logs refuses` may tell more, `--untested` goes back all the same/);
  assert.deepEqual(await labels('refused'), earlier);
  await must('secret', 'rollback', 'refused', '--yes', '--untested');
  assert.equal(await must('secret', 'get', 'refused'), 'v1');
});

test('where rotation was cancelled its function refuses every step, so it is not asked', async () => {
  await secret('cancelled', 'accepts');
  await must('secretsmanager', 'cancel-rotate-secret', '--secret-id', 'cancelled');

  const { stderr } = await run('secret', 'rollback', 'cancelled', '--yes');

  assert.match(stderr, /nothing can try the credentials of version \S+: its rotation is off; /);
});

test('a rotation that is not complete is left alone', async () => {
  await secret('busy', 'accepts');
  // It fails with createSecret, and waits for its next attempt.
  await must('secretsmanager', 'rotate-secret', '--secret-id', 'busy');
  const earlier = await labels('busy');

  for (const more of [[], ['--untested']]) {
    const { code, stderr } = await run('secret', 'rollback', 'busy', '--yes', ...more);
    assert.deepEqual([code, /a rotation to version \S+ is not complete: wait /.test(stderr)], [1, true], stderr);
  }

  assert.deepEqual(await labels('busy'), earlier);
});

test('who may not invoke the function, or not move labels, is told so, and nothing has moved', async () => {
  await secret('denied', 'accepts');
  const earlier = await labels('denied');
  await must('iam', 'create-user', '--user-name', 'night');
  const allow = async (Action: string) => {
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
    await must('iam', 'put-user-policy', '--user-name', 'night', '--policy-name', 'p', '--policy-document', policy);
  };
  const made: unknown = JSON.parse(await must('iam', 'create-access-key', '--user-name', 'night'));
  const { AccessKey } = made as { AccessKey: { AccessKeyId: string; SecretAccessKey: string } }; // IAM's answer
  const env = { AWS_ACCESS_KEY_ID: AccessKey.AccessKeyId, AWS_SECRET_ACCESS_KEY: AccessKey.SecretAccessKey };

  const attempt = () => runCli(['secret', 'rollback', 'denied', '--yes'], { cwd: running.folder, env });

  await allow('secretsmanager:*');
  const { code, stderr } = await attempt();
  await allow('secretsmanager:DescribeSecret');
  const noLabels = await attempt();

  assert.equal(code, 1);
  assert.match(stderr, /could not be tried: AccessDeniedException: .*lambda:InvokeFunction.*; nothing was changed/);
  assert.match(noLabels.stderr, /^coffer: AccessDeniedException: .*secretsmanager:UpdateSecretVersionStage/m);
  assert.deepEqual(await labels('denied'), earlier);
});

test('whoever interrupts it leaves nothing behind', async () => {
  await secret('slow', 'hangs');
  const earlier = await labels('slow');
  const child = spawn(process.execPath, [PROGRAM, 'secret', 'rollback', 'slow', '--yes'], {
    cwd: running.folder,
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const ended = once(child, 'close');
  const deadline = Date.now() + 120_000;
  while (!Object.values(await labels('slow')).some(of => of.join() === 'AWSPREVIOUS,AWSPENDING')) {
    assert.ok(Date.now() < deadline, told);
    await delay(20);
  }
  // Until the function runs.
  await delay(100);

  child.kill('SIGINT');

  assert.deepEqual(await ended, [130, null]);
  assert.match(told, /given up; nothing was changed/);
  assert.deepEqual(await labels('slow'), earlier);
});

async function run(...argv: readonly string[]) {
  return runCli(argv, { cwd: running.folder });
}

async function must(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...argv);
  assert.equal(code, 0, stderr);
  return stdout.trimEnd();
}

/** A secret with the versions `v1` and `v2`, and rotation by this function, which has had its one test. */
async function secret(name: string, functionName?: string): Promise<void> {
  await must('secretsmanager', 'create-secret', '--name', name, '--secret-string', 'v1');
  await must('secretsmanager', 'put-secret-value', '--secret-id', name, '--secret-string', 'v2');
  if (functionName === undefined) return;
  const arn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${functionName}`;
  const by = ['--rotation-lambda-arn', arn, '--no-rotate-immediately'];
  await must('secretsmanager', 'rotate-secret', '--secret-id', name, ...by);
  const deadline = Date.now() + 120_000;
  while (Object.values(await labels(name)).some(of => of.includes('AWSPENDING'))) {
    assert.ok(Date.now() < deadline, 'the test of the rotation did not end');
    await delay(20);
  }
}

async function labels(name: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const described: unknown = JSON.parse(await must('secretsmanager', 'describe-secret', '--secret-id', name));
  return (described as { VersionIdsToStages: Record<string, string[]> }).VersionIdsToStages; // DescribeSecret's answer
}

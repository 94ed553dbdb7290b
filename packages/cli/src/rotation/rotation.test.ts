/** The commands of rotation against a real server, whose function fails. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { zipSync } from 'fflate';
import type { ServerFolder } from '../testing.ts';
import { runCli, serverFolder } from '../testing.ts';

const ROLE = 'arn:aws:iam::123456789012:role/runs';
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:fails';
const CODE = 'export const handler = async () => { throw new RangeError("hunter2"); };';

let running: ServerFolder;
before(async () => {
  running = await serverFolder();
  writeFileSync(join(running.folder, 'code.zip'), zipSync({ 'index.mjs': Buffer.from(CODE) }));
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }];
  const trust = JSON.stringify({ Version: '2012-10-17', Statement });
  await must('iam', 'create-role', '--role-name', 'runs', '--assume-role-policy-document', trust);
  const code = ['--runtime', 'nodejs22.x', '--handler', 'index.handler', '--zip-file', 'fileb://code.zip'];
  await must('lambda', 'create-function', '--function-name', 'fails', '--role', ROLE, ...code);
  const who = ['--statement-id', 's', '--principal', 'secretsmanager.amazonaws.com'];
  await must('lambda', 'add-permission', '--function-name', 'fails', '--action', 'lambda:InvokeFunction', ...who);
});
after(() => running[Symbol.asyncDispose]());

async function must(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(argv, { cwd: running.folder });
  assert.equal(code, 0, stderr);
  return stdout.trimEnd();
}

test('rotation status tells why a rotation failed, and nothing of what the function said', async () => {
  await must('secretsmanager', 'create-secret', '--name', 'db', '--secret-string', 'v1');
  await must('secretsmanager', 'rotate-secret', '--secret-id', 'db', '--rotation-lambda-arn', FUNCTION);

  let status = '';
  const deadline = Date.now() + 120_000;
  while (!status.includes('RotationFailed')) {
    assert.ok(Date.now() < deadline, status);
    await delay(100);
    status = await must('rotation', 'status', 'db');
  }

  assert.match(status, /rotation +on\n/);
  assert.match(status, /during createSecret step: the function failed \(RangeError\); next attempt at /);
  assert.match(status, /next +version \S+ is tried again/);
  assert.doesNotMatch(status, /hunter2/);
  const json = JSON.parse(await must('rotation', 'status', 'db', '--output', 'json')) as { rotation: string };
  assert.equal(json.rotation, 'on');
});

/** "To edit your Lambda rotation function": one that a published template made is read, edited and uploaded again. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { ServerFolder } from '../../packages/cli/src/testing.ts';
import { runCli, serverFolder } from '../../packages/cli/src/testing.ts';

const APPLICATION = 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRotationTemplate';
const NAME = 'SecretsManagerOwn';
const TEMPLATE = 'generic/generic-rotation.ts';
const UNTESTED = 'testSecret: () => Promise.resolve()';

let running: ServerFolder;
before(async () => {
  running = await serverFolder();
});
after(() => running[Symbol.asyncDispose]());

test('98, 117: the generic template rotates and tests nothing, until its testSecret is written', async () => {
  const parameters = [
    { Name: 'endpoint', Value: 'https://secretsmanager.us-east-1.amazonaws.com' },
    { Name: 'functionName', Value: NAME },
  ];
  const planned = await json(
    'serverlessrepo',
    'create-cloud-formation-change-set',
    '--application-id',
    APPLICATION,
    '--stack-name',
    'own',
    '--capabilities',
    'CAPABILITY_IAM',
    'CAPABILITY_RESOURCE_POLICY',
    '--parameter-overrides',
    JSON.stringify(parameters),
  );
  await must('cloudformation', 'execute-change-set', '--change-set-name', String(planned['ChangeSetId']));
  await until(async () => {
    const told = await must('cloudformation', 'describe-stacks', '--stack-name', String(planned['StackId']));
    return told.includes('CREATE_COMPLETE');
  });
  await must('secretsmanager', 'create-secret', '--name', 'own', '--secret-string', 'the first');
  const functionArn = `arn:aws:lambda:us-east-1:123456789012:function:${NAME}`;
  await must('secretsmanager', 'rotate-secret', '--secret-id', 'own', '--rotation-lambda-arn', functionArn);
  await until(async () => (await must('secret', 'get', 'own')) !== 'the first');
  const rotated = await must('secret', 'get', 'own');

  const { RotationLambdaARN } = await json('secretsmanager', 'describe-secret', '--secret-id', 'own');
  const name = String(RotationLambdaARN).split(':function:')[1] ?? '';
  const { Code } = (await json('lambda', 'get-function', '--function-name', name)) as { Code: { Location: string } }; // GetFunction's answer
  const files = unzipSync(await download(Code.Location));
  const source = strFromU8(files[TEMPLATE] ?? new Uint8Array());
  assert.ok(source.includes(UNTESTED), 'the code of the template can be read');
  const edited = source.replace(UNTESTED, "testSecret: () => Promise.reject(new RangeError('tested by me'))");
  writeFileSync(join(running.folder, 'edited.zip'), zipSync({ ...files, [TEMPLATE]: strToU8(edited) }));
  await must('lambda', 'update-function-code', '--function-name', name, '--zip-file', 'fileb://edited.zip');
  await must('secretsmanager', 'rotate-secret', '--secret-id', 'own');

  await until(async () => (await must('rotation', 'status', 'own')).includes('RotationFailed'));
  const status = await must('rotation', 'status', 'own');
  assert.match(status, /during testSecret step: the function failed \(RangeError\)/);
  assert.equal(await must('secret', 'get', 'own'), rotated);
});

async function must(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(argv, { cwd: running.folder });
  assert.equal(code, 0, stderr);
  return stdout.trimEnd();
}

async function json(...argv: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const answer: Record<string, unknown> = JSON.parse(await must(...argv));
  return answer;
}

/** As a client follows an address: without a signature. */
function download(location: string): Promise<Buffer> {
  const ca = readFileSync(join(running.folder, '.coffer', 'ca.pem'));
  return new Promise((resolve, reject) => {
    get(location, { ca }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks)));
    }).on('error', reject);
  });
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isTrue())) {
    assert.ok(Date.now() < deadline, 'it did not happen within a minute');
    await delay(50);
  }
}

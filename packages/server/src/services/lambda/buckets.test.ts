import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { TestServer } from '../../testing/test-server.ts';
import { functionBuckets } from './buckets.ts';
import { ECHO, functionInput, makeLambdaRole } from './testing.ts';

const NO_KEY =
  'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.';
const NO_BUCKET =
  'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist';

let server: TestServer;
let root: string;
let folder: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'coffer-buckets-'));
  folder = join(root, 'bucket');
  server = await TestServer.open({ options: { functionBuckets: [{ name: 'functions', folder }] } });
  await mkdir(join(folder, 'team'), { recursive: true });
  await writeFile(join(folder, 'team/echo.zip'), ECHO.unwrap());
  await makeLambdaRole(server);
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

test('code comes from a configured folder', async () => {
  const Code = { S3Bucket: 'functions', S3Key: 'team/echo.zip' };
  const made = await server.call('lambda', 'CreateFunction', functionInput('stored', { Code }));
  assert.equal(made.CodeSize, ECHO.unwrap().byteLength);
  const update = { FunctionName: 'stored', S3Bucket: 'functions', S3Key: 'none.zip' };
  assert.equal((await server.refused('lambda', 'UpdateFunctionCode', update)).message, NO_KEY);
  const other = functionInput('other', { Code: { S3Bucket: 'elsewhere', S3Key: 'k' } });
  assert.equal((await server.refused('lambda', 'CreateFunction', other)).message, NO_BUCKET);
});

test('the caller must be allowed to read the object', async () => {
  const Code = { S3Bucket: 'functions', S3Key: 'team/echo.zip' };
  const rights = { Action: ['lambda:*', 'iam:PassRole'] };
  const without = await makeUser(server, 'without', { policies: [policyOfStatements(rights)] });
  const Resource = 'arn:aws:s3:::functions/team/*';
  const policies = [policyOfStatements(rights, { Action: 's3:GetObject', Resource })];
  const withIt = await makeUser(server, 'with', { policies });

  const { status, message } = await without.server.refused('lambda', 'CreateFunction', functionInput('mine', { Code }));
  assert.deepEqual(
    [status, message],
    [
      403,
      'Your access has been denied by S3, please make sure your request credentials have permission to GetObject for functions/team/echo.zip. S3 Error Code: AccessDenied. S3 Error Message: Access Denied',
    ],
  );
  await withIt.server.call('lambda', 'CreateFunction', functionInput('mine', { Code }));
});

test('nothing outside of the folder is an object of it', async () => {
  await writeFile(join(folder, '../secret.txt'), 'secret');
  await symlink(join(folder, '../secret.txt'), join(folder, 'link.txt'));
  const { read } = functionBuckets([{ name: 'functions', folder }]);

  for (const key of ['../secret.txt', 'team/../../secret.txt', 'link.txt', '/etc/passwd', 'team', '', '.', 'a\0b']) {
    await assert.rejects(read({ bucket: 'functions', key }), { message: NO_KEY }, key);
  }
  await assert.rejects(read({ bucket: '__proto__', key: 'x' }), { message: NO_BUCKET });
  await assert.rejects(read({ bucket: 'functions', key: 'team/echo.zip', version: '1' }), /NoSuchVersion/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { systemClock } from '../clock.ts';
import { functionBuckets } from '../services/lambda/buckets.ts';
import { startS3Server } from '../testing/s3-server.ts';
import { testOptions } from '../testing/test-options.ts';
import { configuredBuckets } from './function-buckets.ts';

const CREDENTIALS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: new Redacted('secret') };

test('objects come from an S3 server, with signed requests', async () => {
  await using s3 = await startS3Server(CREDENTIALS);
  s3.objects.set('functions/team/code.zip', Buffer.from([0, 255, 1]));
  const options = testOptions('/nonexistent', { functionBuckets: [{ name: 'functions', endpoint: s3.endpoint }] });
  const open = async (credentials = CREDENTIALS) =>
    functionBuckets(await configuredBuckets(options, systemClock, () => Promise.resolve(credentials)));
  const { read } = await open();

  assert.deepEqual(Buffer.from(await read({ bucket: 'functions', key: 'team/code.zip' })), Buffer.from([0, 255, 1]));
  assert.equal(s3.log.at(-1), 'GET /functions/team/code.zip');
  const told =
    'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.';
  for (const key of ['none', 'a b', 'x?versionId=1', '%2e%2e/x', '../others/x', 'team/./code.zip', 'team//code.zip']) {
    await assert.rejects(read({ bucket: 'functions', key }), { message: told }, key);
  }
  const other = await open({ ...CREDENTIALS, secretAccessKey: new Redacted('wrong') });
  await assert.rejects(
    other.read({ bucket: 'functions', key: 'team/code.zip' }),
    /S3 Error Code: SignatureDoesNotMatch/,
  );
});

test('an endpoint without TLS is refused, but on this machine', async () => {
  const options = (endpoint: string) =>
    testOptions('/nonexistent', { functionBuckets: [{ name: 'functions', endpoint }] });

  for (const endpoint of ['http://s3.example', 'ftp://127.0.0.1', 'https://']) {
    await assert.rejects(configuredBuckets(options(endpoint), systemClock), /is no address of an S3 server/);
  }
  await configuredBuckets(options('https://s3.example'), systemClock);
});

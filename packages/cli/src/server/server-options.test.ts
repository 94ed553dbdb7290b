import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFlags } from '../parse-flags.ts';
import { networkFlags, storageFlags } from './server-flags.ts';
import { serverOptions, takeRootCredentials } from './server-options.ts';
import { readSize } from './sizes.ts';

function options(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { flags } = parseFlags({ ...storageFlags, ...networkFlags }, argv, { env });
  return serverOptions('/work', flags, flags, undefined);
}

test('the defaults', () => {
  assert.deepEqual(options([]), {
    dataDir: '/work/.coffer',
    listen: '127.0.0.1:7443',
    http: undefined,
    database: undefined,
    accountId: '123456789012',
    regions: ['us-east-1'],
    readyFile: undefined,
    hostnames: [],
    tlsCert: undefined,
    tlsKey: undefined,
    rootKeyFile: undefined,
    rootKey: 'file',
    auditLog: undefined,
    auditMaxAgeDays: 90,
    auditMaxBytes: undefined,
    admin: undefined,
    logLevel: 'info',
    rootCredentials: undefined,
    maxBodyBytes: 1_048_576,
    maxConnections: 4096,
    maxInFlight: 1024,
  });
});

test('flags and variables reach the options; paths become absolute', () => {
  const { dataDir, regions, readyFile, auditMaxBytes, maxBodyBytes } = options(
    [
      '--data-dir',
      'd',
      '--region',
      'eu-west-1',
      '--region',
      'us-east-1',
      '--ready-file',
      '/tmp/r',
      '--max-body',
      '64KB',
    ],
    { COFFER_AUDIT_MAX_SIZE: '10GB' },
  );

  assert.deepEqual([dataDir, regions, readyFile], ['/work/d', ['eu-west-1', 'us-east-1'], '/tmp/r']);
  assert.deepEqual([auditMaxBytes, maxBodyBytes], [10 * 1024 ** 3, 65_536]);
});

test('the variable of the root key itself is no flag', () => {
  assert.equal(options([], { COFFER_ROOT_KEY: 'c2VjcmV0' }).rootKey, 'file');
  assert.equal(options([], { COFFER_ROOT_KEY_PROVIDER: 'env' }).rootKey, 'env');
});

test('contradictions and wrong values are refused', () => {
  assert.throws(() => options(['--tls-cert', 'c']), /`--tls-cert` and `--tls-key` belong together/);
  assert.throws(() => options(['--root-key', 'env', '--root-key-file', 'f']), /contradict each other/);
  assert.throws(() => options(['--account-id', '1']), /`--account-id`: `1` is not 12 digits/);
});

test('sizes', () => {
  assert.equal(readSize('1048576'), 1_048_576);
  assert.equal(readSize('10GB'), 10 * 1024 ** 3);
  assert.equal(readSize('2 MiB'), 2 * 1024 ** 2);
  for (const wrong of ['', '0', '-1', '1.5GB', '10PB', 'GB', '999999999999TB'])
    assert.throws(() => readSize(wrong), /is no size/);
});

test('root credentials are taken out of the environment, whole or not at all', () => {
  const env: NodeJS.ProcessEnv = {
    COFFER_ROOT_ACCESS_KEY_ID: 'AKIA',
    COFFER_ROOT_SECRET_ACCESS_KEY: 'hunter2',
    OTHER: 'x',
  };

  const root = takeRootCredentials(env);

  assert.deepEqual(env, { OTHER: 'x' });
  assert.equal(root?.accessKeyId, 'AKIA');
  assert.equal(root.secretAccessKey.unwrap(), 'hunter2');
  assert.equal(takeRootCredentials({}), undefined);
  assert.throws(() => takeRootCredentials({ COFFER_ROOT_ACCESS_KEY_ID: 'AKIA' }), /must be set together/);
});

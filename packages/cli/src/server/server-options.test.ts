import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../failure.ts';
import { parseFlags } from '../parse-flags.ts';
import { networkFlags, storageFlags } from './server-flags.ts';
import { serverOptions } from './server-options.ts';
import { readSize } from './sizes.ts';

function options(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { flags } = parseFlags({ ...storageFlags, ...networkFlags }, argv, { env });
  return serverOptions({ cwd: '/srv', env }, flags, flags, undefined);
}

test('the defaults', () => {
  assert.deepEqual(options([]), {
    dataDir: '/srv/.coffer',
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
    rootKeyOptions: undefined,
    auditLog: undefined,
    auditMaxAgeDays: 90,
    auditMaxBytes: undefined,
    admin: undefined,
    logLevel: 'info',
    rootCredentials: undefined,
    maxBodyBytes: 1_048_576,
    maxConnections: 4096,
    maxInFlight: 1024,
    quotas: 'none',
    vpcEndpoints: [],
    trustedProxies: [],
    functionBuckets: [],
    functionIsolation: 'bubblewrap',
    functionLimits: { memoryBytes: undefined, concurrency: 16, concurrencyPerFunction: 8, scratchBytes: 134_217_728 },
    functionsElsewhere: [],
    trustCa: undefined,
    backup: undefined,
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
      '/srv/r',
      '--max-body',
      '64KB',
    ],
    { COFFER_AUDIT_MAX_SIZE: '10GB' },
  );

  assert.deepEqual([dataDir, regions, readyFile], ['/srv/d', ['eu-west-1', 'us-east-1'], '/srv/r']);
  assert.deepEqual([auditMaxBytes, maxBodyBytes], [10 * 1024 ** 3, 65_536]);
});

test('the root key comes from the environment where one is there, or where that is asked for', () => {
  const key = { COFFER_ROOT_KEY: 'c2VjcmV0' };
  const mounted = { COFFER_ROOT_KEY_FILE: '/run/secrets/k' };

  assert.equal(options([]).rootKey, 'file');
  for (const env of [key, mounted, { COFFER_ROOT_KEY: '' }]) {
    assert.equal(options([], env).rootKey, 'env');
    assert.equal(options(['--root-key', 'env'], env).rootKey, 'env');
    assert.equal(options([], { ...env, COFFER_ROOT_KEY_PROVIDER: 'env' }).rootKey, 'env');
    assert.equal(options([], env).rootKeyFile, undefined);
  }
});

test('the root key file of the server lies where flag or variable say', () => {
  for (const given of [options(['--root-key-file', 'k']), options([], { COFFER_ROOT_KEY_PATH: 'k' })]) {
    assert.deepEqual([given.rootKey, given.rootKeyFile], ['file', '/srv/k']);
  }
});

test('two places for one root key are refused', () => {
  const key = { COFFER_ROOT_KEY: 'c2VjcmV0' };
  const mounted = { COFFER_ROOT_KEY_FILE: '/run/secrets/k' };
  const cases: readonly (readonly [readonly string[], NodeJS.ProcessEnv, RegExp])[] = [
    [['--root-key', 'file'], key, /`--root-key file` and the variable `COFFER_ROOT_KEY` contradict each other/],
    [[], { ...mounted, COFFER_ROOT_KEY_PROVIDER: 'file' }, /`COFFER_ROOT_KEY_FILE` contradict each other/],
    [['--root-key-file', 'f'], key, /`--root-key-file` .*`COFFER_ROOT_KEY` contradict each other/],
    [[], { ...mounted, COFFER_ROOT_KEY_PATH: 'f' }, /`COFFER_ROOT_KEY_FILE` contradict each other/],
    [
      ['--root-key', 'env', '--root-key-file', 'f'],
      key,
      /`--root-key env` and `--root-key-file` .*contradict each other/,
    ],
    [['--root-key', 'exec'], key, /`--root-key exec` and the variable `COFFER_ROOT_KEY` contradict each other/],
    [['--root-key', 'shamir', '--root-key-file', 'f'], {}, /`--root-key shamir` and `--root-key-file` .*contradict/],
    [['--root-key-kms-key', 'k'], {}, /`--root-key-kms-key` is for `--root-key aws-kms`, .* comes from `file`/],
    [['--root-key', 'exec', '--root-key-shares', '3'], {}, /`--root-key-shares` is for `--root-key shamir`/],
    [['--root-key', 'env'], {}, /`--root-key env` needs `COFFER_ROOT_KEY` or `COFFER_ROOT_KEY_FILE`/],
  ];
  for (const [argv, env, words] of cases) assert.throws(() => options(argv, env), refusal(words));
});

test('providers of root keys get what is theirs, from flags and variables', () => {
  const kms = options(['--root-key', 'aws-kms', '--root-key-kms-key', 'alias/k', '--root-key-kms-ca', 'ca.pem'], {
    COFFER_ROOT_KEY_KMS_ENDPOINT: 'https://127.0.0.1:7443',
  });
  const program = options([], { COFFER_ROOT_KEY_PROVIDER: 'exec', COFFER_ROOT_KEY_COMMAND: 'wrap' });

  assert.equal(kms.rootKey, 'aws-kms');
  assert.deepEqual(
    [kms.rootKeyOptions?.kmsKey, kms.rootKeyOptions?.kmsCa, kms.rootKeyOptions?.kmsEndpoint],
    ['alias/k', '/srv/ca.pem', 'https://127.0.0.1:7443'],
  );
  assert.deepEqual([program.rootKey, program.rootKeyOptions?.command], ['exec', '/srv/wrap']);
});

test('regions look like those of AWS', () => {
  const good = ['us-east-1', 'eu-central-1', 'us-gov-west-1', 'us-isob-east-1', 'eusc-de-east-1', 'ap-southeast-5'];

  assert.deepEqual(options(good.flatMap(each => ['--region', each])).regions, good);
  for (const wrong of [
    '',
    'x',
    'us-east',
    'US-EAST-1',
    'us-east-1 ',
    'us east 1',
    'us-east-1/x',
    '../us-east-1',
    'us-east/../-1',
    'us-east-100',
  ]) {
    assert.throws(() => options([`--region=${wrong}`]), refusal(/`--region`: `.*` is no region; one looks like/));
  }
  assert.throws(() => options([], { COFFER_REGION: 'us-east-1,x' }), refusal(/`COFFER_REGION`: `x` is no region/));
});

test('accounts have 12 digits', () => {
  assert.equal(options(['--account-id', '012345678901']).accountId, '012345678901');
  for (const wrong of ['', '1', '1234567890123', '12345678901a', '-12345678901']) {
    assert.throws(() => options([`--account-id=${wrong}`]), refusal(/is not 12 digits/));
  }
});

test('certificate and key come together', () => {
  assert.throws(() => options(['--tls-cert', 'c']), /`--tls-cert` and `--tls-key` belong together/);
});

test('sizes', () => {
  assert.equal(readSize('1048576'), 1_048_576);
  assert.equal(readSize('10GB'), 10 * 1024 ** 3);
  assert.equal(readSize('2 MiB'), 2 * 1024 ** 2);
  for (const wrong of ['', '0', '-1', '1.5GB', '10PB', 'GB', '999999999999TB'])
    assert.throws(() => readSize(wrong), /is no size/);
});

function refusal(words: RegExp): (error: unknown) => boolean {
  return error => error instanceof Failure && error.exitCode === 2 && words.test(error.message);
}

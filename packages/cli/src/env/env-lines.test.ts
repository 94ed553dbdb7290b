import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { Redacted } from '@coffer/wire';
import type { Services } from '@coffer/wire/services';
import { type EnvFacts, envLines } from './env-lines.ts';

const facts: EnvFacts = {
  endpoint: 'https://127.0.0.1:7443',
  ca: "/home/o'neill/my data/ca.pem",
  credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: new Redacted('a$(echo bad)/+"\\') },
  region: 'eu-west-1',
  aws: 'missing',
  self: ['/bin/echo', 'self'],
  dataDir: "/home/o'neill/my data",
};

function evaluate(lines: string, script: string, env: NodeJS.ProcessEnv = {}): string {
  const shell = ['-c', 'eval "$1"; eval "$2"', 'sh', lines, script];
  return execFileSync('sh', shell, { encoding: 'utf8', env: { PATH: '/usr/bin:/bin', ...env } });
}

test('a shell that evaluates the lines has exactly these values', () => {
  const names = [
    'AWS_ENDPOINT_URL',
    'AWS_CA_BUNDLE',
    'NODE_EXTRA_CA_CERTS',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
  ];

  const output = evaluate(envLines(facts), `printenv ${[...names, 'AWS_REGION', 'AWS_DEFAULT_REGION'].join(' ')}`);

  assert.deepEqual(output.trimEnd().split('\n'), [
    facts.endpoint,
    facts.ca,
    facts.ca,
    'AKIAEXAMPLE',
    'a$(echo bad)/+"\\',
    'eu-west-1',
    'eu-west-1',
  ]);
});

/** The variable's ending of each service: AWS's service id, in capitals. */
const SERVICE_IDS: Readonly<Record<keyof Services, string>> = {
  cloudformation: 'CLOUDFORMATION',
  cloudtrail: 'CLOUDTRAIL',
  iam: 'IAM',
  kms: 'KMS',
  lambda: 'LAMBDA',
  logs: 'CLOUDWATCH_LOGS',
  secretsmanager: 'SECRETS_MANAGER',
  serverlessrepo: 'SERVERLESSAPPLICATIONREPOSITORY',
  ssm: 'SSM',
  sts: 'STS',
};

test('what would lead a client of any service elsewhere is gone', () => {
  const env = {
    AWS_SESSION_TOKEN: 'x',
    AWS_SECURITY_TOKEN: 'x',
    AWS_PROFILE: 'x',
    AWS_DEFAULT_PROFILE: 'x',
    AWS_USE_FIPS_ENDPOINT: 'x',
    AWS_USE_DUALSTACK_ENDPOINT: 'x',
    ...Object.fromEntries(Object.values(SERVICE_IDS).map(id => [`AWS_ENDPOINT_URL_${id}`, 'x'])),
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  };

  const output = evaluate(envLines(facts), 'env', env);

  assert.doesNotMatch(output, /=x$/m);
  assert.match(output, /^AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false$/m);
});

test('an aws that ignores the variable is stood in for by a function that works from any folder', () => {
  const lines = envLines({ ...facts, aws: 'ignores-endpoint-variable' });

  const output = evaluate(lines, 'cd /; aws secretsmanager get-secret-value --secret-id "a b"');

  assert.equal(output, `self aws --data-dir ${facts.dataDir} secretsmanager get-secret-value --secret-id a b\n`);
});

test('an aws that knows the variable is freed of an older function', () => {
  const lines = `aws() { echo function; }\n${envLines({ ...facts, aws: 'knows-endpoint-variable' })}`;

  assert.equal(evaluate(lines, 'case "$(type aws 2>&1)" in *function*) aws;; esac; echo end'), 'end\n');
});

test('without aws nothing is said of it', () => {
  assert.doesNotMatch(envLines(facts), /\baws\b/);
});

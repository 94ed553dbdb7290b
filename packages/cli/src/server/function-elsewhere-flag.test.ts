import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../failure.ts';
import { parseFlags } from '../parse-flags.ts';
import { networkFlags, storageFlags } from './server-flags.ts';
import { serverOptions } from './server-options.ts';

const HTTPS = 'crm,account=123456789012,account=210987654321,url=https://crm.example/rotate?a=b,profile=crm,ca=ca.pem';
const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';
const LAMBDA = `aws,account=123456789012,lambda=${ARN},profile=p,credentials=/etc/aws,endpoint=https://127.0.0.1:7443`;
const READ = [
  {
    name: 'crm',
    accounts: ['123456789012', '210987654321'],
    profile: 'crm',
    credentialsFile: undefined,
    ca: '/srv/ca.pem',
    url: 'https://crm.example/rotate?a=b',
    region: undefined,
  },
  {
    name: 'aws',
    accounts: ['123456789012'],
    profile: 'p',
    credentialsFile: '/etc/aws',
    ca: undefined,
    lambda: ARN,
    endpoint: 'https://127.0.0.1:7443',
  },
];

function options(argv: readonly string[], env: NodeJS.ProcessEnv = {}, file: Record<string, string[]> = {}) {
  const sources = { env, readConfig: () => new Map(Object.entries(file)) };
  const { flags } = parseFlags({ ...storageFlags, ...networkFlags }, argv, sources);
  return serverOptions({ cwd: '/srv', env }, flags, flags, undefined);
}

test('places come from flags, from a variable with semicolons, and from a list of the file', () => {
  const flags = ['--function-elsewhere', HTTPS, '--function-elsewhere', LAMBDA];

  assert.deepEqual(options(flags).functionsElsewhere, READ);
  assert.deepEqual(options([], { COFFER_FUNCTION_ELSEWHERE: `${HTTPS}; ${LAMBDA}` }).functionsElsewhere, READ);
  const file = { 'function-elsewhere': [HTTPS, LAMBDA] };
  assert.deepEqual(options(['--config', 'f'], {}, file).functionsElsewhere, READ);
});

test('a place that lacks something, or says something else, is refused', () => {
  const refusals: readonly (readonly [string, RegExp])[] = [
    ['crm', /^`--function-elsewhere`: `account=ID` is missing in `crm`$/],
    ['crm,account=1,url=https://x', /`profile=PROFILE` is missing/],
    ['crm,account=1,profile=p', /says either `url=URL`, .* or `lambda=ARN`/],
    ['crm,account=1,profile=p,url=https://x,lambda=y', /says either/],
    ['crm,account=1,profile=p,url=https://x,endpoint=https://y', /says either/],
    ['crm,account=1,profile=p,lambda=y,region=us-east-1', /says either/],
    ['crm,account=,url=https://x,profile=p', /`account=` has no value/],
    ['crm,account=1,url=https://x,profile=p,profile=q', /`profile=` stands twice/],
    ['crm,account=1,url=https://x,profile=p,secret=s', /`secret=s` is none of `account=ID`, /],
    ['account=1,url=https://x,profile=p', /does not begin with a name/],
    ['', /does not begin with a name/],
  ];

  for (const [word, message] of refusals) {
    assert.throws(
      () => options([`--function-elsewhere=${word}`]),
      error => error instanceof Failure && error.exitCode === 2 && message.test(error.message),
      word,
    );
  }
});

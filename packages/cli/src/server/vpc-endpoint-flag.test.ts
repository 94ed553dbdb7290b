import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../failure.ts';
import { commandHelp } from '../help.ts';
import { parseFlags } from '../parse-flags.ts';
import { networkFlags, storageFlags } from './server-flags.ts';
import { serverOptions } from './server-options.ts';
import { readVpcEndpoint } from './vpc-endpoint-flag.ts';

const ONE = 'vpce-1a2b3c4d,vpc=vpc-12345678,listen=10.0.0.5:7443';
const OTHER = 'vpce-2a2b3c4d,vpc=vpc-2b2b2b2b,listen=[::1]:0,policy=policies/e.json';
const READ = [
  { id: 'vpce-1a2b3c4d', vpcId: 'vpc-12345678', listen: '10.0.0.5:7443', policyFile: undefined },
  { id: 'vpce-2a2b3c4d', vpcId: 'vpc-2b2b2b2b', listen: '[::1]:0', policyFile: '/srv/policies/e.json' },
];

function options(argv: readonly string[], env: NodeJS.ProcessEnv = {}, file: Record<string, string[]> = {}) {
  const sources = { env, readConfig: () => new Map(Object.entries(file)) };
  const { flags } = parseFlags({ ...storageFlags, ...networkFlags }, argv, sources);
  return serverOptions({ cwd: '/srv', env }, flags, flags, undefined);
}

test('endpoints come from flags, from a variable with semicolons, and from a list of the file', () => {
  assert.deepEqual(options(['--vpc-endpoint', ONE, '--vpc-endpoint', OTHER]).vpcEndpoints, READ);
  assert.deepEqual(options([], { COFFER_VPC_ENDPOINT: `${ONE}; ${OTHER}` }).vpcEndpoints, READ);
  assert.deepEqual(options(['--config', 'f'], {}, { 'vpc-endpoint': [ONE, OTHER] }).vpcEndpoints, READ);
});

test('the parts of an endpoint come in any order, with blanks', () => {
  const { listen, vpcId, policyFile } = readVpcEndpoint('vpce-1 , policy = a=b , listen=h:1, vpc=v');

  assert.deepEqual([listen, vpcId, policyFile], ['h:1', 'v', 'a=b']);
});

test('an endpoint that lacks something, or says something else, is refused', () => {
  const refusals: readonly (readonly [string, RegExp])[] = [
    ['vpce-1a2b3c4d', /^`--vpc-endpoint`: `vpc=VPC` is missing in `vpce-1a2b3c4d`$/],
    ['vpce-1a2b3c4d,vpc=vpc-12345678', /`listen=HOST:PORT` is missing/],
    [`${ONE},policy=`, /`policy=` has no value/],
    [`${ONE},vpc=vpc-2`, /`vpc=` stands twice/],
    [`${ONE},subnet=s`, /`subnet=s` is none of `vpc=VPC`, `listen=HOST:PORT`, `policy=FILE`/],
    [`${ONE},10.0.0.6:7443`, /`10.0.0.6:7443` is none of/],
    ['vpc=vpc-12345678,listen=h:1', /does not begin with an endpoint's id/],
    ['', /does not begin with an endpoint's id/],
  ];

  for (const [word, message] of refusals) {
    assert.throws(
      () => options([`--vpc-endpoint=${word}`]),
      error => error instanceof Failure && error.exitCode === 2 && message.test(error.message),
      word,
    );
  }
});

test('trusted proxies come from flags, or from a variable with commas', () => {
  const ranges = ['192.0.2.10', '10.0.8.0/24'];

  assert.deepEqual(options(['--trusted-proxy', '192.0.2.10', '--trusted-proxy=10.0.8.0/24']).trustedProxies, ranges);
  assert.deepEqual(options([], { COFFER_TRUSTED_PROXY: '192.0.2.10,10.0.8.0/24' }).trustedProxies, ranges);
});

test('the help tells the form, and how a variable holds several', () => {
  const help = commandHelp({ name: 'server', summary: '', flags: networkFlags });

  assert.match(help, /--vpc-endpoint ID,vpc=VPC,listen=HOST:PORT\[,policy=FILE\]\n/);
  assert.match(help, /\(may be repeated; COFFER_VPC_ENDPOINT, with `;` between them\)/);
  assert.match(help, /--trusted-proxy CIDR .*\(may be repeated; COFFER_TRUSTED_PROXY\)/);
});

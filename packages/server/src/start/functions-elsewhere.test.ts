import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FunctionElsewhereOptions } from '../options.ts';
import { configuredElsewhere } from './functions-elsewhere.ts';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';
const BASE = { name: 'crm', accounts: ['123456789012'], profile: 'p' };

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coffer-elsewhere-'));
});
after(() => rm(folder, { recursive: true }));

const open = (...functionsElsewhere: readonly FunctionElsewhereOptions[]) =>
  configuredElsewhere({ functionsElsewhere }, {});

test('nothing runs elsewhere unless the administrator says so', async () => {
  const { places, accounts } = await configuredElsewhere({}, {});

  assert.deepEqual([places.size, accounts.size], [0, 0]);
});

test("a function of AWS is invoked at its region's address, or at the one that is named", async () => {
  const urlOf = async (lambda: string, endpoint?: string) => {
    const { places } = await open({ ...BASE, lambda, ...(endpoint === undefined ? {} : { endpoint }) });
    const { url, region } = places.get('crm') ?? assert.fail();
    return [url.href, region];
  };
  const path = (arn: string) => `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`;
  const china = ARN.replace('aws', 'aws-cn').replace('eu-west-1', 'cn-north-1');

  assert.deepEqual(await urlOf(ARN), [`https://lambda.eu-west-1.amazonaws.com${path(ARN)}`, 'eu-west-1']);
  assert.deepEqual(await urlOf(china), [`https://lambda.cn-north-1.amazonaws.com.cn${path(china)}`, 'cn-north-1']);
  assert.deepEqual(await urlOf(`${ARN}:live`, 'https://127.0.0.1:7443'), [
    `https://127.0.0.1:7443${path(`${ARN}:live`)}`,
    'eu-west-1',
  ]);
});

test('credentials are read for each invocation, from the profile and the file that are named', async () => {
  const credentialsFile = join(folder, 'credentials');
  const { places } = await open({ ...BASE, url: 'https://crm.example/', credentialsFile });
  const { credentials } = places.get('crm') ?? assert.fail();
  const write = (id: string) =>
    writeFile(credentialsFile, `[p]\naws_access_key_id = ${id}\naws_secret_access_key = s\naws_session_token = t\n`);

  await assert.rejects(credentials(), /no credentials: .*ENOENT/);
  await write('one');
  assert.equal((await credentials()).accessKeyId, 'one');
  await write('two');
  const { accessKeyId, sessionToken } = await credentials();
  assert.deepEqual([accessKeyId, sessionToken?.unwrap()], ['two', 't']);
});

test('a mistake of the administrator ends the start, and the message says which', async () => {
  const garbage = join(folder, 'garbage.pem');
  await writeFile(garbage, 'no certificate');
  const url = 'https://crm.example/';
  const refusals: readonly (readonly [readonly FunctionElsewhereOptions[], RegExp])[] = [
    [[{ ...BASE, name: 'a b', url }], /^`a b` is no name of a function elsewhere/],
    [[{ ...BASE, name: 'x'.repeat(65), url }], /is no name of a function elsewhere/],
    [
      [
        { ...BASE, url },
        { ...BASE, url },
      ],
      /^two functions elsewhere are called `crm`$/,
    ],
    [[{ ...BASE, accounts: [], url }], /^``, an account of the function elsewhere `crm`, is not 12 digits$/],
    [[{ ...BASE, accounts: ['123456789012', '*'], url }], /^`\*`, an account of .* is not 12 digits$/],
    [[{ ...BASE, url: 'http://127.0.0.1/' }], /is no address that begins with https:\/\/$/],
    [[{ ...BASE, url: 'file:///etc/passwd' }], /is no address that begins with https:\/\/$/],
    [[{ ...BASE, url: 'https://user:pass@crm.example/' }], /has a user, a password or a fragment$/],
    [[{ ...BASE, lambda: 'rotate' }], /^`rotate`, of the function elsewhere `crm`, is no ARN of a function$/],
    [[{ ...BASE, lambda: `${ARN}/../x` }], /is no ARN of a function$/],
    [[{ ...BASE, lambda: ARN, endpoint: 'http://127.0.0.1:7443' }], /is no address that begins with https:\/\/$/],
    [[{ ...BASE, lambda: ARN, endpoint: 'https://127.0.0.1/x' }], /has more than a host and a port$/],
    [[{ ...BASE, lambda: ARN.replace('aws', 'aws-iso') }], /^the address of Lambda in `eu-west-1` is not known/],
    [[{ ...BASE, url, ca: join(folder, 'none') }], /^cannot read `.*none`, the file of `--function-elsewhere`$/],
    [[{ ...BASE, url, ca: garbage }], /garbage\.pem`, the file of `--function-elsewhere`, does not hold certificates/],
  ];

  for (const [given, message] of refusals) {
    await assert.rejects(open(...given), { name: 'OperatorError', message }, JSON.stringify(given));
  }
});

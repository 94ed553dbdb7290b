/** Where requests came in, as a whole server tells it: VPC endpoints, their policies and SIGHUP, and trusted proxies. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Redacted } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import { awsClis, without } from '../support/require.ts';
import { type Coffer, startCoffer } from '../support/start-coffer.ts';
import { CommandLine } from './command-line.ts';

const ID = 'vpce-1234a5678b9012c';
const VPC = 'vpc-1a2b3c4d';
const NAME = `${ID}-12345678.secretsmanager.us-west-2.vpce.amazonaws.com`;
const TARGETS = { secretsmanager: 'secretsmanager', cloudtrail: 'CloudTrail_20131101' } as const;

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly region?: string;
  readonly input?: object;
  readonly host?: string;
  readonly headers?: readonly string[];
  readonly secretAccessKey?: string;
}

describe('a server with a VPC endpoint and a trusted proxy', () => {
  let folder = '';
  let policy = '';
  let coffer: Coffer;
  let endpoint = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-vpc-'));
    policy = join(folder, 'policy.json');
    await allow('*');
    const flags = ['--region', 'us-east-1', '--region', 'us-west-2', '--hostname', NAME];
    const at = `${ID},vpc=${VPC},listen=127.0.0.1:0,policy=${policy}`;
    coffer = await startCoffer({ flags: [...flags, '--vpc-endpoint', at, '--trusted-proxy', '127.0.0.1'] });
    endpoint = coffer.ready.endpoints?.[0]?.https ?? '';
  });
  after(async () => {
    await coffer[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  function allow(Action: string): Promise<void> {
    return writeFile(
      policy,
      JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource: '*' }] }),
    );
  }

  /** Sends a signed request to the address of a URL, under whatever name. */
  async function ask(
    url: string,
    service: keyof typeof TARGETS,
    operation: string,
    asked: Asked = {},
  ): Promise<Answer> {
    const { hostname, port, host: place } = new URL(url);
    const { region = 'us-east-1', input = {}, host = place, headers = [], secretAccessKey } = asked;
    const body = Buffer.from(JSON.stringify(input));
    const unsigned = ['Host', host, 'Content-Type', 'application/x-amz-json-1.1'];
    unsigned.push('Content-Length', String(body.byteLength), 'X-Amz-Target', `${TARGETS[service]}.${operation}`);
    const secret = new Redacted(secretAccessKey ?? coffer.secretAccessKey);
    const credentials = { accessKeyId: coffer.accessKeyId, secretAccessKey: secret };
    const message = { method: 'POST', target: '/', rawHeaders: unsigned, body };
    const rawHeaders = signRequest(message, { credentials, region, service, now: Date.now() });
    const sent = request({
      method: 'POST',
      host: hostname,
      port,
      servername: host === place ? '' : host,
      ca: await readFile(coffer.ready.ca),
      agent: false,
      headers: [...rawHeaders, ...headers],
    });
    sent.end(body);
    const [response] = await once(sent, 'response');
    return { status: response.statusCode, body: JSON.parse(await text(response)) };
  }

  /** The newest records of an operation, newest first. */
  async function records(operation: string, region?: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const input = { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: operation }] };
    const more = region === undefined ? {} : { region };
    const { body } = await ask(coffer.ready.https, 'cloudtrail', 'LookupEvents', { input, ...more });
    assert.ok(Array.isArray(body['Events']), JSON.stringify(body));
    return body['Events'].map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent));
  }

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + 120_000;
    while (!(await holds())) {
      assert.ok(performance.now() < end, coffer.output());
      await delay(50);
    }
  }

  test('tells where the endpoint answers', async () => {
    const { https } = coffer.ready;

    assert.deepEqual(coffer.ready.endpoints, [{ id: ID, vpcId: VPC, https: endpoint }]);
    assert.match(endpoint, /^https:\/\/127\.0\.0\.1:\d+$/);
    assert.notEqual(endpoint, https);
    await until(() => coffer.output().includes(`VPC endpoint ${ID} of ${VPC} answers at ${endpoint}`));
  });

  test(
    '82: the AWS CLI lists secrets there, and the record carries the endpoint’s id',
    { skip: without('aws') },
    async () => {
      for (const program of awsClis()) {
        await using aws = await CommandLine.ofAws(program, { ...coffer, ready: { ...coffer.ready, https: endpoint } });

        assert.deepEqual(await aws.json('secretsmanager', 'list-secrets'), { SecretList: [] });

        const [newest] = await records('ListSecrets');
        assert.equal(newest?.['vpcEndpointId'], ID);
        assert.equal(newest['sourceIPAddress'], '127.0.0.1');
      }
    },
  );

  test('82: it answers under its own name, in its region', async () => {
    const host = NAME;

    const listed = await ask(endpoint, 'secretsmanager', 'ListSecrets', { region: 'us-west-2', host });
    const elsewhere = await ask(endpoint, 'secretsmanager', 'ListSecrets', { region: 'us-east-1', host });

    assert.deepEqual(listed, { status: 200, body: { SecretList: [] } });
    assert.equal(elsewhere.body['__type'], 'InvalidSignatureException');
    const [newest] = await records('ListSecrets', 'us-west-2');
    assert.equal(newest?.['vpcEndpointId'], ID);
    assert.partialDeepStrictEqual(newest, { tlsDetails: { clientProvidedHostHeader: NAME } });
  });

  test('the endpoint’s name at another address means nothing', async () => {
    await ask(coffer.ready.https, 'secretsmanager', 'ListSecrets', { region: 'us-west-2', host: NAME });

    const [newest] = await records('ListSecrets', 'us-west-2');
    assert.partialDeepStrictEqual(newest, { tlsDetails: { clientProvidedHostHeader: NAME } });
    assert.ok(newest !== undefined && !('vpcEndpointId' in newest));
  });

  test('SIGHUP reads the policy again; one that is broken changes nothing', async () => {
    const list = () => ask(endpoint, 'secretsmanager', 'ListSecrets');
    assert.equal((await list()).status, 200);

    await allow('secretsmanager:GetRandomPassword');
    process.kill(coffer.ready.pid, 'SIGHUP');

    await until(async () => (await list()).status !== 200);
    const { body } = await list();
    assert.equal(body['__type'], 'AccessDeniedException');
    assert.match(
      String(body['Message']),
      / because no VPC endpoint policy allows the secretsmanager:ListSecrets action$/,
    );
    assert.equal((await ask(coffer.ready.https, 'secretsmanager', 'ListSecrets')).status, 200);

    await writeFile(policy, '{}');
    process.kill(coffer.ready.pid, 'SIGHUP');
    await until(() => coffer.output().includes('cannot reload: '));
    assert.match(
      coffer.output(),
      /the policy of VPC endpoint `vpce-1234a5678b9012c`, is no policy: `Statement` is missing/,
    );
    assert.equal((await list()).status, 400);

    await allow('*');
    process.kill(coffer.ready.pid, 'SIGHUP');
    await until(async () => (await list()).status === 200);
  });

  test('a proxy says for whom it asks: in the record, in the log, and where failures are counted', async () => {
    const as = (address: string) => ({ headers: ['X-Forwarded-For', `6.6.6.6, ${address}`] });
    const guess = () =>
      ask(coffer.ready.https, 'secretsmanager', 'GetRandomPassword', {
        ...as('198.51.100.7'),
        secretAccessKey: 'wrong',
      });
    const codes = new Set<unknown>();
    for (let i = 0; i < 25; i += 1) codes.add((await guess()).body['__type']);

    const { status } = await ask(coffer.ready.https, 'secretsmanager', 'GetRandomPassword', as('198.51.100.8'));

    assert.equal(status, 200);
    assert.deepEqual([...codes], ['InvalidSignatureException', 'ThrottlingException']);
    assert.match(coffer.output(), /"address":"198\.51\.100\.7"/);
    const [newest] = await records('GetRandomPassword');
    assert.equal(newest?.['sourceIPAddress'], '198.51.100.8');
    const through = await ask(endpoint, 'secretsmanager', 'GetRandomPassword', as('10.1.2.3'));
    assert.equal(through.status, 200);
    const [last] = await records('GetRandomPassword');
    assert.deepEqual([last?.['vpcEndpointId'], last?.['sourceIPAddress']], [ID, '10.1.2.3']);
  });

  test('ends at the endpoint too, and starts with nothing that is broken', async () => {
    await writeFile(policy, '{');
    const refused = startCoffer({ flags: ['--vpc-endpoint', `${ID},vpc=${VPC},listen=127.0.0.1:0,policy=${policy}`] });
    await assert.rejects(refused, /is no policy: it is not JSON/);

    assert.equal(await coffer.end('SIGTERM'), 0);
    await assert.rejects(ask(endpoint, 'secretsmanager', 'ListSecrets'), { code: 'ECONNREFUSED' });
  });
});

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { TestServer } from '../testing/index.ts';
import { textOf } from '../testing/test-server.ts';
import { recordsNamed } from '../services/secretsmanager/testing.ts';
import type { Call } from './call.ts';
import { throttle } from './throttle.ts';

const THROTTLED = '{"__type":"ThrottlingException","message":"Rate exceeded"}';

describe('quotas', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await TestServer.open({ options: { quotas: 'aws', regions: ['us-east-1', 'eu-west-1'] } });
  });
  afterEach(() => server[Symbol.asyncDispose]());

  /** Creates so many secrets at this moment and gives the bodies of the refusals. */
  async function create(count: number, region = 'us-east-1'): Promise<readonly string[]> {
    const now = server.clock.now();
    const bodies = Array.from({ length: count }, (_, i) =>
      JSON.stringify({ Name: `s-${now}-${i}`, ClientRequestToken: '00000000-1111-4111-8111-111111111111' }),
    );
    const answers = await Promise.all(bodies.map(body => server.send('secretsmanager', 'CreateSecret', body, region)));
    return answers.filter(({ status }) => status !== 200).map(textOf);
  }

  it('throttle the 51st CreateSecret of a second, and let 50 pass in the next', async () => {
    assert.deepEqual(await create(51), [THROTTLED]);

    server.clock.advance(1_000);

    assert.deepEqual(await create(51), [THROTTLED]);
  });

  it('leave other groups and regions alone', async () => {
    await create(50);

    assert.deepEqual(await create(1), [THROTTLED]);
    assert.deepEqual(await create(1, 'eu-west-1'), []);
    for (const operation of ['ListSecrets', 'GetRandomPassword']) {
      assert.equal((await server.send('secretsmanager', operation, '{}')).status, 200, operation);
    }
  });

  it('count by the account that asks', async () => {
    const { line } = server.parts;
    await create(50);
    const call = (accountId: string): Call => ({
      ...callOf(server),
      caller: { ...callOf(server).caller, accountId },
    });

    assert.throws(() => throttle(line, call('123456789012')), { code: 'ThrottlingException' });
    assert.doesNotThrow(() => throttle(line, call('999999999999')));
  });

  it('do not count what a service calls on behalf of the caller', async () => {
    const { line } = server.parts;
    await create(50);
    const round = { records: [], events: [], alongside: [], input: undefined, loaded: undefined };

    for (let i = 0; i < 60; i++)
      throttle(line, { ...callOf(server), via: { principal: 'x.amazonaws.com', chain: ['x.amazonaws.com'], round } });
  });

  it('do not count requests whose signature is wrong', async () => {
    const rawHeaders = [
      'Host',
      'secretsmanager.us-east-1.amazonaws.com',
      'X-Amz-Target',
      'secretsmanager.CreateSecret',
    ];
    const unsigned = { method: 'POST', target: '/', rawHeaders, body: Buffer.from('{}') };
    for (let i = 0; i < 60; i++) assert.notEqual((await server.deliver(unsigned)).status, 200);

    assert.deepEqual(await create(50), []);
  });

  it('count requests that fail, and record those that they throttle', async () => {
    for (let i = 0; i < 50; i++) await server.send('secretsmanager', 'CreateSecret', '{"Name":"?"}');

    assert.deepEqual(await create(1), [THROTTLED]);

    const records = await recordsNamed(server, 'CreateSecret');
    const { errorCode, errorMessage, requestParameters, responseElements } = records.at(-1) ?? {};
    assert.equal(records.length, 51);
    assert.deepEqual(
      [errorCode, errorMessage, requestParameters, responseElements],
      ['ThrottlingException', 'Rate exceeded', null, null],
    );
  });
});

describe('without --quotas aws', () => {
  it('requests come as fast as they can', async () => {
    await using server = await TestServer.open();

    const answers = await Promise.all(
      Array.from({ length: 120 }, () => server.send('secretsmanager', 'GetRandomPassword', '{}')),
    );

    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  });
});

/** A CreateSecret of the root user, as the line sees it before it is read. */
function callOf({ parts, clock }: TestServer): Call {
  const service = parts.line.services.get('secretsmanager');
  const contract = service?.contract.operations['CreateSecret'];
  const operation = service?.operations['CreateSecret'];
  if (service === undefined || contract === undefined || operation === undefined) throw new Error('no such operation');
  return {
    service: service.contract,
    name: 'CreateSecret',
    contract,
    operation,
    decode: () => ({}),
    caller: {
      type: 'Root',
      accountId: '123456789012',
      arn: 'arn:aws:iam::123456789012:root',
      principalId: '123456789012',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    },
    region: 'us-east-1',
    requestId: 'r',
    now: clock.now(),
  };
}

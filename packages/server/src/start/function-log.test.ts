import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import type { RunnableFunction } from '../functions/function-runtime.ts';
import { archive, functionInput, makeFunction, makeLambdaRole, ROLE_ARN } from '../services/lambda/testing.ts';
import { onBothEngines } from '../testing/engines.ts';
import { TestServer, secretText } from '../testing/test-server.ts';
import { FunctionLogWriter } from './function-log.ts';

/** Prints what its event says, and the credentials' id that it was given. */
const CODE = archive({
  'index.mjs': `export const handler = async event => { console.log(event.print); return process.env.AWS_ACCESS_KEY_ID; };`,
});

onBothEngines('the log of a function', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await makeLambdaRole(server);
    await allow('logs:*');
  });
  after(() => server[Symbol.asyncDispose]());

  function allow(...actions: readonly string[]) {
    const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    return server.call('iam', 'PutRolePolicy', { RoleName: 'runs', PolicyName: 'log', PolicyDocument });
  }

  const newWriter = () => new FunctionLogWriter(server.parts.line, server.parts.log);

  const lines = async (logGroupName: string) => {
    const { events = [] } = await server.call('logs', 'FilterLogEvents', { logGroupName });
    return events.map(({ message }) => message);
  };

  it('has its group and stream made by the role, and keeps the order', async () => {
    await using writer = newWriter();
    const target = runnable(server, '/fn/made');
    const now = server.clock.now();

    writer.append(target, 'a', [{ timestamp: now, message: 'one' }]);
    writer.append(target, 'a', [{ timestamp: now, message: 'two' }]);
    writer.append(target, 'b', [{ timestamp: now + 1, message: 'three' }]);
    await writer.settled();
    writer.append(target, 'a', [{ timestamp: now + 2, message: 'four' }]);
    await writer.settled();

    assert.deepEqual(await lines('/fn/made'), ['one', 'two', 'three', 'four'].toSorted(byPlace));
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateLogGroup' }],
    });
    const record = JSON.parse(Events[0]?.CloudTrailEvent ?? '{}');
    assert.equal(record.userIdentity.sessionContext.sessionIssuer.arn, ROLE_ARN);
  });

  it('is not there when the role lacks a right, and comes back with the right', async () => {
    await using writer = newWriter();
    const target = runnable(server, '/fn/denied');
    const now = server.clock.now();
    await allow('logs:CreateLogStream', 'logs:PutLogEvents');
    writer.append(target, 'a', [{ timestamp: now, message: 'lost' }]);
    await writer.settled();
    const { logGroups } = await server.call('logs', 'DescribeLogGroups', { logGroupNamePrefix: '/fn/denied' });
    await allow('logs:*');
    writer.append(target, 'a', [{ timestamp: now, message: 'lost too' }]);
    await writer.settled();
    server.clock.advance(60_001);
    writer.append(target, 'a', [{ timestamp: server.clock.now(), message: 'kept' }]);
    await writer.settled();

    assert.deepEqual(logGroups, []);
    assert.deepEqual(await lines('/fn/denied'), ['kept']);
  });

  it('never waits and never grows without bounds: it says what was left out', async () => {
    await using writer = newWriter();
    const target = runnable(server, '/fn/many');
    const message = 'x'.repeat(200_000);
    const timestamp = server.clock.now();

    for (let i = 0; i < 30; i++) writer.append(target, 'a', [{ timestamp, message }]);
    await writer.settled();

    const { events = [] } = await server.call('logs', 'FilterLogEvents', {
      logGroupName: '/fn/many',
      filterPattern: '"left out"',
    });
    assert.deepEqual(
      events.map(each => each.message),
      ['10 lines were left out: they came faster than they could be stored.'],
    );
  });

  it('holds what an invocation prints, with what the function fetched masked', async () => {
    // Nothing of this function calls the server.
    const ca = join(server.dataDir, 'ca.pem');
    await writeFile(ca, '');
    server.parts.functions.serve({ endpoint: 'https://127.0.0.1:1', ca });
    await makeFunction(server, 'prints', { ...functionInput('prints'), Code: { ZipFile: CODE }, Timeout: 20 });
    const invoke = async (print: string) => {
      const Payload = new Redacted(Buffer.from(JSON.stringify({ print })));
      const answer = await server.call('lambda', 'Invoke', { FunctionName: 'prints', Payload, LogType: 'Tail' });
      const tail = Buffer.from(answer.LogResult ?? '', 'base64').toString();
      return { tail, accessKeyId: JSON.parse(Buffer.from(answer.Payload?.unwrap() ?? []).toString()) as string };
    };
    const { accessKeyId } = await invoke('hello');
    server.parts.line.fetched.remember(accessKeyId, secretText('correct horse'));
    const { tail } = await invoke('it is correct horse');

    assert.match(tail, /\*\*\*\*/);
    const found = async () => (await lines('/aws/lambda/prints').catch(() => [])).join('\n');
    // The last line of the second invocation: lines are stored in their order, but not all at once.
    const isWhole = (text: string) => text.split('\nREPORT RequestId: ').length > 2;
    for (let i = 0; i < 1_200 && !isWhole(await found()); i++) await new Promise(done => setTimeout(done, 50));
    const text = await found();
    assert.match(text, /^INIT_START /);
    assert.match(text, /\bhello\n[^]*\bit is \*\*\*\*\n/);
    assert.match(text, /\nREPORT RequestId: /);
    assert.doesNotMatch(text, /correct horse/);
  });
});

function byPlace(a: string, b: string): number {
  const order = ['one', 'two', 'three', 'four'];
  return order.indexOf(a) - order.indexOf(b);
}

/** A function that is only as real as its log needs it. */
function runnable(server: TestServer, logGroup: string): RunnableFunction {
  return {
    arn: `arn:aws:lambda:us-east-1:123456789012:function:${logGroup.slice(4)}`,
    name: 'f',
    accountId: '123456789012',
    region: 'us-east-1',
    revisionId: randomUUID(),
    code: { kind: 'built-in', sha256: '', folder: '' },
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    timeout: 3,
    memorySize: 128,
    environment: new Map(),
    ephemeralStorage: 512,
    logGroup,
    async credentials() {
      const { callAsService } = await import('../pipeline/service-call.ts');
      const by = { principal: 'lambda.amazonaws.com', accountId: '123456789012', region: 'us-east-1' };
      const input = { RoleArn: ROLE_ARN, RoleSessionName: 'function' };
      const { Credentials } = await callAsService(server.parts.line, by, 'sts', 'AssumeRole', input);
      if (Credentials === undefined) throw new Error('no credentials');
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken, Expiration } = Credentials;
      return { accessKeyId, secretAccessKey, sessionToken: new Redacted(SessionToken), expiresAt: Expiration };
    },
  };
}

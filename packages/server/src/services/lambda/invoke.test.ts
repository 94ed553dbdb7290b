import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { archive, FUNCTION, makeFunction, makeLambdaRole, trusting } from './testing.ts';

/** Does what its event says. */
const CODE = archive({
  'index.mjs': `
    import { writeFileSync } from 'node:fs';
    export const handler = async (event, context) => {
      console.log('called with', JSON.stringify(event));
      if (event.raise) throw new TypeError(event.raise);
      if (event.environment) return { value: process.env[event.environment], session: process.env.AWS_SESSION_TOKEN?.length > 0 };
      return { echo: event, name: context.functionName, arn: context.invokedFunctionArn };
    };`,
});

onBothEngines('Invoke', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await makeLambdaRole(server);
    // Nothing of these functions calls the server.
    const ca = join(server.dataDir, 'ca.pem');
    await writeFile(ca, '');
    server.parts.functions.serve({ endpoint: 'https://127.0.0.1:1', ca });
    const Environment = { Variables: { GREETING: new Redacted('hello') } };
    await makeFunction(server, 'run', { Code: { ZipFile: CODE }, Timeout: 20, Environment });
  });
  after(() => server[Symbol.asyncDispose]());

  const invoke = async (event: unknown, more: object = {}) => {
    const Payload = new Redacted(Buffer.from(JSON.stringify(event)));
    const answer = await server.call('lambda', 'Invoke', { FunctionName: 'run', Payload, ...more });
    const text = Buffer.from(answer.Payload?.unwrap() ?? []).toString('utf8');
    return { ...answer, Payload: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };

  it('runs the function and gives what it returns', async () => {
    const answer = await invoke({ a: [1, 'ü'] });

    assert.deepEqual(answer, {
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      Payload: { echo: { a: [1, 'ü'] }, name: 'run', arn: `${FUNCTION}:run` },
    });
    const empty = await server.call('lambda', 'Invoke', { FunctionName: 'run' });
    assert.match(Buffer.from(empty.Payload?.unwrap() ?? []).toString(), /"echo":\{\}/);
  });

  it('gives the function its environment and credentials of its role', async () => {
    const { Payload } = await invoke({ environment: 'GREETING' });

    assert.deepEqual(Payload, { value: 'hello', session: true });
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRole' }],
    });
    const record = JSON.parse(Events[0]?.CloudTrailEvent ?? '{}') as Record<string, Record<string, unknown>>;
    assert.deepEqual(
      [record['userIdentity']?.['type'], record['userIdentity']?.['invokedBy']],
      ['AWSService', 'lambda.amazonaws.com'],
    );
    assert.equal(record['requestParameters']?.['roleSessionName'], 'run');
  });

  it('tells what the function raised, and the end of its log when asked', async () => {
    const answer = await invoke({ raise: 'no such luck' }, { LogType: 'Tail' });

    assert.deepEqual([answer.StatusCode, answer.FunctionError], [200, 'Unhandled']);
    const { errorType, errorMessage } = answer.Payload as { errorType: string; errorMessage: string };
    assert.deepEqual([errorType, errorMessage], ['TypeError', 'no such luck']);
    assert.match(Buffer.from(answer.LogResult ?? '', 'base64').toString(), /called with .*no such luck/);
    assert.equal((await invoke({})).LogResult, undefined);
  });

  it('runs what the function has become', async () => {
    await makeFunction(server, 'changing', { Code: { ZipFile: CODE }, Timeout: 20 });
    await invoke({}, { FunctionName: 'changing' });
    const ZipFile = archive({ 'index.mjs': 'export const handler = async () => "changed";' });
    await server.call('lambda', 'UpdateFunctionCode', { FunctionName: 'changing', ZipFile });

    assert.equal((await invoke({}, { FunctionName: 'changing' })).Payload, 'changed');
  });

  it('runs nothing for a dry run', async () => {
    assert.deepEqual(await invoke({ raise: 'x' }, { InvocationType: 'DryRun' }), {
      StatusCode: 204,
      Payload: undefined,
    });
  });

  it('refuses payloads that are no JSON, and those that are too large', async () => {
    const refused = (Payload: Uint8Array, more: object = {}) =>
      server.refused('lambda', 'Invoke', { FunctionName: 'run', Payload: new Redacted(Payload), ...more });

    assert.equal((await refused(Buffer.from('{'))).code, 'InvalidRequestContentException');
    assert.equal((await refused(Buffer.from([0x22, 0xff, 0x22]))).code, 'InvalidRequestContentException');
    const large = await refused(Buffer.alloc(6_291_457, 0x20));
    assert.deepEqual([large.status, large.code], [413, 'RequestTooLargeException']);
    const event = await refused(Buffer.alloc(1_048_577, 0x20), { InvocationType: 'Event' });
    assert.equal(
      event.message,
      '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    );
  });

  it('keeps an event until it is done, twice more after failures', async () => {
    const counts = () =>
      server.parts.database.read(reader =>
        reader.get<{ events: number; blobs: number; jobs: number }>({
          strings: [
            `select (select count(*) from lambda_event) as events, (select count(*) from job where kind = 'lambda-event') as jobs,
              (select count(*) from lambda_blob where id in (select id from lambda_event)) as blobs`,
          ],
          values: [],
        }),
      );
    const started = server.clock.now();
    assert.deepEqual(await invoke({ fine: true }, { InvocationType: 'Event' }), {
      StatusCode: 202,
      Payload: undefined,
    });
    assert.deepEqual({ ...(await counts()) }, { events: 1, jobs: 1, blobs: 1 });
    await server.parts.functionJobs.runDue();
    assert.deepEqual({ ...(await counts()) }, { events: 0, jobs: 0, blobs: 0 });

    await invoke({ raise: 'always' }, { InvocationType: 'Event' });
    for (const waitMs of [60_000, 120_000]) {
      await server.parts.functionJobs.runDue();
      assert.equal((await counts())?.jobs, 1);
      server.clock.advance(waitMs);
    }
    await server.parts.functionJobs.runDue();
    assert.deepEqual({ ...(await counts()) }, { events: 0, jobs: 0, blobs: 0 });
    assert.equal(server.clock.now() - started, 180_000);
  });

  it('refuses when the role lets Lambda in no more', async () => {
    await server.call('iam', 'CreateRole', {
      RoleName: 'fickle',
      AssumeRolePolicyDocument: trusting('lambda.amazonaws.com'),
    });
    const Role = 'arn:aws:iam::123456789012:role/fickle';
    await makeFunction(server, 'orphan', { Role });
    await server.call('iam', 'UpdateAssumeRolePolicy', {
      RoleName: 'fickle',
      PolicyDocument: trusting('ec2.amazonaws.com'),
    });

    assert.deepEqual(await server.refused('lambda', 'Invoke', { FunctionName: 'orphan' }), {
      status: 403,
      code: 'AccessDeniedException',
      message: 'The role defined for the function cannot be assumed by Lambda.',
    });
  });
});

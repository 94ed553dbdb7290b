import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Redacted } from '@coffer/wire';
import { unzipSync } from 'fflate';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import type { Endpoint } from '../../functions/elsewhere/endpoint.test-support.ts';
import { PAIR, startEndpoint } from '../../functions/elsewhere/endpoint.test-support.ts';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { secretText, TestServer } from '../../testing/test-server.ts';
import { ACCOUNT, ECHO, FUNCTION, functionInput, makeFunction, makeLambdaRole, ROLE_ARN } from './testing.ts';

const Code = { S3Bucket: 'coffer-functions-elsewhere', S3Key: 'crm' };
const OBJECT = 'arn:aws:s3:::coffer-functions-elsewhere/crm';

/** What rotation functions are passed, as far as this one looks. */
interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

onBothEngines('A function that runs elsewhere', engine => {
  const clock = new ManualClock();
  let folder: string;
  let endpoint: Endpoint;
  let server: TestServer;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-elsewhere-'));
    endpoint = await startEndpoint(() => clock.now());
    const [ca, credentialsFile] = [join(folder, 'ca.pem'), join(folder, 'credentials')];
    await writeFile(ca, endpoint.ca);
    const { accessKeyId, secretAccessKey } = PAIR;
    await writeFile(
      credentialsFile,
      `[crm]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey.unwrap()}\n`,
    );
    const place = { profile: 'crm', credentialsFile, ca, url: `${endpoint.url}/rotate` };
    const functionsElsewhere = [
      { ...place, name: 'crm', accounts: [ACCOUNT] },
      { ...place, name: 'others', accounts: ['210987654321'] },
    ];
    server = await TestServer.open({ engine, clock, options: { functionsElsewhere } });
    await makeLambdaRole(server);
    server.parts.functions.serve({ endpoint: 'https://127.0.0.1:1', ca });
    await makeFunction(server, 'crm', { Code, Timeout: 20 });
  });
  beforeEach(() => {
    endpoint.requests.length = 0;
    endpoint.answer = ({ body }, response) => response.end(JSON.stringify({ got: JSON.parse(body.toString()) }));
  });
  after(async () => {
    await server?.[Symbol.asyncDispose]();
    await endpoint[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const invoke = async (event: unknown, more: object = {}) => {
    const Payload = new Redacted(Buffer.from(JSON.stringify(event)));
    const answer = await server.call('lambda', 'Invoke', { FunctionName: 'crm', Payload, ...more });
    const text = Buffer.from(answer.Payload?.unwrap() ?? []).toString('utf8');
    return { ...answer, Payload: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  const recordsOf = async (AttributeValue: string) => {
    const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue }];
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', { LookupAttributes });
    return Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as Record<string, unknown>);
  };

  it('is one like every other: shown, listed, invoked, and on record', async () => {
    const { Configuration, Code: shown } = await server.call('lambda', 'GetFunction', { FunctionName: 'crm' });
    const { Functions = [] } = await server.call('lambda', 'ListFunctions', {});
    assert.deepEqual(
      [Configuration?.FunctionArn, Configuration?.Role, shown?.RepositoryType],
      [`${FUNCTION}:crm`, ROLE_ARN, 'S3'],
    );
    assert.ok(Functions.some(({ FunctionName }) => FunctionName === 'crm'));

    assert.deepEqual(await invoke({ a: 1 }), {
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      Payload: { got: { a: 1 } },
    });

    assert.equal(endpoint.requests[0]?.request.headers['lambda-runtime-invoked-function-arn'], `${FUNCTION}:crm`);
    const [record] = await recordsOf('Invoke');
    assert.deepEqual(
      [record?.['requestID'], record?.['errorCode']],
      [endpoint.requests[0]?.request.headers['lambda-runtime-aws-request-id'], undefined],
    );
  });

  it('shows as its code what it is, and not where', async () => {
    const { Code: shown } = await server.call('lambda', 'GetFunction', { FunctionName: 'crm' });
    const location = new URL(shown?.Location ?? '');
    const rawHeaders = ['Host', location.host];
    const target = location.pathname;
    const { body } = await server.deliver({ method: 'GET', target, rawHeaders, body: Buffer.alloc(0) });

    const files = Object.entries(unzipSync(Buffer.from(body))).map(([name, bytes]) => [name, Buffer.from(bytes)]);
    assert.deepEqual(files, [['elsewhere.json', Buffer.from('{"runsElsewhere":"crm"}\n')]]);
  });

  it('is invoked by whom its policy or their own lets in, and by nobody else', async () => {
    const ann = await makeUser(server, 'ann');
    const may = await makeUser(server, 'may', { policies: [policyOfStatements({ Action: 'lambda:InvokeFunction' })] });

    assert.equal((await ann.server.refused('lambda', 'Invoke', { FunctionName: 'crm' })).code, 'AccessDeniedException');
    assert.equal(endpoint.requests.length, 0);
    assert.equal((await may.server.call('lambda', 'Invoke', { FunctionName: 'crm' })).StatusCode, 200);
    assert.equal(endpoint.requests.length, 1);
  });

  it('is made by whoever may read the place as an object, beside the rights that any function needs', async () => {
    const rights = [{ Action: 'lambda:*' }, { Action: 'iam:PassRole' }];
    const maker = (name: string, ...more: object[]) =>
      makeUser(server, name, { policies: [policyOfStatements(...rights, ...more)] });
    const without = await maker('without');
    const other = await maker('other', { Action: 's3:GetObject', Resource: `${OBJECT}2` });
    const right = await maker('right', { Action: 's3:GetObject', Resource: OBJECT });

    for (const user of [without, other]) {
      const { message } = await user.server.refused('lambda', 'CreateFunction', functionInput('made', { Code }));
      assert.match(message ?? '', /have permission to GetObject for coffer-functions-elsewhere\/crm\./);
    }
    await right.server.call('lambda', 'CreateFunction', functionInput('made', { Code }));
  });

  it('is at a place of its own account: no other one is there for it', async () => {
    const message =
      'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.';
    for (const S3Key of ['others', 'none', '../crm', 'crm/', '__proto__']) {
      const refused = await server.refused(
        'lambda',
        'CreateFunction',
        functionInput('x', { Code: { ...Code, S3Key } }),
      );
      assert.deepEqual(refused, { status: 400, code: 'InvalidParameterValueException', message }, S3Key);
    }
  });

  it('has its variables elsewhere', async () => {
    const Environment = { Variables: { NAME: new Redacted('b') } };
    const message = 'The function runs elsewhere: its environment variables are set there.';
    const refused = async (
      operation: 'CreateFunction' | 'UpdateFunctionConfiguration' | 'UpdateFunctionCode',
      input: object,
    ) => (await server.refused('lambda', operation, input)).message;
    await makeFunction(server, 'variables', { Environment });

    assert.equal(
      await refused('CreateFunction', { ...functionInput('v', { Code }), Environment: { Variables: { NAME: 'b' } } }),
      message,
    );
    const update = { FunctionName: 'crm', Environment: { Variables: { NAME: 'b' } } };
    assert.equal(await refused('UpdateFunctionConfiguration', update), message);
    assert.equal(await refused('UpdateFunctionCode', { FunctionName: 'variables', ...Code }), message);
    await server.call('lambda', 'UpdateFunctionConfiguration', {
      FunctionName: 'crm',
      Timeout: 21,
      Environment: { Variables: {} },
    });
  });

  it('comes here with uploaded code, and goes there with the name of the place', async () => {
    await makeFunction(server, 'moving', { Code, Timeout: 20 });
    const call = async () => (await invoke('x', { FunctionName: 'moving' })).Payload;
    assert.deepEqual(await call(), { got: 'x' });

    await server.call('lambda', 'UpdateFunctionCode', { FunctionName: 'moving', ZipFile: ECHO });
    assert.equal(await call(), 'x');
    await server.call('lambda', 'UpdateFunctionCode', { FunctionName: 'moving', ...Code });
    assert.deepEqual(await call(), { got: 'x' });
    assert.equal(endpoint.requests.length, 2);
  });

  it('answers nobody when the configuration names its place no more, or for other accounts', async () => {
    for (const name of ['gone', 'others']) {
      await makeFunction(server, name, { Timeout: 20 });
      await server.parts.database.write(writer =>
        writer.run(sql`update lambda_function set built_in = ${`elsewhere/${name}`} where name = ${name}`),
      );

      assert.deepEqual(await server.refused('lambda', 'Invoke', { FunctionName: name }), {
        status: 502,
        code: 'InvalidRuntimeException',
        message: `The function runs elsewhere, at ${name}, which the configuration of this server does not name for its account.`,
      });
    }
    assert.equal(endpoint.requests.length, 0);
  });

  it('rotates secrets, once Secrets Manager may invoke it', async () => {
    const { ARN: SecretId = '' } = await server.call('secretsmanager', 'CreateSecret', {
      Name: 'crm-login',
      SecretString: secretText('first'),
      ClientRequestToken: randomUUID(),
    });
    const rotate = { SecretId, RotationLambdaARN: `${FUNCTION}:crm`, ClientRequestToken: randomUUID() };
    const steps: string[] = [];
    endpoint.answer = async ({ body }, response) => {
      const { Step, SecretId: id, ClientRequestToken } = JSON.parse(body.toString()) as RotationEvent;
      steps.push(Step);
      if (Step === 'createSecret')
        await server.call('secretsmanager', 'PutSecretValue', {
          SecretId: id,
          ClientRequestToken,
          SecretString: secretText('second'),
          VersionStages: ['AWSPENDING'],
        });
      if (Step === 'finishSecret') {
        const { VersionId } = await server.call('secretsmanager', 'GetSecretValue', { SecretId: id });
        await server.call('secretsmanager', 'UpdateSecretVersionStage', {
          SecretId: id,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: ClientRequestToken,
          RemoveFromVersionId: VersionId,
        });
      }
      response.end('null');
    };
    const refused = await server.refused('secretsmanager', 'RotateSecret', rotate);
    assert.match(refused.message ?? '', /Secrets Manager cannot invoke the specified Lambda function/);
    await server.call('lambda', 'AddPermission', {
      FunctionName: 'crm',
      StatementId: 'rotation',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    });

    await server.call('secretsmanager', 'RotateSecret', rotate);
    await server.parts.rotationJobs.runDue();

    assert.deepEqual(steps, ['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
    const { SecretString } = await server.call('secretsmanager', 'GetSecretValue', { SecretId });
    assert.equal(SecretString?.unwrap(), 'second');
    const byService = (await recordsOf('Invoke')).filter(({ userIdentity }) =>
      JSON.stringify(userIdentity).includes('secretsmanager.amazonaws.com'),
    );
    assert.ok(byService.length >= 4, `${byService.length} invocations are on record`);
  });

  it('fails a rotation by a name that is on record, while the secret stays as it was', async () => {
    const { ARN: SecretId = '' } = await server.call('secretsmanager', 'CreateSecret', {
      Name: 'crm-refused',
      SecretString: secretText('first'),
      ClientRequestToken: randomUUID(),
    });
    endpoint.answer = (_, response) => response.writeHead(503).end();

    await server.call('secretsmanager', 'RotateSecret', {
      SecretId,
      RotationLambdaARN: `${FUNCTION}:crm`,
      ClientRequestToken: randomUUID(),
    });
    await server.parts.rotationJobs.runDue();

    const [failed] = await recordsOf('RotationFailed');
    assert.match(JSON.stringify(failed), /during createSecret step: .*\(Elsewhere\.Refused\)/);
    const { SecretString } = await server.call('secretsmanager', 'GetSecretValue', { SecretId });
    assert.equal(SecretString?.unwrap(), 'first');
  });

  it('has its lines in its log group, written with its role, and the end of its log for whoever asks', async () => {
    const statement = { Effect: 'Allow', Action: 'logs:*', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await server.call('iam', 'PutRolePolicy', { RoleName: 'runs', PolicyName: 'log', PolicyDocument });
    await makeFunction(server, 'logged', { Code, Timeout: 20 });

    const { LogResult = '' } = await invoke({}, { FunctionName: 'logged', LogType: 'Tail' });

    assert.match(Buffer.from(LogResult, 'base64').toString(), /^START RequestId: .*\nEND .*\nREPORT .*\n$/);
    const lines = async () => {
      const found = await server
        .call('logs', 'FilterLogEvents', { logGroupName: '/aws/lambda/logged' })
        .catch(() => ({}));
      return 'events' in found ? (found.events ?? []).map(({ message = '' }) => message.split(' ')[0]) : [];
    };
    for (let wait = 0; wait < 2_400 && (await lines()).length < 3; wait += 1) await delay(50);
    assert.deepEqual(await lines(), ['START', 'END', 'REPORT']);
  });
});

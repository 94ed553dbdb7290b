import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { archive, ECHO, FUNCTION, functionInput, makeFunction, makeLambdaRole, ROLE_ARN } from './testing.ts';

const SHA = hash('sha256', ECHO.unwrap(), 'base64');

onBothEngines('Functions', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await makeLambdaRole(server);
  });
  after(() => server[Symbol.asyncDispose]());

  it('are ready as soon as they are made, with AWS’s defaults', async () => {
    const made = await server.call('lambda', 'CreateFunction', functionInput('made'));

    const { RevisionId, ...rest } = made;
    assert.match(RevisionId ?? '', /^[0-9a-f-]{36}$/);
    const expected = {
      FunctionName: 'made',
      FunctionArn: `${FUNCTION}:made`,
      Runtime: 'nodejs22.x',
      Role: ROLE_ARN,
      Handler: 'index.handler',
      CodeSize: ECHO.unwrap().byteLength,
      CodeSha256: SHA,
      Description: '',
      Timeout: 3,
      MemorySize: 128,
      LastModified: new Date(server.clock.now()).toISOString().replace('Z', '+0000'),
      Version: '$LATEST',
      TracingConfig: { Mode: 'PassThrough' },
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      Architectures: ['x86_64'],
      EphemeralStorage: { Size: 512 },
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/made' },
    };
    assert.deepEqual(rest, expected);
    assert.deepEqual(await server.call('lambda', 'GetFunctionConfiguration', { FunctionName: 'made' }), made);
  });

  it('are named by name, by partial ARN, by ARN and with $LATEST', async () => {
    await makeFunction(server, 'named');

    for (const FunctionName of [
      'named',
      '123456789012:function:named',
      `${FUNCTION}:named`,
      'us-east-1:123456789012:named',
    ]) {
      const found = await server.call('lambda', 'GetFunctionConfiguration', { FunctionName });
      assert.equal(found.FunctionArn, `${FUNCTION}:named`, FunctionName);
    }
    for (const input of [{ FunctionName: 'named:$LATEST' }, { FunctionName: 'named', Qualifier: '$LATEST' }]) {
      const found = await server.call('lambda', 'GetFunctionConfiguration', input);
      assert.equal(found.FunctionArn, `${FUNCTION}:named:$LATEST`);
    }
  });

  it('that are not there are told of in AWS’s words', async () => {
    await makeFunction(server, 'there');
    const cases = [
      [{ FunctionName: 'none' }, 404, 'ResourceNotFoundException', `Function not found: ${FUNCTION}:none`],
      [{ FunctionName: 'there:42' }, 404, 'ResourceNotFoundException', `Function not found: ${FUNCTION}:there:42`],
      [
        { FunctionName: 'there:1', Qualifier: '2' },
        400,
        'InvalidParameterValueException',
        'The derived qualifier from the function name does not match the specified qualifier.',
      ],
      [
        { FunctionName: 'arn:aws:lambda:ap-southeast-1:123456789012:function:there' },
        404,
        'ResourceNotFoundException',
        "Functions from 'ap-southeast-1' are not reachable in this region ('us-east-1')",
      ],
    ] as const;

    for (const [input, status, code, message] of cases) {
      assert.deepEqual(await server.refused('lambda', 'GetFunction', input), { status, code, message });
    }
  });

  it('keep their environment sealed, bound to the function, and show it to who may see it', async () => {
    const Variables = { ENDPOINT: new Redacted('https://secrets'), PASSWORD: new Redacted('hunter2') };
    const made = await server.call('lambda', 'CreateFunction', functionInput('env', { Environment: { Variables } }));
    await makeFunction(server, 'other', { Environment: { Variables: { OF_ITS_OWN: new Redacted('b') } } });

    assert.equal(made.Environment?.Variables?.['PASSWORD']?.unwrap(), 'hunter2');
    const { database } = server.parts;
    const [row] = await database.read(reader =>
      reader.all<{ environment: Uint8Array }>(sqlOf("select environment from lambda_function where name = 'env'")),
    );
    assert.ok(row !== undefined && row.environment.byteLength > 0);
    assert.doesNotMatch(Buffer.from(row.environment).toString('latin1'), /hunter2/);
    await database.write(writer =>
      writer.run(
        sqlOf(`update lambda_function set environment = (select environment from lambda_function where name = 'env')
          where name = 'other'`),
      ),
    );
    const moved = await server.refused('lambda', 'GetFunctionConfiguration', { FunctionName: 'other' });
    assert.equal(moved.status, 500);
    await server.call('lambda', 'DeleteFunction', { FunctionName: 'other' });
  });

  it('refuse environments that are too large or reserved, without repeating a value', async () => {
    const refused = (Variables: Record<string, Redacted<string>>) =>
      server.refused('lambda', 'CreateFunction', functionInput('large', { Environment: { Variables } }));

    assert.deepEqual(await refused({ LARGE: new Redacted('x'.repeat(4_096)) }), {
      status: 400,
      code: 'InvalidParameterValueException',
      message:
        'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.',
    });
    assert.match((await refused({ AWS_REGION: new Redacted('x') })).message ?? '', /in this request: AWS_REGION$/);
    const wrong = await refused({ '1A': new Redacted('secret-value') });
    assert.equal(wrong.code, 'ValidationException');
    assert.doesNotMatch(wrong.message ?? '', /secret-value|1A/);
  });

  it('are not made twice', async () => {
    await makeFunction(server, 'twice');

    const again = await server.refused('lambda', 'CreateFunction', functionInput('twice'));
    assert.deepEqual(again, {
      status: 409,
      code: 'ResourceConflictException',
      message: 'Function already exist: twice',
    });
  });

  it('take other code, tell a dry run from the real one, and want the newest revision where one is named', async () => {
    const { RevisionId: first = '' } = await server.call('lambda', 'CreateFunction', functionInput('code'));
    const ZipFile = archive({ 'index.mjs': 'export const handler = async () => 2;' });
    const sha = hash('sha256', ZipFile.unwrap(), 'base64');
    const update = (more: object) =>
      server.call('lambda', 'UpdateFunctionCode', { FunctionName: 'code', ZipFile, ...more });
    const now = async () => server.call('lambda', 'GetFunctionConfiguration', { FunctionName: 'code' });

    assert.equal((await update({ DryRun: true })).CodeSha256, sha);
    assert.equal((await now()).CodeSha256, SHA);
    const updated = await update({ RevisionId: first });
    assert.equal(updated.CodeSha256, sha);
    assert.notEqual(updated.RevisionId, first);
    assert.deepEqual(await now(), updated);
    assert.deepEqual(
      await server.refused('lambda', 'UpdateFunctionCode', { FunctionName: 'code', ZipFile, RevisionId: first }),
      {
        status: 412,
        code: 'PreconditionFailedException',
        message:
          'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      },
    );
    const parts = await server.parts.database.read(reader =>
      reader.get<{ count: number }>(
        sqlOf(
          'select count(distinct id) as count from lambda_blob where id not in (select code_id from lambda_function)',
        ),
      ),
    );
    assert.equal(parts?.count, 0);
  });

  it('75: change what a request names and nothing else', async () => {
    await makeFunction(server, 'config', {
      Description: 'before',
      Environment: { Variables: { KEPT: new Redacted('v') } },
    });

    const changed = await server.call('lambda', 'UpdateFunctionConfiguration', {
      FunctionName: 'config',
      Timeout: 30,
      MemorySize: 256,
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    });

    assert.deepEqual([changed.Timeout, changed.MemorySize, changed.Description], [30, 256, 'before']);
    assert.equal(changed.Environment?.Variables?.['KEPT']?.unwrap(), 'v');
    const vpc = { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'], VpcId: '', Ipv6AllowedForDualStack: false };
    assert.deepEqual(changed.VpcConfig, vpc);
    const half = { FunctionName: 'config', VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: [] } };
    assert.equal(
      (await server.refused('lambda', 'UpdateFunctionConfiguration', half)).code,
      'InvalidParameterValueException',
    );
    const long = await server.refused('lambda', 'UpdateFunctionConfiguration', {
      FunctionName: 'config',
      Timeout: 901,
    });
    assert.match(
      long.message ?? '',
      /'timeout' failed to satisfy constraint: Member must have value less than or equal to 900/,
    );
  });

  it('are listed by name, in pages', async () => {
    await using own = await TestServer.open({ engine });
    await makeLambdaRole(own);
    for (const name of ['c', 'a', 'b']) await makeFunction(own, name);

    const first = await own.call('lambda', 'ListFunctions', { MaxItems: 2 });
    assert.deepEqual(
      first.Functions?.map(({ FunctionName }) => FunctionName),
      ['a', 'b'],
    );
    const second = await own.call('lambda', 'ListFunctions', { MaxItems: 2, Marker: first.NextMarker });
    assert.deepEqual(
      second.Functions?.map(({ FunctionName }) => FunctionName),
      ['c'],
    );
    assert.equal(second.NextMarker, undefined);
    assert.equal(
      (await own.refused('lambda', 'ListFunctions', { Marker: 'x' })).code,
      'InvalidParameterValueException',
    );
  });

  it('have tags', async () => {
    const Resource = await makeFunction(server, 'tagged', { Tags: { a: '1' } });
    await server.call('lambda', 'TagResource', { Resource, Tags: { b: '2', a: '3' } });

    assert.deepEqual({ ...(await server.call('lambda', 'ListTags', { Resource })).Tags }, { a: '3', b: '2' });
    await server.call('lambda', 'UntagResource', { Resource, TagKeys: ['a', 'c'] });
    assert.deepEqual({ ...(await server.call('lambda', 'GetFunction', { FunctionName: 'tagged' })).Tags }, { b: '2' });
    const Tags = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'v']));
    assert.deepEqual(await server.refused('lambda', 'TagResource', { Resource, Tags }), {
      status: 400,
      code: 'InvalidParameterValueException',
      message: 'Number of tags exceeds resource tag limit.',
    });
    assert.equal(
      (await server.refused('lambda', 'ListTags', { Resource: `${Resource}:$LATEST` })).message,
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  });

  it('are gone when they are deleted, and their code with them', async () => {
    await makeFunction(server, 'gone');
    await server.call('lambda', 'DeleteFunction', { FunctionName: 'gone' });

    assert.equal((await server.refused('lambda', 'DeleteFunction', { FunctionName: 'gone' })).status, 404);
    const qualified = await server.refused('lambda', 'DeleteFunction', { FunctionName: 'made', Qualifier: '$LATEST' });
    assert.equal(qualified.message, '$LATEST version cannot be deleted without deleting the function.');
  });

  it('refuse what they do not have here, and say so', async () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ Publish: true }, 'Published versions are not supported.'],
      [{ PackageType: 'Image' }, 'Container images are not supported.'],
      [{ KMSKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k' }, 'Customer managed keys are not supported.'],
      [
        { Layers: [`${FUNCTION.replace('function', 'layer')}:l:1`] },
        `Layer version ${FUNCTION.replace('function', 'layer')}:l:1 does not exist.`,
      ],
      [
        { Handler: undefined },
        'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
      ],
      [{ Code: {} }, 'Please provide a source for function code.'],
      [
        // Of the guide's example for CloudFormation.
        { Runtime: 'python2.7' },
        'The runtime parameter of python2.7 is no longer supported for creating or updating AWS Lambda functions. ' +
          'We recommend you use a supported runtime while creating or updating functions.',
      ],
    ];

    for (const [more, message] of cases) {
      const refused = await server.refused('lambda', 'CreateFunction', { ...functionInput('refused'), ...more });
      assert.deepEqual([refused.code, refused.message], ['InvalidParameterValueException', message]);
    }
    const name = 'n'.repeat(65);
    assert.equal(
      (await server.refused('lambda', 'CreateFunction', functionInput(name))).message,
      `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    );
  });
});

/** A statement of the tests' own, without values. */
function sqlOf(text: string) {
  return { strings: [text], values: [] };
}

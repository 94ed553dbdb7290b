/** Functions by the clients that people have: made, run, read, changed and deleted over TLS. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Lambda } from '@aws-sdk/client-lambda';
import { lambda } from '@coffer/wire/services';
import { zipSync } from 'fflate';
import { awsClis, pythons, without } from '../support/require.ts';
import { runProgram } from '../support/run-program.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { CommandLine } from './command-line.ts';
import { sdkConfig } from './sdk-client.ts';

const ROLE = 'arn:aws:iam::123456789012:role/runs';
const ZIP = zipSync({ 'index.mjs': Buffer.from('export const handler = async event => ({ echo: event });') });
const SCRIPT = join(import.meta.dirname, 'boto3-lambda.py');

describe('functions', { concurrency: true }, () => {
  let coffer: Coffer;
  before(async () => {
    coffer = await startCoffer();
    await using command = await CommandLine.ofCoffer(coffer);
    await command.writeFile(
      'trust.json',
      policy({ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    );
    await command.writeFile('read.json', policy({ Action: 'secretsmanager:GetSecretValue', Resource: '*' }));
    await command.writeFile('value', 'nine char');
    await command.text(
      'iam',
      'create-role',
      '--role-name',
      'runs',
      '--assume-role-policy-document',
      'file://trust.json',
    );
    const read = ['--role-name', 'runs', '--policy-name', 'read', '--policy-document', 'file://read.json'];
    await command.text('iam', 'put-role-policy', ...read);
    const secret = ['--name', 'read-by-function', '--secret-string', 'file://value'];
    await command.text('secretsmanager', 'create-secret', ...secret);
  });
  after(() => coffer[Symbol.asyncDispose]());

  test('the AWS SDK for JavaScript: every operation', async () => {
    const called = new Set<string>();
    const client = new Lambda(sdkConfig(coffer));
    using _ = { [Symbol.dispose]: () => client.destroy() };
    client.middlewareStack.add(
      (next, { commandName }) =>
        args => {
          called.add((commandName ?? '').replace(/Command$/, ''));
          return next(args);
        },
      { step: 'initialize' },
    );
    const FunctionName = 'sdk';
    const make = { FunctionName, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: ROLE, Timeout: 30 } as const;

    const { FunctionArn: Resource } = await client.createFunction({
      ...make,
      Code: { ZipFile: ZIP },
      Tags: { a: 'b' },
    });
    const { Payload, StatusCode } = await client.invoke({ FunctionName, Payload: '{"a":"ü"}' });
    assert.deepEqual([StatusCode, JSON.parse(Payload?.transformToString() ?? '')], [200, { echo: { a: 'ü' } }]);
    const { Configuration, Code, Tags } = await client.getFunction({ FunctionName: Resource });
    assert.deepEqual([Configuration?.CodeSize, Tags], [ZIP.byteLength, { a: 'b' }]);
    assert.deepEqual(await fetchWith(coffer.ready.ca, Code?.Location ?? ''), Buffer.from(ZIP));
    const Principal = 'secretsmanager.amazonaws.com';
    await client.addPermission({ FunctionName, StatementId: 's', Action: 'lambda:InvokeFunction', Principal });
    assert.match((await client.getPolicy({ FunctionName })).Policy ?? '', /"Sid":"s"/);
    await client.removePermission({ FunctionName, StatementId: 's' });
    await client.tagResource({ Resource, Tags: { c: 'd e' } });
    await client.untagResource({ Resource, TagKeys: ['a'] });
    assert.deepEqual((await client.listTags({ Resource })).Tags, { c: 'd e' });
    await client.updateFunctionConfiguration({ FunctionName, Environment: { Variables: { KEY: 'v' } } });
    await client.updateFunctionCode({ FunctionName, ZipFile: ZIP });
    const { Environment, LastModified } = await client.getFunctionConfiguration({ FunctionName });
    assert.deepEqual(Environment, { Variables: { KEY: 'v' } });
    assert.match(LastModified ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    const { Functions = [] } = await client.listFunctions({});
    assert.ok(Functions.some(({ FunctionName: name }) => name === FunctionName));
    await client.deleteFunction({ FunctionName });
    await assert.rejects(client.invoke({ FunctionName }), {
      name: 'ResourceNotFoundException',
      message: `Function not found: ${Resource}`,
      Type: 'User',
    });
    assert.deepEqual(new Set(Object.keys(lambda.operations)).difference(called), new Set());
  });

  describe('the AWS CLIs', { skip: without('aws') }, () => {
    for (const [at, program] of awsClis().entries()) {
      test(program, async () => {
        await using aws = await CommandLine.ofAws(program, coffer);
        await aws.writeFile('code.zip', ZIP);
        await aws.writeFile('event.json', '{"a":1}');
        const name = ['--function-name', `cli${at}`];
        const make = ['--runtime', 'nodejs18.x', '--handler', 'index.handler', '--role', ROLE, '--timeout', '30'];

        const made = await aws.json('lambda', 'create-function', ...name, ...make, '--zip-file', 'fileb://code.zip');
        const invoked = await aws.json('lambda', 'invoke', ...name, '--payload', 'fileb://event.json', 'out.json');
        const permit = ['--statement-id', 'SecretsManagerAccess', '--action', 'lambda:InvokeFunction'];
        await aws.json('lambda', 'add-permission', ...name, ...permit, '--principal', 'secretsmanager.amazonaws.com');
        const listed = await aws.json('lambda', 'list-functions');
        await aws.text('lambda', 'delete-function', ...name);

        assert.equal(made['State'], 'Active');
        assert.deepEqual(invoked, { StatusCode: 200, ExecutedVersion: '$LATEST' });
        assert.ok(JSON.stringify(listed).includes(`cli${at}`));
        const told = await aws.refusal('lambda', 'get-function', ...name);
        assert.match(told, /^An error occurred \(ResourceNotFoundException\) when calling the GetFunction operation: /);
      });
    }
  });

  describe('boto3, which a function calls as well', { skip: without('boto3') }, () => {
    for (const [at, python] of pythons().entries()) {
      test(python, async () => {
        const name = `boto${at}`;
        const { https, ca } = coffer.ready;
        const { code, stdout, stderr } = await runProgram(python, [SCRIPT, https, ca, ROLE, name], {
          env: coffer.clientEnv,
        });

        assert.equal(code, 0, stderr);
        const { names, ...rest } = JSON.parse(stdout);
        assert.ok(names.includes(name));
        assert.deepEqual(rest, {
          state: ['Active', name],
          answer: { length: 9, name, greeting: 'hello' },
          log: '$LATEST',
          statement: { Service: 'secretsmanager.amazonaws.com' },
          tags: { team: 'a b' },
          sameCode: true,
          failed: ['Unhandled', 'ValueError'],
          missing: [404, 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:none'],
          conflict: ['ResourceConflictException', `Function already exist: ${name}`],
        });
      });
    }
  });
});

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}

/** As a client follows an address: without a signature. */
function fetchWith(ca: string, location: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(location, { ca: readFileSync(ca) }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks)));
    }).on('error', reject);
  });
}

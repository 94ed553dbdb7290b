/** Generated requests of the services that speak REST: paths, query strings, headers and bodies of every kind. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { decodeRestError } from '@coffer/wire';
import { lambda, serverlessrepo } from '@coffer/wire/services';
import { TestServer, textOf } from '../../packages/server/src/testing/index.ts';
import { ECHO, makeLambdaRole, ROLE_ARN } from '../../packages/server/src/services/lambda/testing.ts';
import type { RawResponse } from '../../packages/server/src/transport/listener.ts';
import type { RestCase } from './rest-cases.ts';
import { restCases } from './rest-cases.ts';
import type { ValidInput } from './valid-inputs.ts';

const FunctionName = 'made';
const Resource = `arn:aws:lambda:us-east-1:123456789012:function:${FunctionName}`;
const ZipFile = Buffer.from(ECHO.unwrap()).toString('base64');
const StatementId = 's';

/** Inputs that are taken; of other operations the function is all that is named. */
const INPUTS: Readonly<Record<string, ValidInput>> = {
  AddPermission: {
    input: { FunctionName, StatementId: 'new', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' },
  },
  CreateFunction: {
    input: {
      FunctionName: 'new',
      Role: ROLE_ARN,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile },
      Environment: { Variables: { KEY: 'v' } },
    },
    without: { Code: [] },
  },
  DeleteFunction: { input: { FunctionName: 'other' } },
  Invoke: { input: { FunctionName, InvocationType: 'DryRun', Payload: 'e30=' } },
  ListFunctions: { input: { MaxItems: 1 } },
  ListTags: { input: { Resource } },
  RemovePermission: { input: { FunctionName, StatementId } },
  TagResource: { input: { Resource, Tags: { k: 'v' } } },
  UntagResource: { input: { Resource, TagKeys: ['k'] } },
  UpdateFunctionCode: { input: { FunctionName, ZipFile } },
  UpdateFunctionConfiguration: { input: { FunctionName, Timeout: 3 } },
  CreateCloudFormationChangeSet: {
    input: {
      ApplicationId: 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRotationTemplate',
      StackName: 'stack',
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY'],
      ParameterOverrides: [
        { Name: 'endpoint', Value: 'https://secretsmanager.us-east-1.amazonaws.com' },
        { Name: 'functionName', Value: 'f' },
      ],
    },
  },
};

/** Codes of what is wrong before the operation is known, or with any. */
const COMMON = new Set([
  'AccessDeniedException',
  'InvalidSignatureException',
  'MalformedQueryString',
  'MalformedQueryStringException',
  'MissingAuthenticationTokenException',
  'SerializationException',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'ValidationException',
]);

describe('generated requests of REST services', { concurrency: 2 }, () => {
  for (const contract of [lambda, serverlessrepo]) {
    for (const [operation, of] of Object.entries(contract.operations)) {
      test(`${contract.service} ${operation}`, async () => {
        await using server = await openServer();
        const valid = INPUTS[operation] ?? { input: { FunctionName } };
        const problems: string[] = [];
        const codes = new Set([...of.errors, ...Object.keys(contract.errors)]);
        const [first, ...cases] = restCases(of, valid);
        assert.ok(first !== undefined);
        const { status, body } = await ask(server, contract.service, first);
        assert.ok(status < 300, String(body));
        // What waits at the same time shares the sync of its records.
        for (let at = 0; at < cases.length; at += 32) {
          const asked = cases.slice(at, at + 32).map(async one => {
            const problem = problemOf(await ask(server, contract.service, one), codes);
            if (problem !== undefined) problems.push(`${one.name}: ${problem}`);
          });
          await Promise.all(asked);
        }
        assert.deepEqual(problems, []);
      });
    }
  }
});

/** A server with a function, a second one, a tag and a statement. */
async function openServer(): Promise<TestServer> {
  const server = await TestServer.open();
  const ca = join(server.dataDir, 'ca.pem');
  await writeFile(ca, '');
  server.parts.functions.serve({ endpoint: 'https://127.0.0.1:1', ca });
  await makeLambdaRole(server);
  for (const name of [FunctionName, 'other']) {
    await server.call('lambda', 'CreateFunction', {
      FunctionName: name,
      Role: ROLE_ARN,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: ECHO },
      Tags: { k: 'v' },
    });
  }
  const statement = { StatementId, Action: 'lambda:InvokeFunction', Principal: 'secretsmanager.amazonaws.com' };
  await server.call('lambda', 'AddPermission', { FunctionName, ...statement });
  return server;
}

async function ask(
  server: TestServer,
  service: string,
  { method, target, headers, body }: RestCase,
): Promise<RawResponse> {
  const rawHeaders = ['Host', `${service}.us-east-1.amazonaws.com`, ...headers];
  const request = { method, target, rawHeaders, body };
  try {
    return await server.sendRaw({ ...request, service, region: 'us-east-1' });
  } catch {
    // Our signer refuses what no client can mean.
    return server.deliver(request);
  }
}

/** What is wrong with an answer, whatever the request was. */
function problemOf(response: RawResponse, codes: ReadonlySet<string>): string | undefined {
  const { status, headers } = response;
  const header = (name: string) => headers.find((_, at) => at % 2 === 1 && headers[at - 1]?.toLowerCase() === name);
  const body = textOf(response);
  const shown = `${status} ${body.slice(0, 300)}`;
  if (status >= 500) return `an error of the server's: ${shown}`;
  if (!/^[0-9a-f-]{36}$/.test(header('x-amzn-requestid') ?? '')) return `no request id: ${shown}`;
  if (status < 300) return undefined;
  const error = decodeRestError(header, body);
  if (error === undefined) return `no error: ${shown}`;
  return codes.has(error.code) || COMMON.has(error.code) ? undefined : `an unknown code: ${error.code} ${shown}`;
}

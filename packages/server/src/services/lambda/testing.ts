/** For tests of Lambda: roles that it may assume, archives, and functions made of them. */
import { Redacted } from '@coffer/wire';
import type { InputOf } from '@coffer/wire';
import type { lambda } from '@coffer/wire/services';
import { zipSync } from 'fflate';
import type { TestServer } from '../../testing/test-server.ts';

export const ACCOUNT = '123456789012';
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/runs`;
/** ARNs of functions begin so. */
export const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function`;

/** A trust policy for a service. */
export function trusting(service: string, more: object = {}): string {
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', ...more };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

/** The role `runs`, which Lambda may assume. */
export async function makeLambdaRole(server: TestServer): Promise<void> {
  await server.call('iam', 'CreateRole', {
    RoleName: 'runs',
    AssumeRolePolicyDocument: trusting('lambda.amazonaws.com'),
  });
}

/** An archive of these files. */
export function archive(files: Readonly<Record<string, string>>): Redacted<Uint8Array> {
  const entries = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  return new Redacted(zipSync(Object.fromEntries(entries)));
}

/** A Node.js handler that returns its event. */
export const ECHO = archive({ 'index.mjs': 'export const handler = async event => event;' });

type Input = InputOf<typeof lambda.operations.CreateFunction>;

/** What makes a function that returns its event. */
export function functionInput(FunctionName: string, more: Partial<Input> = {}): Input {
  return {
    FunctionName,
    Role: ROLE_ARN,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: ECHO },
    ...more,
  };
}

/** Makes a function as the root user; its ARN. */
export async function makeFunction(server: TestServer, name: string, more: Partial<Input> = {}): Promise<string> {
  const { FunctionArn = '' } = await server.call('lambda', 'CreateFunction', functionInput(name, more));
  return FunctionArn;
}

/** RotateSecret with a function that may be invoked, for tests of what comes behind that check. */
import assert from 'node:assert/strict';
import type { InputOf } from '@coffer/wire';
import { AwsError } from '@coffer/wire';
import { secretsmanager } from '@coffer/wire/services';
import { perform } from '../../pipeline/perform.ts';
import type { TestServer } from '../../testing/test-server.ts';
import type { CanInvoke } from './can-invoke.ts';
import { makeRotateSecret } from './rotate-secret.ts';
import { token } from './testing.ts';

const contract = secretsmanager.operations.RotateSecret;
export type RotateInput = Partial<InputOf<typeof contract>> & { readonly SecretId: string };

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:rotate';

/** Walks the request line from its step *load* on, as the root user. */
export async function rotate(
  server: TestServer,
  { ClientRequestToken = token(2), RotationLambdaARN = FUNCTION_ARN, ...input }: RotateInput,
  canInvoke: CanInvoke = () => Promise.resolve(true),
) {
  return send(server, { ClientRequestToken, RotationLambdaARN, ...input }, canInvoke);
}

/** Rotates with exactly this input; nothing is filled in. */
export async function send(server: TestServer, input: RotateInput, canInvoke: CanInvoke = () => Promise.resolve(true)) {
  const key = await server.parts.line.accessKeys.find('AKIAIOSFODNN7EXAMPLE');
  assert.ok(key !== undefined);
  return perform(server.parts.line, {
    service: secretsmanager,
    name: 'RotateSecret',
    contract,
    operation: makeRotateSecret({ canInvoke, assertMayAttach: () => Promise.resolve() }),
    decode: () => input,
    caller: key.caller,
    region: 'us-east-1',
    requestId: '11111111-1111-4111-8111-111111111111',
    now: server.clock.now(),
  });
}

/** Moves AWSCURRENT, as finishSecret of the standard templates does. */
export async function finish(server: TestServer, SecretId: string, from: number, to: number): Promise<void> {
  await server.call('secretsmanager', 'UpdateSecretVersionStage', {
    SecretId,
    VersionStage: 'AWSCURRENT',
    RemoveFromVersionId: token(from),
    MoveToVersionId: token(to),
  });
}

/** What `assert.rejects` compares an error of AWS with. */
export function refusal(code: string, message: string) {
  return (error: unknown) => {
    assert.ok(error instanceof AwsError, String(error));
    assert.deepEqual([error.code, error.message], [code, message]);
    return true;
  };
}

import assert from 'node:assert/strict';
import type { InputOf } from '@coffer/wire';
import { Redacted } from '@coffer/wire';
import type { sts } from '@coffer/wire/services';
import type { TestServer } from '../../packages/server/src/testing/index.ts';

/** The server as a session of a role calls it, which the caller of `server` asks for. */
export async function assumeRole(
  server: TestServer,
  RoleArn: string,
  RoleSessionName: string,
  more: Partial<InputOf<typeof sts.operations.AssumeRole>> = {},
): Promise<TestServer> {
  const { Credentials } = await server.call('sts', 'AssumeRole', { RoleArn, RoleSessionName, ...more });
  assert.ok(Credentials);
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials;
  return server.as({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: new Redacted(SessionToken),
  });
}

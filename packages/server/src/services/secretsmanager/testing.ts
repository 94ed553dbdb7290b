/** What the tests of this service have in common. */
import assert from 'node:assert/strict';
import type { JsonObject } from '../../audit/fact.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { secretText, textOf } from '../../testing/test-server.ts';

export const NOT_FOUND = "Secrets Manager can't find the specified secret.";
export const DELETED = "You can't perform this operation on the secret because it was marked for deletion.";
export const INVALID_NAME =
  'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!';
export const MISSING_TOKEN = 'You must provide a ClientRequestToken value. We recommend a UUID-type value.';

/** A ClientRequestToken, told apart by its number. */
export function token(number: number): string {
  return `${String(number).padStart(8, '0')}-1111-4111-8111-111111111111`;
}

/** Makes a secret whose first version is `token(1)` with the value `v1`, and gives its ARN. */
export async function makeSecret(server: TestServer, Name: string): Promise<string> {
  const input = { Name, ClientRequestToken: token(1), SecretString: secretText('v1') };
  const { ARN = '' } = await server.call('secretsmanager', 'CreateSecret', input);
  return ARN;
}

/** Puts the version `token(number)` with the value `vNUMBER`. */
export async function putVersion(
  server: TestServer,
  SecretId: string,
  number: number,
  VersionStages?: readonly string[],
): Promise<readonly string[]> {
  const answer = await server.call('secretsmanager', 'PutSecretValue', {
    SecretId,
    ClientRequestToken: token(number),
    SecretString: secretText(`v${number}`),
    ...(VersionStages === undefined ? {} : { VersionStages }),
  });
  return answer.VersionStages ?? [];
}

/** The value of a version, by label or id. */
export async function valueOf(
  server: TestServer,
  SecretId: string,
  which: { readonly VersionId?: string; readonly VersionStage?: string } = {},
): Promise<string | undefined> {
  const { SecretString } = await server.call('secretsmanager', 'GetSecretValue', { SecretId, ...which });
  return SecretString?.unwrap();
}

/** Asserts the very bytes of a refusal: status 400, the code, the message and its key. */
export async function assertRefused(
  server: TestServer,
  operation: string,
  input: object | string,
  [code, message, key = 'Message']: readonly [code: string, message?: string, key?: 'Message' | 'message'],
): Promise<void> {
  const body = typeof input === 'string' ? input : JSON.stringify(input);
  const response = await server.send('secretsmanager', operation, body);
  const expected = message === undefined ? { __type: code } : { __type: code, [key]: message };
  assert.equal(textOf(response), JSON.stringify(expected), body);
  assert.equal(response.status, 400);
}

/** Records of the trail, the oldest first. */
export async function recordsNamed(server: TestServer, ...names: readonly string[]): Promise<readonly JsonObject[]> {
  const records: JsonObject[] = [];
  let NextToken: string | undefined;
  do {
    const page = await server.call('cloudtrail', 'LookupEvents', NextToken === undefined ? {} : { NextToken });
    for (const { CloudTrailEvent = '{}', EventName = '' } of page.Events ?? []) {
      // What the server rendered.
      if (names.includes(EventName)) records.push(JSON.parse(CloudTrailEvent) as JsonObject);
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return records.toReversed();
}

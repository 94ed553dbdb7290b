/** What the tests of this service have in common. */
import assert from 'node:assert/strict';
import type { InputOf } from '@coffer/wire';
import type { ssm } from '@coffer/wire/services';
import type { JsonObject } from '../../audit/fact.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { secretText, textOf } from '../../testing/test-server.ts';

/** Where the tests' parameters are. */
export const ARN = 'arn:aws:ssm:us-east-1:123456789012:parameter';

/** Puts a String, or whatever `more` makes of it. */
export function put(
  server: TestServer,
  Name: string,
  value: string,
  more: Partial<InputOf<(typeof ssm)['operations']['PutParameter']>> = {},
) {
  const Type = more.Overwrite === true ? undefined : 'String';
  return server.call('ssm', 'PutParameter', { Name, Type, Value: secretText(value), ...more });
}

/** Asserts the very bytes of a refusal: status 400, the code, the message and its key. */
export async function assertRefused(
  server: TestServer,
  operation: string,
  input: object,
  [code, message, key = 'message']: readonly [code: string, message?: string, key?: 'Message' | 'message'],
): Promise<void> {
  const body = JSON.stringify(input);
  const response = await server.send('ssm', operation, body);
  const expected = message === undefined ? { __type: code } : { __type: code, [key]: message };
  assert.equal(textOf(response), JSON.stringify(expected), body);
  assert.equal(response.status, 400);
}

/** Records of the trail, the oldest first, of at most one page. */
export async function recordsNamed(server: TestServer, ...names: readonly string[]): Promise<readonly JsonObject[]> {
  const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {});
  return Events.filter(({ EventName = '' }) => names.includes(EventName))
    .map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as JsonObject) // what the server rendered
    .toReversed();
}

/** What the tests of this service have in common. */
import assert from 'node:assert/strict';
import type { JsonObject } from '../../audit/fact.ts';
import type { TestServer } from '../../testing/test-server.ts';

/** The account of the tests, as ARNs have it. */
export const IAM = 'arn:aws:iam::123456789012';

/** A document that allows one action on everything. */
export function allow(action: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  });
}

/** Asserts a refusal: status, code and message. */
export async function assertRefused(
  server: TestServer,
  operation: Parameters<typeof server.refused<'iam', never>>[1] | string,
  input: object,
  [status, code, message]: readonly [status: number, code: string, message: string],
): Promise<void> {
  // `as`: any operation of the contract will do, and one that is none throws.
  const answer = await server.refused('iam', operation as 'GetUser', input);
  assert.deepEqual(answer, { status, code, message }, `${operation} ${JSON.stringify(input)}`);
}

/** Records of the trail, the oldest first, of at most one page. */
export async function recordsNamed(server: TestServer, ...names: readonly string[]): Promise<readonly JsonObject[]> {
  const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {});
  return Events.filter(({ EventName = '' }) => names.includes(EventName))
    .map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as JsonObject) // what the server rendered
    .toReversed();
}

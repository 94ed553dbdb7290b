/** What the tests of this service have in common. */
import type { TestServer } from '../../testing/test-server.ts';
import { secretText } from '../../testing/test-server.ts';

/** ARNs of groups begin so. */
export const GROUP = 'arn:aws:logs:us-east-1:123456789012:log-group';

/** Makes a group with streams. */
export async function makeGroup(server: TestServer, name: string, ...streams: readonly string[]): Promise<void> {
  await server.call('logs', 'CreateLogGroup', { logGroupName: name });
  for (const logStreamName of streams) {
    await server.call('logs', 'CreateLogStream', { logGroupName: name, logStreamName });
  }
}

/** Puts events, each a time and a message. */
export function putEvents(
  server: TestServer,
  logGroupName: string,
  logStreamName: string,
  ...events: readonly (readonly [timestamp: number, message: string])[]
) {
  const logEvents = events.map(([timestamp, message]) => ({ timestamp, message: secretText(message) }));
  return server.call('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents });
}

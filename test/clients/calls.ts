import assert from 'node:assert/strict';
import type { AnyClient, Members, ServiceName } from './any-client.ts';

/** What a test calls of one service by some client. */
export interface Calls {
  /** Calls an operation; fails when it is refused. */
  call(operation: string, input?: Members): Promise<Members>;
  /** Calls one that must be refused; gives `CODE: message`. */
  refused(operation: string, input?: Members): Promise<string>;
  /** The names of all that were called. */
  readonly called: ReadonlySet<string>;
}

/** The calls of a client to one service. */
export function callsOf(client: AnyClient, service: ServiceName): Calls {
  const called = new Set<string>();
  return {
    called,
    call(operation, input) {
      called.add(operation);
      return client.call(service, operation, input);
    },
    refused(operation, input) {
      called.add(operation);
      return client.refusal(service, operation, input);
    },
  };
}

/** Fails when the client has an operation of a service's contract that was not called. */
export async function assertAllCalled(
  client: AnyClient,
  service: ServiceName,
  operations: readonly string[],
  called: ReadonlySet<string>,
): Promise<void> {
  const missed: string[] = [];
  for (const operation of operations) {
    if (!called.has(operation) && (await client.knows(service, operation))) missed.push(operation);
  }
  assert.deepEqual(missed, [], 'operations that the client has and no call was made of');
}

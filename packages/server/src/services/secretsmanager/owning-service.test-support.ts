/** For tests of owned secrets: calls that a service makes for the account's root user, as its operations would make them. */
import { services } from '@coffer/wire/services';
import type { Caller } from '../../pipeline/caller.ts';
import type { InnerCall } from '../../pipeline/inner-call.ts';
import { callFromJob } from '../../pipeline/job-call.ts';
import type { TestServer } from '../../testing/test-server.ts';

export const EVENTS_SECRET = 'events!connection/billing/38f4bef9-1361-43e9-b63a-a4f725ce6921';

const ROOT: Caller = {
  type: 'Root',
  accountId: '123456789012',
  arn: 'arn:aws:iam::123456789012:root',
  principalId: '123456789012',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
};

/** Calls through a service, `events`, whether the server has it or not: with `via` as the line sets it. */
export function through({ parts: { line } }: TestServer, service: string, region = 'us-east-1'): InnerCall {
  const operations = line.services.get('secretsmanager')?.operations ?? {};
  // Any operation can stand for the one whose work calls: it is not run.
  const standIn = { contract: { ...services.secretsmanager, service }, operations };
  const withService = { ...line, services: new Map([...line.services, [service, standIn]]) };
  const cause = { service, operation: 'CreateSecret', caller: ROOT };
  return async (...call) => {
    let answer: unknown;
    await callFromJob(
      withService,
      cause,
      store => line.database.write(store),
      async scopeIn => {
        answer = await scopeIn(region).call(...call);
        return async () => undefined;
      },
    );
    // What the operation that was called has answered.
    return answer as never;
  };
}

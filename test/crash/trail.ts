import type { SpawnClient } from '../support/spawn-client.ts';

/** What a record of the audit trail says of a request. */
export interface TrailRecord {
  readonly eventName: string;
  readonly requestID: string;
  readonly errorCode: string | undefined;
}

/**
 * The records of Secrets Manager's API calls since a time, by their user agent: the tests give each request one of its
 * own. Pages through LookupEvents as an auditor would.
 */
export async function trailByUserAgent(client: SpawnClient, since: number): Promise<Map<string, TrailRecord[]>> {
  const byAgent = new Map<string, TrailRecord[]>();
  let NextToken: string | undefined;
  do {
    const page = await client.must('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 'secretsmanager.amazonaws.com' }],
      StartTime: Math.floor(since / 1000),
      NextToken,
    });
    // CloudTrail's documented answer; a missing member fails the test with an error of its own.
    const { Events } = page as { Events: readonly { CloudTrailEvent: string }[] };
    for (const { CloudTrailEvent } of Events) add(byAgent, CloudTrailEvent);
    NextToken = page['NextToken'] as typeof NextToken; // a string or absent, by the contract
  } while (NextToken !== undefined);
  return byAgent;
}

function add(byAgent: Map<string, TrailRecord[]>, text: string): void {
  // The record's format is CloudTrail's.
  const record = JSON.parse(text) as TrailRecord & { userAgent: string; eventType: string };
  if (record.eventType !== 'AwsApiCall') return;
  const { eventName, requestID, errorCode, userAgent } = record;
  const records = byAgent.get(userAgent) ?? [];
  records.push({ eventName, requestID, errorCode });
  byAgent.set(userAgent, records);
}

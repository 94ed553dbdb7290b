/** What the tests of replication have in common: a primary in us-east-1, its replica in eu-west-1. */
import type { JsonObject } from '../../audit/fact.ts';
import type { TestServerOptions } from '../../testing/index.ts';
import { secretText, TestServer, textOf } from '../../testing/index.ts';
import { makeSecret, putVersion } from './testing.ts';

export const THERE = 'eu-west-1';
export const READ_ONLY = "Operation not permitted on a replica secret. Call must be made in primary secret's region.";
export const SUCCEEDED = {
  Region: THERE,
  KmsKeyId: 'alias/aws/secretsmanager',
  Status: 'InSync',
  StatusMessage: 'Replication succeeded',
};
export const IN_PROGRESS = { Region: THERE, KmsKeyId: 'alias/aws/secretsmanager', Status: 'InProgress' };

export function openRegions(
  engine: NonNullable<TestServerOptions['engine']>,
  regions: readonly string[] = ['us-east-1', THERE, 'ap-south-1'],
): Promise<TestServer> {
  return TestServer.open({ engine, options: { regions } });
}

/** Asks for a replica and leaves it to the job. */
export async function replicate(server: TestServer, SecretId: string, more: object = {}) {
  const input = { SecretId, AddReplicaRegions: [{ Region: THERE }], ...more };
  const { ReplicationStatus = [] } = await server.call('secretsmanager', 'ReplicateSecretToRegions', input);
  return ReplicationStatus.map(plain);
}

/** Runs the jobs that are due, also those that they plan for at once. */
export async function settle(server: TestServer): Promise<void> {
  for (let i = 0; i < 3; i++) await server.parts.jobs.runDue();
}

/** A secret with the versions 1 (AWSPREVIOUS) and 2 (AWSCURRENT), and its replica; gives the primary's ARN. */
export async function makeReplicated(server: TestServer, name: string): Promise<string> {
  const arn = await makeSecret(server, name);
  await putVersion(server, arn, 2);
  await replicate(server, arn);
  await settle(server);
  return arn;
}

/** The same secret in the other region. */
export function inRegion(arn: string, region: string = THERE): string {
  return arn.replace(':us-east-1:', `:${region}:`);
}

/** DescribeSecret, without what is undefined. */
export async function describe(server: TestServer, SecretId: string, region?: string) {
  return plain(await server.call('secretsmanager', 'DescribeSecret', { SecretId }, region));
}

export async function statusOf(server: TestServer, SecretId: string) {
  const { ReplicationStatus = [] } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
  return ReplicationStatus.map(plain);
}

/** What GetSecretValue answers, in words: the value, or the error's code. */
export async function read(server: TestServer, SecretId: string, region: string, which: object = {}): Promise<string> {
  const response = await server.send(
    'secretsmanager',
    'GetSecretValue',
    JSON.stringify({ SecretId, ...which }),
    region,
  );
  const answer = JSON.parse(textOf(response)) as { SecretString?: string; __type?: string };
  return answer.SecretString ?? answer.__type ?? '';
}

/** Makes a secret of this name in the other region that has nothing to do with any other. */
export async function makeStranger(server: TestServer, Name: string, SecretString = 'stranger'): Promise<string> {
  const input = { Name, ClientRequestToken: crypto.randomUUID(), SecretString: secretText(SecretString) };
  const { ARN = '' } = await server.call('secretsmanager', 'CreateSecret', input, THERE);
  return ARN;
}

/** Records of a region's trail, the oldest first. */
export async function recordsIn(server: TestServer, region: string, EventName: string): Promise<readonly JsonObject[]> {
  const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: EventName }];
  const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', { LookupAttributes, MaxResults: 50 }, region);
  return Events.map(({ CloudTrailEvent = '' }) => JSON.parse(CloudTrailEvent) as JsonObject).toReversed(); // as rendered
}

function plain<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T; // numbers, texts, lists and maps alone
}

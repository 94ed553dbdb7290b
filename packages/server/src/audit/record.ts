import type { AuditFact, Json, JsonObject } from './fact.ts';
import { eventSource } from './terms.ts';

/**
 * The CloudTrail record of a fact, its members in AWS's order.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function renderRecord(fact: AuditFact): JsonObject {
  const isCall = fact.type === 'AwsApiCall';
  return {
    eventVersion: isCall ? CALL_VERSION : SERVICE_EVENT_VERSION,
    userIdentity: userIdentity(fact),
    eventTime: isoSeconds(fact.at),
    eventSource: eventSource(fact),
    eventName: fact.name,
    awsRegion: fact.region,
    sourceIPAddress: fact.invokedBy ?? fact.client?.sourceIp ?? UNKNOWN_CLIENT,
    userAgent: fact.invokedBy ?? fact.client?.userAgent ?? UNKNOWN_CLIENT,
    ...(fact.errorCode === undefined ? {} : { errorCode: recordedCode(fact.errorCode) }),
    // Some errors have no message, and AWS shows none then.
    ...(fact.errorMessage === undefined || fact.errorMessage === '' ? {} : { errorMessage: fact.errorMessage }),
    requestParameters: fact.parameters,
    responseElements: fact.response,
    ...(fact.additional === undefined || hasDetails(fact) ? {} : { additionalEventData: fact.additional }),
    requestID: fact.requestId,
    eventID: fact.eventId,
    readOnly: fact.readOnly,
    ...(SERVICES_WITH_RESOURCES.has(fact.service) && fact.resources.length > 0 ? { resources: resources(fact) } : {}),
    eventType: fact.type,
    managementEvent: true,
    recipientAccountId: fact.accountId,
    ...(fact.additional !== undefined && hasDetails(fact) ? { serviceEventDetails: fact.additional } : {}),
    ...vpcEndpoint(fact),
    eventCategory: 'Management',
    ...tlsDetails(fact),
  };
}

const CALL_VERSION = '1.11';
const SERVICE_EVENT_VERSION = '1.08';
/** A call that came neither over a connection nor from a service: CloudTrail's words for calls from within AWS. */
const UNKNOWN_CLIENT = 'AWS Internal';
/** Services whose records have `resources` in AWS; the others keep theirs for lookups only. */
const SERVICES_WITH_RESOURCES: ReadonlySet<string> = new Set(['kms', 'sts']);

function userIdentity(fact: AuditFact): JsonObject {
  const invokedBy = fact.invokedBy === undefined ? {} : { invokedBy: fact.invokedBy };
  const { caller } = fact;
  if (caller === undefined) return { accountId: fact.accountId, ...invokedBy };
  // A service that acts for nobody has no other name.
  if (caller.type === 'AWSService') return { type: caller.type, invokedBy: fact.invokedBy ?? caller.principalId };
  const { type, principalId, arn, accountId, accessKeyId, userName, sessionContext, identityProvider } = caller;
  const known = { type, principalId, arn, accountId, accessKeyId, userName, sessionContext, identityProvider };
  return { ...present(known), ...invokedBy };
}

/** JSON has no undefined. */
function present(members: { readonly [key: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(isPresent));
}

function isPresent(entry: [string, Json | undefined]): entry is [string, Json] {
  return entry[1] !== undefined;
}

/** `2024-07-31T12:36:52Z`: records have no fractions of seconds. */
function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

function recordedCode(code: string): string {
  return code === 'AccessDeniedException' ? 'AccessDenied' : code;
}

function resources(fact: AuditFact): JsonObject[] {
  return fact.resources.map(({ type, arn }) => ({ accountId: arn.split(':', 5)[4] ?? '', type, ARN: arn }));
}

/** Events of KMS tell under another name what they tell beyond the rest. */
function hasDetails({ type, service }: AuditFact): boolean {
  return type === 'AwsServiceEvent' && service === 'kms';
}

/** What a service calls for its caller does not come through the caller's endpoint. */
function vpcEndpoint({ invokedBy, client }: AuditFact): JsonObject {
  return invokedBy !== undefined || client?.endpoint === undefined ? {} : { vpcEndpointId: client.endpoint.id };
}

function tlsDetails(fact: AuditFact): JsonObject {
  const { client } = fact;
  if (fact.invokedBy !== undefined || client?.tls === undefined) return {};
  const { version, cipher } = client.tls;
  return { tlsDetails: { tlsVersion: version, cipherSuite: cipher, clientProvidedHostHeader: client.host } };
}

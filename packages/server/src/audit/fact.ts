/**
 * What the audit trail keeps of one call: compact facts. The CloudTrail record is rendered from them when somebody
 * reads it. Nothing here is ever sensitive: parameters and responses are made by the shapes, without what they mark.
 */
import type { ClientFacts } from '../pipeline/caller.ts';
import type { UserIdentity } from './user-identity.ts';

/** A value as JSON has it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface AuditFact {
  /** A UUID of version 7 that carries `at` (`eventId`), so that a lookup by id needs no index of its own. */
  readonly eventId: string;
  /** When the event happened, in milliseconds since 1970. */
  readonly at: number;
  readonly type: 'AwsApiCall' | 'AwsServiceEvent';
  /** `secretsmanager`, without `.amazonaws.com`. */
  readonly service: string;
  /** Name of the operation, or of the service event (`EndSecretVersionDelete`). */
  readonly name: string;
  readonly region: string;
  /** The account whose trail holds the record. */
  readonly accountId: string;
  readonly requestId: string;
  readonly readOnly: boolean;
  /** Absent in service events. */
  readonly caller?: UserIdentity | undefined;
  /** Absent in service events, and of no interest when another service made the call. */
  readonly client?: ClientFacts | undefined;
  /** The service that called on the caller's behalf: `secretsmanager.amazonaws.com`. */
  readonly invokedBy?: string | undefined;
  readonly parameters: JsonObject | null;
  readonly response: JsonObject | null;
  readonly errorCode?: string | undefined;
  readonly errorMessage?: string | undefined;
  /** What the call was about, for lookups; shown in the record only by services that do so in AWS (KMS). */
  readonly resources: readonly AuditResource[];
  /** `additionalEventData`. */
  readonly additional?: JsonObject | undefined;
}

export interface AuditResource {
  /** CloudTrail's resource type: `AWS::SecretsManager::Secret`. */
  readonly type: string;
  readonly arn: string;
}

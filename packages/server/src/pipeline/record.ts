import type { AwsError } from '@coffer/wire';
import type { AuditFact, JsonObject } from '../audit/fact.ts';
import { recordParameters } from '../audit/parameters.ts';
import { userIdentityOf } from '../audit/user-identity.ts';
import type { Call, Output, Round } from './call.ts';
import type { Line } from './line.ts';
import type { Loaded } from './operation.ts';

/** The record of a call that was answered. */
export function doneFact(
  { newEventId }: Pick<Line, 'newEventId'>,
  call: Call,
  input: object,
  loaded: Loaded,
  output: Output,
): AuditFact {
  return {
    ...base(call, newEventId),
    parameters: parameters(call, input),
    response: loaded.response(output),
    resources: loaded.resources(output),
  };
}

/** The record of a call that ended in an error, with what was known of it by then. */
export function failedFact(
  { newEventId }: Pick<Line, 'newEventId'>,
  call: Call,
  { input, loaded }: Pick<Round, 'input' | 'loaded'>,
  failure: AwsError,
): AuditFact {
  const denied = failure.code === 'AccessDeniedException';
  return {
    ...base(call, newEventId),
    // AWS shows no parameters of a denied call.
    parameters: denied || input === undefined ? null : parameters(call, input),
    response: denied ? null : (loaded?.response(undefined) ?? null),
    resources: denied ? [] : (loaded?.resources(undefined) ?? []),
    errorCode: failure.code,
    errorMessage: failure.message.slice(0, MAX_ERROR_MESSAGE).toWellFormed(),
  };
}

/** CloudTrail: an error message of at most 1 KB. */
const MAX_ERROR_MESSAGE = 1_024;

function base(call: Call, newEventId: Line['newEventId']): Omit<AuditFact, 'parameters' | 'response' | 'resources'> {
  return {
    eventId: newEventId(call.now),
    at: call.now,
    type: 'AwsApiCall',
    service: call.service.service,
    name: call.contract.eventName ?? call.name,
    region: call.region,
    accountId: call.caller.accountId,
    requestId: call.requestId,
    readOnly: call.contract.readOnly,
    caller: userIdentityOf(call.caller),
    client: call.client,
    invokedBy: call.via?.principal ?? (call.caller.type === 'AWSService' ? call.caller.service : undefined),
  };
}

function parameters(call: Call, input: object): JsonObject | null {
  const shown = recordParameters(call.contract.input, input);
  const more = call.operation.parameters(input);
  return more === undefined ? shown : { ...more, ...shown };
}

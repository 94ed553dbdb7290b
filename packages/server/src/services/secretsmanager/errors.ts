/** The sentences of this service that more than one operation says. Recorded from AWS unless noted. */
import { accessDenied, AwsError, validation } from '@coffer/wire';

export function secretNotFound(): AwsError {
  return new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

export function stageNotFound(stage: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
  );
}

export function versionNotFound(versionId: string): AwsError {
  return new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${versionId}`,
  );
}

export function markedForDeletion(): AwsError {
  return invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
}

export function tokenInUse(token: string, arn: string): AwsError {
  return new AwsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  );
}

export function missingToken(): AwsError {
  return invalidRequest('You must provide a ClientRequestToken value. We recommend a UUID-type value.');
}

export function twoValues(): AwsError {
  return invalidParameter("You can't specify both a binary secret value and a string secret value in the same secret.");
}

/** The model's sentence, for a text that has no more characters than the model allows, but more bytes than the quota. */
export function longValue(): AwsError {
  return validation(
    "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less " +
      'than or equal to 65536',
  );
}

export function noValue(): AwsError {
  return invalidRequest('You must provide either SecretString or SecretBinary.');
}

export function replicaIsReadOnly(): AwsError {
  return invalidParameter("Operation not permitted on a replica secret. Call must be made in primary secret's region.");
}

export function ownedByService(service: string): AwsError {
  return invalidRequest(`Operation is not allowed on secret owned by ${service}`);
}

/** The text is Coffer's own; the code is the model's. */
export function invalidNextToken(): AwsError {
  return new AwsError('InvalidNextTokenException', 'The NextToken value is invalid.');
}

/** One of AWS's sentences about policy documents. */
export function malformedPolicy(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message);
}

/** Recorded: PutResourcePolicy and ValidateResourcePolicy. */
export const PUBLIC_POLICY = 'You can not attach a resource policy that grants Public access to your secret.';

export function publicPolicy(): AwsError {
  return new AwsError('PublicPolicyException', PUBLIC_POLICY);
}

/** Recorded: ValidateResourcePolicy, and TagResource as AccessDeniedException. */
export const LOCKED_OUT = 'This resource policy will not allow you to manage this secret in the future.';

/** What was asked for would leave the caller without the right to take it back. */
export function lockedOut(): AwsError {
  return accessDenied(LOCKED_OUT);
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

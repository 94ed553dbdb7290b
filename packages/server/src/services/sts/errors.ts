/** The errors of STS, in AWS's words where they are known. */
import { AwsError, accessDenied, validation } from '@coffer/wire';

/** `MalformedPolicyDocument`: a session policy that cannot be read. */
export function malformedPolicyDocument(message: string): AwsError {
  return stsError('MalformedPolicyDocument', 400, message);
}

/** Session policies and tags take more than a token holds. */
export function packedPolicyTooLarge(percent: number): AwsError {
  return stsError(
    'PackedPolicyTooLarge',
    400,
    `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  );
}

/** The token or assertion of an identity provider is none, or not for here. */
export function invalidIdentityToken(message: string): AwsError {
  return stsError('InvalidIdentityToken', 400, message);
}

/** The identity provider says no: a claim that has to be there is missing or wrong. */
export function idpRejectedClaim(message: string): AwsError {
  return stsError('IDPRejectedClaim', 403, message);
}

/** The identity provider's keys cannot be had. */
export function idpCommunicationError(message: string): AwsError {
  return stsError('IDPCommunicationError', 400, message);
}

/** The token or assertion was good once. */
export function expiredIdentity(message: string): AwsError {
  return new AwsError('ExpiredTokenException', message);
}

/** What the model does not say and STS calls a ValidationError all the same. */
export function invalid(message: string): AwsError {
  return validation(message);
}

/** Temporary credentials cannot make further ones. */
export function noSessionCredentials(operation: string): AwsError {
  return accessDenied(`Cannot call ${operation} with session credentials`);
}

function stsError(code: string, status: number, message: string): AwsError {
  return new AwsError(`${code}Exception`, message, { status, queryCode: code });
}

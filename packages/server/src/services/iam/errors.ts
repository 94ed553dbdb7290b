/** The errors of IAM, in AWS's words. In XML a code has no `Exception` at its end, in records it has. */
import { AwsError, validation } from '@coffer/wire';

/** What is named does not exist: `The user with name bob cannot be found.` (recorded). */
export function notFound(kind: 'user' | 'group' | 'role', name: string): AwsError {
  return noSuchEntity(`The ${kind} with name ${name} cannot be found.`);
}

/** The user has no such access key. */
export function keyNotFound(accessKeyId: string): AwsError {
  return noSuchEntity(`The Access Key with id ${accessKeyId} cannot be found.`);
}

export function noSuchEntity(message: string): AwsError {
  return iamError('NoSuchEntity', 404, message);
}

/** The name is taken: `User with name bob already exists.` */
export function alreadyExists(kind: string, name: string): AwsError {
  return iamError('EntityAlreadyExists', 409, `${kind} with name ${name} already exists.`);
}

/** An alias or anything else that does not begin with `X with name`. */
export function entityAlreadyExists(message: string): AwsError {
  return iamError('EntityAlreadyExists', 409, message);
}

/** `Cannot exceed quota for AccessKeysPerUser: 2`. */
export function quotaExceeded(quota: string, limit: number): AwsError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
}

export function limitExceeded(message: string): AwsError {
  return iamError('LimitExceeded', 409, message);
}

/** `Cannot delete entity, must detach all policies first.` */
export function deleteConflict(first: string): AwsError {
  return iamError('DeleteConflict', 409, `Cannot delete ${first}`);
}

export function invalidInput(message: string): AwsError {
  return iamError('InvalidInput', 400, message);
}

export function malformedPolicyDocument(message: string): AwsError {
  return iamError('MalformedPolicyDocument', 400, message);
}

export function passwordPolicyViolation(message: string): AwsError {
  return iamError('PasswordPolicyViolation', 400, message);
}

/** What the API model does not say and IAM calls a ValidationError all the same. */
export function invalid(message: string): AwsError {
  return validation(message);
}

/** Any error of IAM by its code in XML. */
export function iamError(code: string, status: number, message: string): AwsError {
  return new AwsError(`${code}Exception`, message, { status, queryCode: code });
}

/** Errors of Lambda in AWS's words, recorded unless a line says otherwise. */
import { AwsError } from '@coffer/wire';

export function functionNotFound(arn: string): AwsError {
  return notFound(`Function not found: ${arn}`);
}

export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { status: 404 });
}

export function conflict(message: string): AwsError {
  return new AwsError('ResourceConflictException', message, { status: 409 });
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

/** One of the constraints that the service itself checks, in the sentence of the model's constraints. */
export function breaksConstraint(value: string, member: string, constraint: string): AwsError {
  return invalidParameter(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

/** @param api where clients find the newest: `GetFunction/GetAlias`, `GetPolicy` */
export function otherRevision(api: string): AwsError {
  const message =
    'The Revision Id provided does not match the latest Revision Id. ' +
    `Call the ${api} API to retrieve the latest Revision Id`;
  return new AwsError('PreconditionFailedException', message, { status: 412 });
}

export function roleNotAssumable(): AwsError {
  return invalidParameter('The role defined for the function cannot be assumed by Lambda.');
}

/** Bodies that are too long, and archives that unpack to too much. */
export function tooLarge(message: string): AwsError {
  return new AwsError('RequestEntityTooLargeException', message, { status: 413 });
}

export function requestTooLarge(message: string): AwsError {
  return new AwsError('RequestTooLargeException', message, { status: 413 });
}

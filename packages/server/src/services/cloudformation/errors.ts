/** The errors of CloudFormation, in AWS's words as its users report them. */
import { AwsError, validation } from '@coffer/wire';

/** `Stack with id NAME does not exist` */
export function stackNotFound(name: string): AwsError {
  return validation(`Stack with id ${name} does not exist`);
}

export function invalid(message: string): AwsError {
  return validation(message);
}

/** The wire says `ChangeSetNotFound`. */
export function changeSetNotFound(name: string): AwsError {
  return new AwsError('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`, {
    status: 404,
    queryCode: 'ChangeSetNotFound',
  });
}

export function invalidChangeSetStatus(message: string): AwsError {
  return new AwsError('InvalidChangeSetStatusException', message, { queryCode: 'InvalidChangeSetStatus' });
}

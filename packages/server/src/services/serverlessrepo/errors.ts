/** The repository's errors. AWS's words are not known. */
import { AwsError } from '@coffer/wire';

export function applicationNotFound(id: string): AwsError {
  return new AwsError('NotFoundException', `No application found with ID: '${id}'`, { status: 404 });
}

export function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}

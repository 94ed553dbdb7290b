import { AwsError, internalFailure, validation } from '@coffer/wire';
import type { ServiceContract } from '@coffer/wire';
import type { Log } from '../log.ts';
import { StorageUnavailable, UnstorableText } from '../storage/database.ts';

/** Where something failed, for the operator's log. */
export interface Place {
  readonly service?: ServiceContract | undefined;
  readonly name?: string | undefined;
  readonly requestId: string;
}

/**
 * The error that the client sees. What is not an AwsError is a bug or a broken machine: the operator's log has its
 * text, the client learns only that it was not its fault.
 */
export function asAwsError(error: unknown, log: Log, { service, name, requestId }: Place): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof UnstorableText) return validation('A text with the character U+0000 cannot be stored.');
  const failure = internalFailure(service, error);
  const where = { error, service: service?.service, operation: name, requestId };
  if (error instanceof StorageUnavailable) {
    log.error(where, 'storage unavailable');
    const outcome = error.isOutcomeUnknown
      ? 'It is not known whether the request was carried out'
      : 'The request was not carried out';
    const message = `${outcome}: the storage is unavailable (${withoutNames(error.message)}).`;
    return new AwsError(failure.code, message, { fault: 'server', cause: error });
  }
  log.error(where, 'unexpected error');
  return failure;
}

/** Paths, hosts and databases stand in backticks: they are for the operator's log, not for clients. */
function withoutNames(message: string): string {
  return message.replaceAll(/`[^`]*`/g, 'the database');
}

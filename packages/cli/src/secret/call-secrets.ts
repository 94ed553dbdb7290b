import type { Decoded } from '@coffer/wire';
import { AwsError } from '@coffer/wire';
import { secretsmanager } from '@coffer/wire/services';
import { call } from '../client/call.ts';
import type { Connection } from '../client/connection.ts';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';

type Operations = typeof secretsmanager.operations;

/** Calls an operation of Secrets Manager. Rejects with `AwsError` for what the service refuses. */
export function callSecrets<N extends keyof Operations & string>(
  io: Pick<Io, 'clock'>,
  connection: Connection,
  name: N,
  input: object,
): Promise<Decoded<Operations[N]['output']>> {
  const operation = secretsmanager.operations[name];
  return call(connection, { contract: secretsmanager, name, operation }, input, io.clock);
}

/** The service's refusal as a command's failure, in the service's own words. */
export function asFailure(error: unknown): unknown {
  return error instanceof AwsError ? new Failure(`${error.code}: ${error.message}`, { cause: error }) : error;
}

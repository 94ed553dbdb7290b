import type { Decoded, ServiceContract } from '@coffer/wire';
import { AwsError } from '@coffer/wire';
import type { Io } from '../io.ts';
import { call } from './call.ts';
import type { Connection } from './connection.ts';

/** Calls an operation of a service. Rejects with `AwsError` for what the service refuses, with a `Failure` without an answer. */
export type Ask = <C extends ServiceContract, N extends keyof C['operations'] & string>(
  contract: C,
  name: N,
  input: object,
) => Promise<Decoded<C['operations'][N]['output']>>;

/** For commands that ask several services with one caller's rights. */
export function askerOf(io: Pick<Io, 'clock'>, connection: Connection): Ask {
  return <C extends ServiceContract, N extends keyof C['operations'] & string>(contract: C, name: N, input: object) => {
    const operations: C['operations'] = contract.operations;
    const operation: C['operations'][N] = operations[name];
    return call(connection, { contract, name, operation }, input, io.clock);
  };
}

/** Whether a service said that the caller may not. */
export function isDenied(error: unknown): boolean {
  return error instanceof AwsError && error.code.startsWith('AccessDenied');
}

/** What was asked for; undefined: the caller may not ask, or there is none (`codes`). */
export async function unlessRefused<T>(asked: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isDenied(error) || (error instanceof AwsError && codes.includes(error.code))) return undefined;
    throw error;
  }
}

import { accessDenied, AwsError } from '@coffer/wire';
import { lambda } from '@coffer/wire/services';
import { isAccountOpen } from '../../identities/account-store.ts';
import { FunctionRefused, noSuchPlace } from '../../functions/function-runtime.ts';
import type { Invocation, InvocationResult } from '../../functions/function-runtime.ts';
import type { CommittedReader } from '../../storage/database.ts';
import { isOpenTo, placeOf } from './elsewhere.ts';
import type { LambdaParts } from './parts.ts';
import type { FunctionRow } from './rows.ts';
import { runnable } from './runnable.ts';

/**
 * Runs a function once and waits for it. What the function does wrong is part of the result.
 *
 * @throws AwsError what cannot be run here at all, and a role that Lambda may not assume
 */
export async function runFunction(
  parts: LambdaParts,
  reader: CommittedReader,
  { row, arn }: { readonly row: FunctionRow; readonly arn: string },
  invocation: Invocation,
): Promise<InvocationResult> {
  // Others may still be allowed to invoke it, and a process of it may wait for work.
  if (!(await isAccountOpen(reader, row.account_id))) throw accessDenied('The account of the function is closed.');
  const runtime = await parts.functions.runtime();
  const place = placeOf(row);
  try {
    if (place !== undefined && !isOpenTo(parts.elsewhere, place, row.account_id)) throw noSuchPlace(place);
    return await runtime.invoke(runnable(parts, reader, row, arn), invocation);
  } catch (error) {
    if (!(error instanceof FunctionRefused)) throw error;
    const code = Object.hasOwn(lambda.errors, error.code) ? error.code : 'InvalidRuntimeException';
    throw new AwsError(code, error.message, { fault: 'server', status: 502, cause: error });
  }
}

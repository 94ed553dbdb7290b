import { AwsError } from '@coffer/wire';
import { lambda } from '@coffer/wire/services';
import { FunctionRefused } from '../../functions/function-runtime.ts';
import type { Invocation, InvocationResult } from '../../functions/function-runtime.ts';
import type { CommittedReader } from '../../storage/database.ts';
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
  const runtime = await parts.functions.runtime();
  try {
    return await runtime.invoke(runnable(parts, reader, row, arn), invocation);
  } catch (error) {
    if (!(error instanceof FunctionRefused)) throw error;
    const code = Object.hasOwn(lambda.errors, error.code) ? error.code : 'InvalidRuntimeException';
    throw new AwsError(code, error.message, { fault: 'server', status: 502, cause: error });
  }
}

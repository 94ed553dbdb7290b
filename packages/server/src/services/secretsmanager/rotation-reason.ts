/** Why a rotation failed, in words that may stand in the audit trail: nothing that a function wrote is quoted. */
import type { Redacted } from '@coffer/wire';
import type { Step } from './rotation-machine.ts';

/**
 * The sentence of CloudTrail's record of RotationFailed, and what more is known. What the function raised is in its log
 * alone, because it may hold a password.
 */
export function stepFailure(functionArn: string, step: Step, detail: string): string {
  return `Error when executing lambda ${functionArn} during ${step} step: ${detail}`;
}

/** The kind of a failure that an invocation answered: `Sandbox.Timedout`, or the name of the error that was raised. */
export function failureKind(failure: Redacted<string>): string {
  const type = errorType(failure.unwrap());
  return type === undefined ? 'the function failed' : `the function failed (${type})`;
}

/** What is no name of an error type is not repeated. */
const MAX_TYPE = 64;
const TYPE = /^[A-Za-z][A-Za-z0-9_.]*$/;

function errorType(payload: string): string | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null || !('errorType' in answer)) return undefined;
  const { errorType: type } = answer;
  return typeof type === 'string' && type.length <= MAX_TYPE && TYPE.test(type) ? type : undefined;
}

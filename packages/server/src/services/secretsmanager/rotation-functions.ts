import { AwsError, Redacted } from '@coffer/wire';
import type { Line } from '../../pipeline/line.ts';
import { callAsService } from '../../pipeline/service-call.ts';
import type { RotationFunctions } from './can-invoke.ts';

/** As whom Secrets Manager invokes functions: what their policies have to allow. */
const PRINCIPAL = 'secretsmanager.amazonaws.com';

/** The functions of this server: asked by invocations that run nothing, so that the same policies decide. */
export function rotationFunctions(line: () => Line, begun: () => void): RotationFunctions {
  return {
    begun,
    async assertMayAttach(scope, functionArn) {
      try {
        await scope.call('lambda', 'Invoke', { FunctionName: functionArn, InvocationType: 'DryRun' });
      } catch (error) {
        if (!(error instanceof AwsError) || error.code === 'AccessDeniedException' || error.fault === 'server')
          throw error;
        // What is wrong with the function itself, `canInvoke` finds.
      }
    },
    async canInvoke(scope, functionArn, secretArn) {
      // A name would be one of whatever account asks.
      if (!functionArn.startsWith('arn:')) return false;
      const { accountId, region } = scope;
      try {
        const by = { principal: PRINCIPAL, accountId, region, sourceArn: secretArn };
        await callAsService(line(), by, 'lambda', 'Invoke', { FunctionName: functionArn, InvocationType: 'DryRun' });
        return true;
      } catch (error) {
        if (!(error instanceof AwsError) || error.fault === 'server') throw error;
        return false;
      }
    },
  };
}

/** A step of a rotation, and whose. */
export interface RotationStep {
  readonly functionArn: string;
  /** The account and region of the secret. */
  readonly accountId: string;
  readonly region: string;
  /** What the function is passed. Source: Secrets Manager User Guide, "Lambda rotation functions". */
  readonly event: {
    readonly SecretId: string;
    readonly ClientRequestToken: string;
    readonly Step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';
    readonly RotationToken: Redacted<string>;
  };
}

/** What became of a step. */
export interface StepResult {
  /** Undefined: the function returned. Else what the runtime says of the failure; it may quote what the function raised. */
  readonly failure: Redacted<string> | undefined;
}

/**
 * Invokes a rotation function for one step, as Secrets Manager: the function's policy decides each time, and the
 * invocation is on record. What the function does wrong is a result.
 *
 * @throws AwsError AccessDeniedException when the permission was withdrawn or the function is gone,
 * InvalidRuntimeException and its like when it cannot be run here
 */
export async function invokeForRotation(line: Line, step: RotationStep): Promise<StepResult> {
  const { functionArn, accountId, region, event } = step;
  const by = { principal: PRINCIPAL, accountId, region, sourceArn: event.SecretId };
  const payload = Buffer.from(JSON.stringify({ ...event, RotationToken: event.RotationToken.unwrap() }));
  const result = await callAsService(line, by, 'lambda', 'Invoke', {
    FunctionName: functionArn,
    Payload: new Redacted<Uint8Array>(payload),
  });
  const { FunctionError: error, Payload: answer } = result;
  if (error === undefined) return { failure: undefined };
  return { failure: new Redacted(Buffer.from(answer?.unwrap() ?? []).toString('utf8')) };
}

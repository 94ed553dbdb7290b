import type { Scope } from '../../pipeline/operation.ts';

/** What RotateSecret asks about the function of a rotation. */
export interface RotationFunctions {
  /**
   * Refuses a caller who may not invoke the function: attaching it is having it invoked.
   *
   * @throws AwsError AccessDeniedException
   */
  assertMayAttach(scope: Scope, functionArn: string): Promise<void>;
  /** May Secrets Manager invoke this function to rotate this secret? False also for a function that is not there. */
  canInvoke(scope: Scope, functionArn: string, secretArn: string): Promise<boolean>;
  /** A rotation is being stored that begins at once; absent: it is noticed in its time. */
  begun?(): void;
}

export type CanInvoke = RotationFunctions['canInvoke'];

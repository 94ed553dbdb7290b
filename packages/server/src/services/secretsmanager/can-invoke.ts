import type { Scope } from '../../pipeline/operation.ts';

/** May Secrets Manager invoke this function to rotate this secret? False also for a function that is not there. */
export type CanInvoke = (scope: Scope, functionArn: string, secretArn: string) => Promise<boolean>;

/** Without a Lambda service there is no function to invoke. */
export function canInvoke(): Promise<boolean> {
  return Promise.resolve(false);
}

import type { Scope } from '../../pipeline/operation.ts';

/** The partition of the caller's account, which all ARNs of its identities have: an account lives in one. */
export function partitionOf(scope: Pick<Scope, 'caller' | 'partition'>): string {
  return scope.caller.arn.split(':', 2)[1] ?? scope.partition;
}

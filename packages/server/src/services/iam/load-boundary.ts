import { findPolicyById } from '../../identities/policy-store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { Stale } from '../../pipeline/operation.ts';
import type { Writer } from '../../storage/database.ts';
import { noSuchEntity } from './errors.ts';
import type { LoadedPolicy, ManagedPolicy } from './load-policy.ts';
import { existingPolicy, loadPolicy } from './load-policy.ts';

/** Finds the managed policy that a request names as a permissions boundary, if it names one. */
export function loadBoundary(
  scope: Scope,
  { PermissionsBoundary }: { readonly PermissionsBoundary?: string | undefined },
): Promise<LoadedPolicy> {
  return loadPolicy(scope, { PolicyArn: PermissionsBoundary });
}

/**
 * The boundary of a request whose input is valid; undefined when it names none.
 *
 * @throws AwsError NoSuchEntity, also for a policy of another account: a boundary is the account's own or AWS's
 */
export function boundaryPolicy(scope: Scope, loaded: LoadedPolicy): ManagedPolicy | undefined {
  if (loaded.arn === undefined) return undefined;
  if (loaded.policy !== undefined) return loaded.policy;
  if (!loaded.arn.startsWith('arn:')) return existingPolicy(scope, loaded);
  throw noSuchEntity(`Scope ARN: ${loaded.arn} does not exist or is not attachable.`);
}

/**
 * Within a change of the account's identities: the boundary must still be there.
 *
 * @throws Stale when it was deleted meanwhile
 */
export async function changeBoundaryPolicy(writer: Writer, { policy }: LoadedPolicy): Promise<void> {
  if (policy?.kind === 'customer' && (await findPolicyById(writer, policy.id)) === undefined) throw new Stale();
}

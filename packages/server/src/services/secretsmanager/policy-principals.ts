import type { Policy } from '@coffer/policy';
import type { UniqueIds } from '../../identities/named-principals.ts';
import { findNamedPrincipals } from '../../identities/named-principals.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { malformedPolicy } from './errors.ts';
import { UNSUPPORTED_PRINCIPAL } from './resource-policy.ts';

/**
 * Binds a policy to those whom it names, see `findNamedPrincipals`.
 *
 * @throws AwsError MalformedPolicyDocumentException when it names somebody who does not exist
 */
export async function bindPrincipals(
  { reader, partition }: Pick<Scope, 'reader' | 'partition'>,
  policy: Policy,
): Promise<UniqueIds> {
  const named = await findNamedPrincipals(reader, policy, partition);
  if (!named.ok) throw malformedPolicy(UNSUPPORTED_PRINCIPAL);
  return named.ids;
}

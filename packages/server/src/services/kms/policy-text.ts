/** Policies that clients bring for keys. */
import { parsePolicy } from '@coffer/policy';
import { AwsError } from '@coffer/wire';
import { findNamedPrincipals, storedIds } from '../../identities/named-principals.ts';
import type { ResourcePolicy, Scope } from '../../pipeline/operation.ts';

/** The one policy that a key has. */
export const POLICY_NAME = 'default';
/** Bytes. Source: KMS Developer Guide, "Resource quotas": key policy document size. */
const MAX_POLICY = 32_768;

/**
 * Reads a policy for a key, and binds it to the users and roles that it names.
 *
 * @throws AwsError MalformedPolicyDocumentException, LimitExceededException
 */
export async function readKeyPolicy(
  scope: Pick<Scope, 'reader' | 'partition'>,
  document: string,
): Promise<ResourcePolicy> {
  if (Buffer.byteLength(document) > MAX_POLICY) {
    throw new AwsError('LimitExceededException', `A key policy has at most ${MAX_POLICY} bytes.`);
  }
  const parsed = parsePolicy(document, 'key');
  if (!parsed.ok) {
    const [{ rule, message }] = parsed.errors;
    throw malformed(rule === 'principal' || rule === 'service-principal' ? INVALID_PRINCIPALS : message);
  }
  const named = await findNamedPrincipals(scope.reader, parsed.policy, scope.partition);
  if (!named.ok) throw malformed(INVALID_PRINCIPALS);
  return { kind: 'key', document, uniqueIds: storedIds(named.ids) };
}

/** AWS's words, from users' reports. */
const INVALID_PRINCIPALS = 'Policy contains a statement with one or more invalid principals.';

/**
 * Refuses a policy that takes from those who attach it the right to attach another one.
 *
 * @throws AwsError MalformedPolicyDocumentException
 */
export async function assertNotLockedOut(
  scope: Pick<Scope, 'allows'>,
  question: Parameters<Scope['allows']>[0],
  policy: ResourcePolicy,
): Promise<void> {
  if (await scope.allows({ ...question, action: 'kms:PutKeyPolicy', policy })) return;
  throw malformed('The new key policy will not allow you to update the key policy in the future.');
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocumentException', message);
}

/** @throws AwsError NotFoundException for any policy but the one that a key has */
export function assertPolicyName(name: string | undefined): void {
  if (name !== undefined && name !== POLICY_NAME) throw new AwsError('NotFoundException', 'No such policy exists');
}

/** Policies that a request brings for a simulation. */
import type { PolicyKind } from '@coffer/policy';
import { parsePolicy } from '@coffer/policy';
import { invalidInput } from '../errors.ts';
import type { SimulatedPolicy } from './simulate.ts';

/**
 * Policies of identities: `PolicyInputList.1` and so on.
 *
 * @throws AwsError InvalidInput in the words of the policy language
 */
export function readPolicyInputs(list: readonly string[] | undefined, name = 'PolicyInputList'): SimulatedPolicy[] {
  return (list ?? []).map((document, index) => simulated(`${name}.${index + 1}`, document, 'inline'));
}

/**
 * The permissions boundary that a request brings: one at most.
 *
 * @throws AwsError InvalidInput
 */
export function readBoundaryInput(list: readonly string[] | undefined): SimulatedPolicy | undefined {
  const [boundary, ...more] = readPolicyInputs(list, 'PermissionsBoundaryPolicyInputList');
  if (more.length > 0) throw invalidInput('There can be one permissions boundary only.');
  return boundary;
}

/**
 * The policy of the resources that a request brings: of a secret and the like, or who may assume a role.
 *
 * @throws AwsError InvalidInput
 */
export function readResourceInput(document: string | undefined): SimulatedPolicy | undefined {
  if (document === undefined) return undefined;
  const isTrust = parsePolicy(document, 'resource').ok ? false : parsePolicy(document, 'trust').ok;
  return simulated('ResourcePolicy', document, isTrust ? 'trust' : 'resource');
}

/**
 * A stored document of this kind, or one of a request.
 *
 * @throws AwsError InvalidInput
 */
export function simulated(id: string, document: string, kind: PolicyKind): SimulatedPolicy {
  const parsed = parsePolicy(document, kind);
  if (!parsed.ok) throw invalidInput(parsed.errors[0].message);
  return { id, policy: parsed.policy, document };
}

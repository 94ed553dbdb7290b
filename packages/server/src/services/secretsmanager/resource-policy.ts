import type { Policy, PolicyError } from '@coffer/policy';
import { parsePolicy } from '@coffer/policy';
import type { ResourcePolicy } from '../../pipeline/operation.ts';
import { malformedPolicy } from './errors.ts';
import type { ResourcePolicyRow } from './rows.ts';

/**
 * Reads the policy that a request brings for a secret.
 *
 * @throws AwsError MalformedPolicyDocumentException in AWS's words for the first thing that is wrong
 */
export function readResourcePolicy(document: string): Policy {
  const parsed = parsePolicy(document, 'resource');
  if (!parsed.ok) throw malformedPolicy(sentenceOf(parsed.errors[0]));
  return parsed.policy;
}

/**
 * What is not JSON (recorded) and what breaks the language (documented for an unknown Effect) is a syntax error; a
 * Version that does not exist was reported with words of its own.
 */
function sentenceOf({ rule, path }: PolicyError): string {
  if (rule === 'principal') return UNSUPPORTED_PRINCIPAL;
  if (rule === 'service-principal') return 'This resource policy contains an invalid service principal.';
  return path === 'Version' ? 'This policy has invalid syntax.' : 'This resource policy contains a syntax error.';
}

/** AWS's words for a principal that cannot be one, and for one that does not exist. */
export const UNSUPPORTED_PRINCIPAL = 'This resource policy contains an unsupported principal.';

/** A policy that is to be stored, with the unique ids of those whom it names. */
export function boundPolicy(document: string, uniqueIds: ReadonlyMap<string, string>): ResourcePolicy {
  const ids = uniqueIds.size === 0 ? null : JSON.stringify(Object.fromEntries(uniqueIds));
  return { kind: 'resource', document, uniqueIds: ids };
}

/** A policy as a secret's row holds it. */
export function rowOf({ document, uniqueIds = null }: ResourcePolicy): ResourcePolicyRow {
  return { resource_policy: document, resource_policy_ids: uniqueIds };
}

/** The unique ids that a stored policy means, by ARN. */
export function uniqueIdsIn({ resource_policy_ids: ids }: ResourcePolicyRow): ReadonlyMap<string, string> {
  return new Map(Object.entries(JSON.parse(ids ?? '{}') as Record<string, string>)); // what this service wrote
}

/** The policy of a stored secret, as authorization asks for it; undefined when it has none. */
export function policyOf(secret: ResourcePolicyRow): ResourcePolicy | undefined {
  const { resource_policy: document, resource_policy_ids: uniqueIds } = secret;
  return document === null ? undefined : { kind: 'resource', document, uniqueIds };
}

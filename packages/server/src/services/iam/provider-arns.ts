/** Identity providers by their ARNs, and what policies are asked about them. */
import type { AccessRequest, ConditionKeys, Scope } from '../../pipeline/operation.ts';
import { invalid } from './errors.ts';
import { partitionOf } from './partition.ts';

export type ProviderKind = 'oidc-provider' | 'saml-provider';

/** `arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com`. */
export function providerArn(scope: Scope, kind: ProviderKind, name: string): string {
  return `${prefixOf(scope, kind)}${name}`;
}

/** The name or URL in the ARN of a provider of the caller's account; undefined for anything else. */
export function providerIn(scope: Scope, kind: ProviderKind, arn: string | undefined): string | undefined {
  const prefix = prefixOf(scope, kind);
  const isOne = arn !== undefined && arn.startsWith(prefix) && arn.length > prefix.length && arn.length <= MAX_ARN;
  return isOne ? arn.slice(prefix.length) : undefined;
}

/** The longest ARN. Source: the API model. */
const MAX_ARN = 2_048;

function prefixOf(scope: Scope, kind: ProviderKind): string {
  return `arn:${partitionOf(scope)}:iam::${scope.accountId}:${kind}/`;
}

/**
 * Refuses what can be nobody's ARN. One of another account is well-formed: nobody is there.
 *
 * @throws AwsError ValidationError
 */
export function assertProviderArn(arn: string, kind: ProviderKind): void {
  const [, , service, , , resource = ''] = arn.split(':', 6);
  // Recorded for ARNs of policies, with both blanks.
  if (!arn.startsWith('arn:') || service !== 'iam' || !resource.startsWith(`${kind}/`)) {
    throw invalid('Invalid ARN:  Could not be parsed!');
  }
}

/** May the caller do this to the provider of this ARN? Undefined: the request names none. */
export function providerAccess(
  scope: Scope,
  action: string,
  arn: string | undefined,
  keys?: () => ConditionKeys,
): readonly AccessRequest[] {
  return [{ action: `iam:${action}`, resource: arn, resourceAccountId: accountIn(scope, arn), keys }];
}

function accountIn(scope: Scope, arn: string | undefined): string {
  const account = arn?.split(':', 5)[4] ?? '';
  return /^\d{12}$/.test(account) ? account : scope.accountId;
}

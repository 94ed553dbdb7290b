import type { PrincipalPolicy } from '../../../identities/principal-policies.ts';

/** A policy that a request leaves out of a simulation. */
export interface PolicyIdentifier {
  readonly PolicyType?: string | undefined;
  readonly PolicyArn?: string | undefined;
  readonly InlinePolicyIdentifier?:
    | { readonly PolicyName: string; readonly AttachmentType: string; readonly AttachmentName: string }
    | undefined;
}

/** Whether a policy is left out: by its ARN or owner and name, or with all of its kind. */
export function isExcluded(
  { kind, name, owner }: PrincipalPolicy,
  use: 'policy' | 'boundary',
  excluded: readonly PolicyIdentifier[] = [],
): boolean {
  const type = use === 'boundary' ? 'permission-boundary' : kind === 'inline' ? 'inline' : managedType(name);
  return excluded.some(({ PolicyType, PolicyArn, InlinePolicyIdentifier: inline }) => {
    if (PolicyArn !== undefined) return kind === 'managed' && PolicyArn === name;
    if (inline === undefined) return PolicyType === type;
    const isOwner = inline.AttachmentType === owner.kind && inline.AttachmentName === owner.name;
    return kind === 'inline' && isOwner && inline.PolicyName === name;
  });
}

/** AWS's own policies are those of the account `aws`. */
function managedType(arn: string): string {
  return arn.split(':', 5)[4] === 'aws' ? 'aws-managed' : 'user-managed';
}

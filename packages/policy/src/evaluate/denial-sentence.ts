import type { Decision, Reason } from './decision.ts';

/** What a denial says, as the API spells it. */
export interface Denial {
  /** The ARN of who asked. */
  readonly caller: string;
  /** `secretsmanager:GetSecretValue` */
  readonly action: string;
  /** As AWS shows it (CreateSecret shows the bare name); absent where the request names none. */
  readonly resource?: string;
}

/**
 * AWS's sentence for a denied request, without a full stop (IAM User Guide, "Troubleshoot access denied error messages";
 * recorded for Secrets Manager). For a decision that allows there is nothing to say: the sentence ends at the resource.
 */
export function denialSentence(denial: Denial, decision: Decision): string {
  const { caller, action, resource } = denial;
  const on = resource === undefined ? '' : ` on resource: ${resource}`;
  return `User: ${caller} is not authorized to perform: ${action}${on}${clause(action, decision)}`;
}

function clause(action: string, { effect, isExplicit, reason }: Decision): string {
  const policy = effect === 'Deny' ? POLICIES[reason] : undefined;
  if (policy === undefined) {
    return '';
  }
  return isExplicit
    ? ` with an explicit deny in ${policy.article} ${policy.name}`
    : ` because no ${policy.name} allows the ${action} action`;
}

/** Grants and the root user never deny. */
const POLICIES: Readonly<Record<Reason, { readonly article: string; readonly name: string } | undefined>> = {
  'identity-based': { article: 'an', name: 'identity-based policy' },
  'permissions-boundary': { article: 'a', name: 'permissions boundary' },
  session: { article: 'a', name: 'session policy' },
  'resource-based': { article: 'a', name: 'resource-based policy' },
  'role-trust': { article: 'the', name: 'role trust policy' },
  'vpc-endpoint': { article: 'a', name: 'VPC endpoint policy' },
  grant: undefined,
  root: undefined,
};

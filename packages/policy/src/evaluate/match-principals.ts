import type { CompiledPrincipals } from '../compile/compile-principals.ts';
import type { Effect } from '../policy.ts';
import type { FederatedUser, IamUser, Principal, RoleSession } from './request.ts';

/**
 * How closely a policy on a resource names who asks. It decides what else must allow the request.
 *
 * - `DELEGATED`: by the account only, which leaves it to the account's own policies
 * - `LIMITED`: by the role or user behind a session: its boundary and session policies still limit it
 * - `DIRECT`: by itself, or as everybody
 */
export type Naming = typeof NOT_NAMED | typeof DELEGATED | typeof LIMITED | typeof DIRECT;

export const NOT_NAMED = 0;
export const DELEGATED = 1;
export const LIMITED = 2;
export const DIRECT = 3;

/**
 * Whether a statement with these principals is about this one, and how it names it.
 *
 * NotPrincipal allows whom it does not name in any form. It denies whom it does not name in every form: the account,
 * the role behind a session, and the user or session itself; and always who has a permissions boundary (IAM User
 * Guide, "NotPrincipal" and "Permissions boundaries").
 */
export function matchPrincipals(
  principals: CompiledPrincipals,
  principal: Principal,
  effect: Effect,
  hasBoundary: boolean,
): Naming {
  if (!principals.except) {
    return naming(principals, principal);
  }
  const isExcepted =
    effect === 'Allow'
      ? naming(principals, principal) !== NOT_NAMED
      : !hasBoundary && isNamedInEveryForm(principals, principal);
  return isExcepted ? NOT_NAMED : DIRECT;
}

function naming(principals: CompiledPrincipals, principal: Principal): Naming {
  if (principals.any) {
    return DIRECT;
  }
  switch (principal.type) {
    case 'root':
      return namesAccount(principals, principal) ? DIRECT : NOT_NAMED;
    case 'user':
      return namesUser(principals, principal) ? DIRECT : accountNaming(principals, principal);
    case 'role-session':
      if (namesArn(principals, principal.arn)) {
        return DIRECT;
      }
      return namesRole(principals, principal) ? LIMITED : accountNaming(principals, principal);
    case 'federated-user':
      if (namesArn(principals, principal.arn)) {
        return DIRECT;
      }
      return namesIssuer(principals, principal) ? LIMITED : accountNaming(principals, principal);
    case 'service':
      return principals.services.has(principal.name) ? DIRECT : NOT_NAMED;
    case 'external':
      return principals.providers.has(principal.provider) ? DIRECT : NOT_NAMED;
    case 'anonymous':
      return NOT_NAMED;
  }
}

function isNamedInEveryForm(principals: CompiledPrincipals, principal: Principal): boolean {
  if (principals.any) {
    return true;
  }
  switch (principal.type) {
    case 'user':
      return namesAccount(principals, principal) && namesUser(principals, principal);
    case 'role-session':
      return (
        namesAccount(principals, principal) && namesRole(principals, principal) && namesArn(principals, principal.arn)
      );
    case 'federated-user':
      return namesAccount(principals, principal) && namesArn(principals, principal.arn);
    case 'root':
    case 'service':
    case 'external':
    case 'anonymous':
      return naming(principals, principal) !== NOT_NAMED;
  }
}

function accountNaming(principals: CompiledPrincipals, member: { account: string; canonicalId?: string }): Naming {
  return namesAccount(principals, member) ? DELEGATED : NOT_NAMED;
}

function namesAccount(principals: CompiledPrincipals, member: { account: string; canonicalId?: string }): boolean {
  const { account, canonicalId } = member;
  return principals.accounts.has(account) || (canonicalId !== undefined && principals.canonicalIds.has(canonicalId));
}

function namesUser(principals: CompiledPrincipals, user: IamUser): boolean {
  return namesArn(principals, user.arn, user.id);
}

function namesRole(principals: CompiledPrincipals, session: RoleSession): boolean {
  const { roleArn, roleId, provider } = session;
  return namesArn(principals, roleArn, roleId) || (provider !== undefined && principals.providers.has(provider));
}

function namesIssuer(principals: CompiledPrincipals, { userArn, userId }: FederatedUser): boolean {
  return userArn !== undefined && namesArn(principals, userArn, userId);
}

/** By ARN, unless the ARN meant somebody of another id when the policy was stored; or by id. */
function namesArn(principals: CompiledPrincipals, arn: string, id?: string): boolean {
  if (id !== undefined && principals.uniqueIds.has(id)) {
    return true;
  }
  if (!principals.arns.has(arn)) {
    return false;
  }
  const meant = principals.arns.get(arn);
  return meant === undefined || meant === id;
}

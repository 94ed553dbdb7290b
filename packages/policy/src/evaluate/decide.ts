import type { CompiledPolicy, CompiledStatement, StatementGroup, StatementRef } from '../compile/compiled-policy.ts';
import type { Decision, Reason } from './decision.ts';
import { type CompiledGrant, matchGrant } from './grant.ts';
import { DIRECT, LIMITED, type Naming, NOT_NAMED } from './match-principals.ts';
import { matchStatement, type Question, questionOf } from './match-statement.ts';
import type { Principal, Request } from './request.ts';
import { statementsAbout, statementsOfAll } from './statements-about.ts';

/** Every policy that applies to a request. What is absent does not exist; an empty list exists and allows nothing. */
export interface PolicySet {
  /** Of the user and the user's groups, or of the role: inline and managed. For a federated user those of its issuer. */
  readonly identity?: readonly CompiledPolicy[] | undefined;
  /** The permissions boundary of the user or role. */
  readonly boundary?: CompiledPolicy | undefined;
  /** The policies that the session was made with; one that allows is enough. */
  readonly session?: readonly CompiledPolicy[] | undefined;
  /** Of the secret, function, topic; of the key (`key`); of the role (`trust`). */
  readonly resource?: CompiledPolicy | undefined;
  /** KMS: the grants on the key. */
  readonly grants?: readonly CompiledGrant[] | undefined;
  /** Of the VPC endpoint that the request came through. */
  readonly endpoint?: CompiledPolicy | undefined;
}

/**
 * Decides a request as AWS does (IAM User Guide, "Policy evaluation logic"). Never fails.
 *
 * 1. A Deny that applies, in any policy, decides.
 * 2. The endpoint's policy must allow; it never grants.
 * 3. The root user has every right of its account, as if a policy of its own allowed everything.
 * 4. In the account of the resource a policy of the resource that names the caller itself, or everybody, is enough. One
 *    that names the role or user behind a session stands in for the identity's policies. One that names the account
 *    leaves the decision to them.
 * 5. Across accounts the resource's policy must name the caller in some form and the identity's policies must allow too.
 * 6. Keys and roles: their own policy (or a grant) must name the caller in some form, in the same account too.
 * 7. Boundary and session policies limit what identities get; a federated user has only what session policies allow.
 */
export function decide(request: Request, policies: PolicySet): Decision {
  const question = questionOf(request, policies.boundary !== undefined);
  return findDeny(question, policies) ?? findAllow(question, policies);
}

function findDeny(question: Question, policies: PolicySet): Decision | undefined {
  return (
    denyOfAny(policies.identity, question, 'identity-based') ??
    denyOfAny(policies.session, question, 'session') ??
    denyOf(policies.boundary, question, 'permissions-boundary') ??
    denyOf(policies.resource, question, reasonOf(policies.resource)) ??
    denyOf(policies.endpoint, question, 'vpc-endpoint')
  );
}

function denyOfAny(
  policies: readonly CompiledPolicy[] | undefined,
  question: Question,
  reason: Reason,
): Decision | undefined {
  return policies && deniedBy(firstOfAny(policies, question, 'denies'), reason);
}

function denyOf(policy: CompiledPolicy | undefined, question: Question, reason: Reason): Decision | undefined {
  if (policy === undefined) {
    return undefined;
  }
  return deniedBy(firstMatch(statementsAbout(policy, question).denies, question), reason);
}

function deniedBy(statement: CompiledStatement | undefined, reason: Reason): Decision | undefined {
  return statement && { effect: 'Deny', isExplicit: true, reason, statement: statement.ref };
}

function findAllow(question: Question, policies: PolicySet): Decision {
  const { principal, resourceAccount } = question.request;
  if (policies.endpoint !== undefined && allowOf(policies.endpoint, question) === undefined) {
    return notAllowedBy('vpc-endpoint');
  }

  const onResource = allowOnResource(question, policies);
  const isSameAccount = accountOf(principal) === resourceAccount;
  const needsResource = !isSameAccount || isGatedByResource(policies);
  if (needsResource && onResource.naming === NOT_NAMED) {
    return notAllowedBy(reasonOf(policies.resource));
  }
  if (isEnough(onResource.naming, principal, isSameAccount)) {
    return allowedBy(onResource.reason, onResource.ref);
  }
  return findIdentityAllow(question, policies, onResource, isSameAccount, needsResource);
}

/** The identity's side: its policies, or a statement on the resource in their stead, within boundary and session. */
function findIdentityAllow(
  question: Question,
  policies: PolicySet,
  onResource: ResourceAllow,
  isSameAccount: boolean,
  needsResource: boolean,
): Decision {
  const { principal } = question.request;
  const byIdentity = allowOfAny(policies.identity, question);
  const isRoot = hasRootRights(principal);
  const byResource = isSameAccount && onResource.naming === LIMITED;
  if (byIdentity === undefined && !isRoot && !byResource) {
    return notAllowedBy('identity-based');
  }
  if (policies.boundary !== undefined && allowOf(policies.boundary, question) === undefined) {
    return notAllowedBy('permissions-boundary');
  }
  const isLimitedBySession = policies.session !== undefined || principal.type === 'federated-user';
  if (isLimitedBySession && allowOfAny(policies.session, question) === undefined) {
    return notAllowedBy('session');
  }
  if (byIdentity !== undefined) {
    return allowedBy('identity-based', byIdentity.ref, needsResource ? onResource.ref : undefined);
  }
  return isRoot && !needsResource ? ROOT_ALLOWED : allowedBy(onResource.reason, onResource.ref);
}

/** Whether a statement on the resource is all that this principal needs; who has no identity came here by being named. */
function isEnough(naming: Naming, principal: Principal, isSameAccount: boolean): boolean {
  return !hasIdentity(principal) || (isSameAccount && naming === DIRECT);
}

interface ResourceAllow {
  readonly naming: Naming;
  readonly reason: Reason;
  readonly ref: StatementRef | undefined;
}

const NOTHING_ON_RESOURCE: ResourceAllow = { naming: NOT_NAMED, reason: 'resource-based', ref: undefined };

/** What the resource's policy and the grants allow, by the statement that names the principal most closely. */
function allowOnResource(question: Question, policies: PolicySet): ResourceAllow {
  let best = NOTHING_ON_RESOURCE;
  const { resource, grants } = policies;
  if (resource !== undefined) {
    const reason = reasonOf(resource);
    best = closest(statementsAbout(resource, question).allows, question, reason, best);
  }
  if (grants !== undefined) {
    for (const grant of grants) {
      const naming = matchGrant(grant, question);
      if (naming > best.naming) {
        best = { naming, reason: 'grant', ref: grant.ref };
      }
    }
  }
  return best;
}

function closest(
  allows: readonly CompiledStatement[],
  question: Question,
  reason: Reason,
  best: ResourceAllow,
): ResourceAllow {
  let found = best;
  for (const statement of allows) {
    const naming = found.naming === DIRECT ? NOT_NAMED : matchStatement(statement, question);
    if (naming > found.naming) {
      found = { naming, reason, ref: statement.ref };
    }
  }
  return found;
}

function allowOfAny(
  policies: readonly CompiledPolicy[] | undefined,
  question: Question,
): CompiledStatement | undefined {
  return policies && firstOfAny(policies, question, 'allows');
}

function firstOfAny(
  policies: readonly CompiledPolicy[],
  question: Question,
  effect: keyof StatementGroup,
): CompiledStatement | undefined {
  const all = statementsOfAll(policies, question);
  if (all !== undefined) {
    return firstMatch(all[effect], question);
  }
  for (const policy of policies) {
    const statement = firstMatch(statementsAbout(policy, question)[effect], question);
    if (statement !== undefined) {
      return statement;
    }
  }
  return undefined;
}

function allowOf(policy: CompiledPolicy, question: Question): CompiledStatement | undefined {
  return firstMatch(statementsAbout(policy, question).allows, question);
}

function firstMatch(statements: readonly CompiledStatement[], question: Question): CompiledStatement | undefined {
  for (const statement of statements) {
    if (matchStatement(statement, question) !== NOT_NAMED) {
      return statement;
    }
  }
  return undefined;
}

function accountOf(principal: Principal): string | undefined {
  return 'account' in principal ? principal.account : undefined;
}

/** The root user, and a federated user whom the root user made. */
function hasRootRights(principal: Principal): boolean {
  return principal.type === 'root' || (principal.type === 'federated-user' && principal.userArn === undefined);
}

/** Services, external identities and the anonymous have no policies of their own. */
function hasIdentity(principal: Principal): boolean {
  return 'account' in principal;
}

/** Keys and roles belong to nobody whom their own policy does not name. */
function isGatedByResource({ resource, grants }: PolicySet): boolean {
  return resource?.kind === 'key' || resource?.kind === 'trust' || grants !== undefined;
}

function reasonOf(resource: CompiledPolicy | undefined): Reason {
  return resource?.kind === 'trust' ? 'role-trust' : 'resource-based';
}

const ROOT_ALLOWED: Decision = { effect: 'Allow', isExplicit: false, reason: 'root' };

function allowedBy(reason: Reason, statement?: StatementRef, resourceStatement?: StatementRef): Decision {
  return {
    effect: 'Allow',
    isExplicit: true,
    reason,
    ...(statement && { statement }),
    ...(resourceStatement && { resourceStatement }),
  };
}

function notAllowedBy(reason: Reason): Decision {
  return { effect: 'Deny', isExplicit: false, reason };
}

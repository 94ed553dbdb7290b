import type { CompiledPolicy, CompiledStatement, StatementRef } from '../compile/compiled-policy.ts';
import type { Condition, Effect } from '../policy.ts';
import { decide, type PolicySet } from './decide.ts';
import type { Decision, Reason } from './decision.ts';
import { type CompiledGrant, failedPartOfGrant } from './grant.ts';
import { matchesCondition } from './match-condition.ts';
import { NOT_NAMED } from './match-principals.ts';
import {
  matchesActions,
  matchesResources,
  matchStatementPrincipals,
  type Question,
  questionOf,
  type StatementPart,
} from './match-statement.ts';
import type { Request } from './request.ts';

export interface Explanation {
  /** The same as `decide` gives. */
  readonly decision: Decision;
  /** Every statement of every policy, in evaluation order; then every grant, as a statement that allows. */
  readonly statements: readonly StatementExplanation[];
}

export interface StatementExplanation {
  readonly statement: StatementRef;
  /** What the policy is here; the same document may be an identity's policy and a boundary. */
  readonly source: Reason;
  readonly effect: Effect;
  /** The first part that keeps the statement from applying; absent when it applies. */
  readonly failed?: StatementPart;
  /** The condition that does not hold, when `failed` is `condition`; absent for a grant, which has constraints instead. */
  readonly condition?: Condition;
}

/** Why a request is decided as it is: slower than `decide`, for people. Never fails. */
export function explain(request: Request, policies: PolicySet): Explanation {
  const question = questionOf(request, policies.boundary !== undefined);
  return {
    decision: decide(request, policies),
    statements: [
      ...sourcesOf(policies).flatMap(({ policy, source }) =>
        policy.statements.map(statement => explainStatement(statement, source, question)),
      ),
      ...(policies.grants ?? []).map(grant => explainGrant(grant, question)),
    ],
  };
}

function sourcesOf(policies: PolicySet): { policy: CompiledPolicy; source: Reason }[] {
  const { identity = [], session = [], boundary, resource, endpoint } = policies;
  const resourceReason: Reason = resource?.kind === 'trust' ? 'role-trust' : 'resource-based';
  return [
    ...identity.map(policy => ({ policy, source: 'identity-based' as const })),
    ...session.map(policy => ({ policy, source: 'session' as const })),
    ...(boundary ? [{ policy: boundary, source: 'permissions-boundary' as const }] : []),
    ...(resource ? [{ policy: resource, source: resourceReason }] : []),
    ...(endpoint ? [{ policy: endpoint, source: 'vpc-endpoint' as const }] : []),
  ];
}

function explainStatement(statement: CompiledStatement, source: Reason, question: Question): StatementExplanation {
  const { ref, effect } = statement;
  return { statement: ref, source, effect, ...failureOf(statement, question) };
}

function explainGrant(grant: CompiledGrant, question: Question): StatementExplanation {
  const failed = failedPartOfGrant(grant, question);
  return { statement: grant.ref, source: 'grant', effect: 'Allow', ...(failed === undefined ? {} : { failed }) };
}

function failureOf(
  statement: CompiledStatement,
  question: Question,
): Pick<StatementExplanation, 'failed' | 'condition'> {
  const { resource, context } = question.request;
  if (!matchesActions(statement.actions, question.action)) {
    return { failed: 'action' };
  }
  if (statement.resources !== undefined && !matchesResources(statement.resources, resource, context)) {
    return { failed: 'resource' };
  }
  if (matchStatementPrincipals(statement, question) === NOT_NAMED) {
    return { failed: 'principal' };
  }
  const broken = statement.conditions.find(condition => !matchesCondition(condition, context));
  return broken === undefined ? {} : { failed: 'condition', condition: broken.source };
}

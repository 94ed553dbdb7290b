/** What policies decide, as the simulator answers it. */
import { setImmediate } from 'node:timers/promises';
import type { CompiledPolicy, Context, Decision, Policy, PolicySet, Principal, Request } from '@coffer/policy';
import { compilePolicy, decide, explain } from '@coffer/policy';
import { keysOfStatement, unique } from './context-keys.ts';
import type { Span } from './statement-positions.ts';
import { statementSpans } from './statement-positions.ts';

/** A policy of a simulation and what its answers call it. */
export interface SimulatedPolicy {
  /** `AdministratorAccess`, `user_alice_Inline`, `PolicyInputList.1`. */
  readonly id: string;
  readonly policy: Policy;
  readonly document: string;
}

/** Everything that stays the same for all actions and resources. */
export interface Simulation {
  readonly principal: Principal;
  readonly identity: readonly SimulatedPolicy[];
  readonly boundary: SimulatedPolicy | undefined;
  readonly resource: SimulatedPolicy | undefined;
  /** Service control policies, level by level: each level must allow. */
  readonly organization: readonly (readonly SimulatedPolicy[])[];
  readonly context: Context;
}

export type EvalDecision = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** One answer: an action on a resource. */
export interface Evaluation {
  readonly decision: EvalDecision;
  readonly matched: readonly MatchedStatement[];
  /** Keys that policies ask for and nobody gave. */
  readonly missing: readonly string[];
  readonly allowedByBoundary: boolean | undefined;
  readonly allowedByOrganization: boolean | undefined;
  /** Across accounts: what each side decides by itself. */
  readonly sides: { readonly identity: EvalDecision; readonly resource: EvalDecision } | undefined;
}

export interface MatchedStatement extends Partial<Span> {
  readonly SourcePolicyId: string;
  readonly SourcePolicyType: string;
}

/** Statements that are looked at before other requests have their turn. */
const STATEMENTS_AT_ONCE = 20_000;

/** A simulation that can be asked many times. */
export function makeSimulator(simulation: Simulation): (asked: AskedAction) => Promise<Evaluation> {
  const compiled = compileAll(simulation);
  const statements = [...compiled.sources.values()].reduce((sum, { policy }) => sum + policy.statements.length, 1);
  let looked = 0;
  return async asked => {
    looked += statements;
    if (looked > STATEMENTS_AT_ONCE) {
      looked = 0;
      await setImmediate();
    }
    return evaluate(simulation, compiled, asked);
  };
}

export interface AskedAction {
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
}

interface Compiled {
  readonly policies: PolicySet;
  readonly organization: readonly (readonly CompiledPolicy[])[];
  /** By the names that compiled policies have here. */
  readonly sources: ReadonlyMap<string, SimulatedPolicy & { readonly type: string; readonly spans: readonly Span[] }>;
}

function compileAll({ identity, boundary, resource, organization }: Simulation): Compiled {
  const sources = new Map<string, SimulatedPolicy & { type: string; spans: readonly Span[] }>();
  const compile = (each: SimulatedPolicy, type = 'IAM Policy') => {
    const name = String(sources.size);
    sources.set(name, { ...each, type, spans: statementSpans(each.document) });
    return compilePolicy(each.policy, { name });
  };
  return {
    policies: {
      identity: identity.map(each => compile(each)),
      ...(boundary === undefined ? {} : { boundary: compile(boundary) }),
      ...(resource === undefined ? {} : { resource: compile(resource, 'Resource Policy') }),
    },
    organization: organization.map(level => level.map(each => compile(each))),
    sources,
  };
}

function evaluate(
  simulation: Simulation,
  compiled: Compiled,
  { action, resource, resourceAccount }: AskedAction,
): Evaluation {
  const { principal, context } = simulation;
  const { policies } = compiled;
  const request: Request = { principal, action, resource, resourceAccount, context };
  const { decision: own, statements } = explain(request, policies);
  const organization = decideOrganization(request, compiled);
  const decision = organization === undefined || organization.effect === 'Allow' ? own : organization;
  const effect = decision.effect === 'Allow' ? 'Allow' : 'Deny';
  const isStated = decision === own && (decision.effect === 'Allow' || decision.isExplicit);
  const deciding = isStated ? statements.filter(each => each.failed === undefined && each.effect === effect) : [];
  // A Deny that decides is the only one that is told.
  const told =
    effect === 'Deny' ? deciding.slice(0, 1) : deciding.filter(({ source }) => source !== 'permissions-boundary');
  return {
    decision: wordOf(decision),
    matched: told.map(({ statement }) => matchedStatement(compiled, statement.policy, statement.index)),
    missing: missingKeys(compiled, statements, context),
    allowedByBoundary: policies.boundary === undefined ? undefined : allows(request, { identity: [policies.boundary] }),
    allowedByOrganization: organization === undefined ? undefined : organization.effect === 'Allow',
    sides: sidesOf(request, policies),
  };
}

/** Every level must allow; undefined: there are none. */
function decideOrganization(request: Request, { organization }: Compiled): Decision | undefined {
  const decisions = organization.map(identity => decideAtHome(request, { identity }));
  return (
    decisions.find(({ isExplicit, effect }) => effect === 'Deny' && isExplicit) ??
    decisions.find(({ effect }) => effect === 'Deny') ??
    decisions[0]
  );
}

function sidesOf(request: Request, { identity = [], boundary, resource }: PolicySet): Evaluation['sides'] {
  const { principal, resourceAccount } = request;
  const account = 'account' in principal ? principal.account : resourceAccount;
  if (account === resourceAccount) return undefined;
  const own = decideAtHome(request, { identity, ...(boundary === undefined ? {} : { boundary }) });
  const other = resource === undefined ? undefined : decideAtHome(request, { resource });
  return { identity: wordOf(own), resource: other === undefined ? 'implicitDeny' : wordOf(other) };
}

/** As if the resource were the principal's own: what these policies say by themselves. */
function decideAtHome(request: Request, policies: PolicySet): Decision {
  const { principal } = request;
  const resourceAccount = 'account' in principal ? principal.account : request.resourceAccount;
  return decide({ ...request, resourceAccount }, policies);
}

function allows(request: Request, policies: PolicySet): boolean {
  return decideAtHome(request, policies).effect === 'Allow';
}

function wordOf({ effect, isExplicit }: Decision): EvalDecision {
  if (effect === 'Allow') return 'allowed';
  return isExplicit ? 'explicitDeny' : 'implicitDeny';
}

function matchedStatement({ sources }: Compiled, name: string, index: number): MatchedStatement {
  const source = sources.get(name);
  return { SourcePolicyId: source?.id ?? '', SourcePolicyType: source?.type ?? 'none', ...source?.spans[index] };
}

/** Of the statements that are about the action. */
function missingKeys(
  { sources }: Compiled,
  statements: ReturnType<typeof explain>['statements'],
  context: Context,
): readonly string[] {
  const asked = statements
    .filter(({ failed }) => failed !== 'action')
    .flatMap(({ statement }) => {
      const policy = sources.get(statement.policy)?.policy;
      const written = policy?.statements[statement.index];
      return policy === undefined || written === undefined ? [] : keysOfStatement(policy, written);
    });
  return unique(asked).filter(key => context.get(key.toLowerCase()) === undefined);
}

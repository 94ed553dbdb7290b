/** The answers of simulations, a page at a time. */
import type { Context, ContextValue, Principal } from '@coffer/policy';
import { createContext } from '@coffer/policy';
import type { Scope } from '../../../pipeline/operation.ts';
import { invalidInput } from '../errors.ts';
import { pageWithin, wantedPage } from '../paging.ts';
import type { ContextEntry } from './context-entries.ts';
import { readContextEntries } from './context-entries.ts';
import type { EvalDecision, Evaluation, Simulation } from './simulate.ts';
import { makeSimulator } from './simulate.ts';

/** What both simulations are asked. */
export interface Asked {
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[] | undefined;
  readonly ResourceOwner?: string | undefined;
  readonly ContextEntries?: readonly ContextEntry[] | undefined;
  readonly MaxItems?: number | undefined;
  readonly Marker?: string | undefined;
}

/** Resources of one request. AWS's limit is not known. */
const MAX_RESOURCES = 1_000;

/**
 * A page of answers, one for each action.
 *
 * @throws AwsError InvalidInput for what is no action, ValidationError for a marker that is none of this list
 */
export async function simulatedPage(
  scope: Pick<Scope, 'tokens'>,
  asked: Asked,
  simulation: Simulation,
  account: string,
) {
  const { ActionNames, ResourceArns = ['*'] } = asked;
  for (const action of ActionNames) assertAction(action);
  if (ResourceArns.length > MAX_RESOURCES) throw invalidInput(`There can be ${MAX_RESOURCES} resources at most.`);
  const owner = ownerOf(asked.ResourceOwner) ?? account;
  const simulate = makeSimulator(simulation);
  const numbered = ActionNames.map((action, index) => ({ action, key: String(index) }));
  const { entries, ...rest } = pageWithin(scope, wantedPage(scope, asked), numbered, ({ key }) => key);
  const EvaluationResults: ReturnType<typeof resultOf>[] = [];
  for (const { action } of entries) {
    const evaluations: (readonly [resource: string, evaluation: Evaluation])[] = [];
    for (const resource of ResourceArns) {
      const resourceAccount = accountIn(resource) ?? owner;
      evaluations.push([resource, await simulate({ action, resource, resourceAccount })]);
    }
    EvaluationResults.push(resultOf(action, evaluations));
  }
  return { EvaluationResults, ...rest };
}

/** The words are Coffer's own. */
function assertAction(action: string): void {
  if (/[*?]/.test(action)) throw invalidInput(`Wildcards are not supported in action names: ${action}`);
  if (!/^[A-Za-z0-9-]+:[A-Za-z0-9:_-]+$/.test(action)) throw invalidInput(`Invalid action name: ${action}`);
}

/** An account's id, or the ARN of its root user. */
function ownerOf(owner: string | undefined): string | undefined {
  if (owner === undefined) return undefined;
  const account = /^\d{12}$/.test(owner) ? owner : accountIn(owner);
  if (account === undefined) throw invalidInput(`Invalid resource owner: ${owner}`);
  return account;
}

/** The account in an ARN; the ARNs of some services have none. */
function accountIn(arn: string): string | undefined {
  const account = arn.split(':', 5)[4] ?? '';
  return arn.startsWith('arn:') && /^\d{12}$/.test(account) ? account : undefined;
}

/**
 * As recorded: one resource stands in the answer itself; several are told apart, and the answer is what all of them have in
 * common.
 */
function resultOf(action: string, evaluations: readonly (readonly [resource: string, evaluation: Evaluation])[]) {
  const [first] = evaluations;
  const [resource, evaluation] = first ?? ['*', undefined];
  const all = evaluations.map(([, each]) => each);
  const isOne = evaluations.length === 1;
  const isSpecific = !(isOne && resource === '*');
  const boundary = all.map(each => each.allowedByBoundary);
  const organization = all.map(each => each.allowedByOrganization);
  return {
    EvalActionName: action,
    EvalResourceName: isOne ? resource : '*',
    EvalDecision: worst(all.map(each => each.decision)),
    MatchedStatements: isOne ? (evaluation?.matched ?? []) : [],
    MissingContextValues: isSpecific ? [] : (evaluation?.missing ?? []),
    ...(boundary[0] === undefined ? {} : { PermissionsBoundaryDecisionDetail: boundaryDetail(boundary) }),
    ...(organization[0] === undefined
      ? {}
      : { OrganizationsDecisionDetail: { AllowedByOrganizations: !organization.includes(false) } }),
    ...(isSpecific ? { EvalDecisionDetails: isOne ? detailsOf(evaluation) : {} } : {}),
    ...(isSpecific ? { ResourceSpecificResults: evaluations.map(specificResult) } : {}),
  };
}

function specificResult([resource, evaluation]: readonly [resource: string, evaluation: Evaluation]) {
  return {
    EvalResourceName: resource,
    EvalResourceDecision: evaluation.decision,
    MatchedStatements: evaluation.matched,
    MissingContextValues: evaluation.missing,
    EvalDecisionDetails: detailsOf(evaluation),
    ...(evaluation.allowedByBoundary === undefined
      ? {}
      : { PermissionsBoundaryDecisionDetail: boundaryDetail([evaluation.allowedByBoundary]) }),
  };
}

function boundaryDetail(allowed: readonly (boolean | undefined)[]) {
  return { AllowedByPermissionsBoundary: !allowed.includes(false) };
}

/** Empty within an account. */
function detailsOf(evaluation: Evaluation | undefined): Record<string, EvalDecision> {
  const sides = evaluation?.sides;
  return sides === undefined ? {} : { 'IAM Policy': sides.identity, 'Resource Policy': sides.resource };
}

function worst(decisions: readonly EvalDecision[]): EvalDecision {
  if (decisions.includes('explicitDeny')) return 'explicitDeny';
  return decisions.includes('implicitDeny') || decisions.length === 0 ? 'implicitDeny' : 'allowed';
}

/** The condition keys of a simulation: those that the request gives, and what is known of who asks. */
export function simulatedContext(
  entries: readonly ContextEntry[] | undefined,
  known: readonly (readonly [key: string, value: ContextValue])[],
): Context {
  const given = readContextEntries(entries);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  return createContext([...given, ...known.filter(([name]) => !names.has(name.toLowerCase()))]);
}

/** Who asks in a simulation, and what conditions may ask about it. */
export interface SimulatedCaller {
  readonly principal: Principal;
  readonly keys: readonly (readonly [key: string, value: ContextValue])[];
}

/**
 * Deciding from the parsed documents, as the documentation words it and with no regard to cost: every statement of every
 * policy is looked at, and the outcome is a formula over what was found. What `decide` must equal.
 */
import type { Effect, Policy, PrincipalList, Statement } from '../policy.ts';
import type { Principal, Request } from '../evaluate/request.ts';
import { naivelyLike } from './naive-match.ts';

export interface NaivePolicies {
  readonly identity?: readonly Policy[];
  readonly boundary?: Policy;
  readonly session?: readonly Policy[];
  readonly resource?: Policy;
  readonly endpoint?: Policy;
}

export function naivelyAllowed(request: Request, policies: NaivePolicies): boolean {
  const { identity = [], session = [], boundary, resource, endpoint } = policies;
  const { principal, resourceAccount } = request;
  const every = [...identity, ...session, boundary, resource, endpoint];
  const applies = (policy: Policy | undefined, effect: Effect): boolean =>
    (policy?.statements ?? []).some(each => each.effect === effect && isAbout(each, request, boundary !== undefined));
  const resourceNames = (form: Form): boolean =>
    (resource?.statements ?? []).some(
      each =>
        each.effect === 'Allow' &&
        isAbout(each, request, boundary !== undefined) &&
        each.principals !== undefined &&
        forms(each.principals, principal).has(form),
    );

  const isSame = 'account' in principal && principal.account === resourceAccount;
  const isGated = resource?.kind === 'key' || resource?.kind === 'trust';
  const isNamed = resourceNames('itself') || resourceNames('maker') || resourceNames('account');
  const identityAllows = principal.type === 'root' || identity.some(each => applies(each, 'Allow'));
  const sessionAllows =
    policies.session === undefined ? principal.type !== 'federated-user' : session.some(each => applies(each, 'Allow'));
  const withinLimits = (boundary === undefined || applies(boundary, 'Allow')) && sessionAllows;

  const isDenied = every.some(each => applies(each, 'Deny'));
  const passesEndpoint = endpoint === undefined || applies(endpoint, 'Allow');
  const direct = resourceNames('itself') && (isSame || !('account' in principal));
  const byMaker = isSame && resourceNames('maker') && withinLimits;
  const byIdentity = 'account' in principal && identityAllows && withinLimits && (isNamed || (isSame && !isGated));
  return !isDenied && passesEndpoint && (direct || byMaker || byIdentity);
}

/** In which forms a list of principals names one. */
type Form = 'itself' | 'maker' | 'account';

function forms(list: PrincipalList, principal: Principal): ReadonlySet<Form> {
  return list.except ? new Set(['itself']) : namedForms(list, principal);
}

function namedForms(list: PrincipalList, principal: Principal): ReadonlySet<Form> {
  const found = new Set<Form>();
  for (const entry of list.entries) {
    if (entry.type === 'any') {
      found.add('itself');
    }
    if (entry.type === 'account' && 'account' in principal && entry.account === principal.account) {
      found.add(principal.type === 'root' ? 'itself' : 'account');
    }
    if (entry.type === 'service' && principal.type === 'service' && entry.name === principal.name) {
      found.add('itself');
    }
    if (entry.type === 'arn' && 'arn' in principal && entry.arn === principal.arn) {
      found.add('itself');
    }
    const maker = principal.type === 'role-session' ? principal.roleArn : undefined;
    const issuer = principal.type === 'federated-user' ? principal.userArn : undefined;
    if (entry.type === 'arn' && (entry.arn === maker || entry.arn === issuer)) {
      found.add('maker');
    }
  }
  return found;
}

function isAbout(statement: Statement, request: Request, hasBoundary: boolean): boolean {
  const { actions, resources, principals } = statement;
  const action = request.action.toLowerCase();
  const hasAction = actions.patterns.some(pattern => naivelyLike(pattern.toLowerCase(), action)) !== actions.except;
  const hasResource =
    resources === undefined ||
    resources.patterns.some(pattern => naivelyLike(pattern, request.resource)) !== resources.except;
  const holds = statement.conditions.every(({ key, values }) => values.includes(String(request.context.get(key))));
  const hasPrincipal =
    principals === undefined || isForPrincipal(principals, request.principal, statement.effect, hasBoundary);
  return hasAction && hasResource && holds && hasPrincipal;
}

function isForPrincipal(list: PrincipalList, principal: Principal, effect: Effect, hasBoundary: boolean): boolean {
  const named = namedForms(list, principal);
  if (!list.except) {
    return named.size > 0;
  }
  if (effect === 'Allow') {
    return named.size === 0;
  }
  const isEverybody = list.entries.some(entry => entry.type === 'any');
  const wanted: readonly Form[] =
    principal.type === 'role-session'
      ? ['itself', 'maker', 'account']
      : principal.type === 'user' || principal.type === 'federated-user'
        ? ['itself', 'account']
        : ['itself'];
  return hasBoundary || !(isEverybody || wanted.every(form => named.has(form)));
}

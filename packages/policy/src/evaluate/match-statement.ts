import type { CompiledActions, CompiledResources, CompiledStatement } from '../compile/compiled-policy.ts';
import { matchesPattern } from '../compile/pattern.ts';
import type { Context } from '../context.ts';
import { matchesWildcard } from '../matching/wildcard.ts';
import { matchesCondition } from './match-condition.ts';
import { DIRECT, matchPrincipals, type Naming, NOT_NAMED } from './match-principals.ts';
import type { Request } from './request.ts';

/** A request with what every statement would have to work out again. */
export interface Question {
  readonly request: Request;
  /** In lower case. */
  readonly action: string;
  /** The action's service prefix, in lower case. */
  readonly service: string;
  /** Whether the principal has a permissions boundary, for NotPrincipal. */
  readonly hasBoundary: boolean;
}

export function questionOf(request: Request, hasBoundary: boolean): Question {
  const { name, service } = actionNamed(request.action);
  return { request, action: name, service, hasBoundary };
}

interface ActionName {
  readonly name: string;
  readonly service: string;
}

/** Names that are remembered. Who simulates may ask for any number of names that are none. */
const MAX_NAMES = 1024;
/** By the name as requests spell it. The same text for the same action finds what is remembered by it faster. */
const names = new Map<string, ActionName>();

function actionNamed(written: string): ActionName {
  const known = names.get(written);
  if (known !== undefined) {
    return known;
  }
  const name = written.toLowerCase();
  const action = { name, service: name.slice(0, Math.max(0, name.indexOf(':'))) };
  if (names.size >= MAX_NAMES) {
    names.clear();
  }
  names.set(written, action);
  return action;
}

/** The parts of a statement that can keep it from applying, in the order in which they are looked at. */
export type StatementPart = 'action' | 'resource' | 'principal' | 'condition';

/**
 * Whether a statement that is about the action applies, and how it names the principal: NOT_NAMED when it does not
 * apply. A statement without principals is about whom its policy is attached to.
 */
export function matchStatement(statement: CompiledStatement, question: Question): Naming {
  const { request } = question;
  if (statement.resources !== undefined && !matchesResources(statement.resources, request.resource, request.context)) {
    return NOT_NAMED;
  }

  const naming = matchStatementPrincipals(statement, question);
  if (naming === NOT_NAMED) {
    return NOT_NAMED;
  }
  for (const condition of statement.conditions) {
    if (!matchesCondition(condition, request.context)) {
      return NOT_NAMED;
    }
  }
  return naming;
}

export function matchStatementPrincipals(statement: CompiledStatement, question: Question): Naming {
  return statement.principals === undefined
    ? DIRECT
    : matchPrincipals(statement.principals, question.request.principal, statement.effect, question.hasBoundary);
}

export function matchesActions(actions: CompiledActions, action: string): boolean {
  return includesAction(actions, action) !== actions.except;
}

/** `resource` as the request has it: see `Request`. */
export function matchesResources(resources: CompiledResources, resource: string, context: Context): boolean {
  return includesResource(resources, resource, context) !== resources.except;
}

function includesAction(actions: CompiledActions, action: string): boolean {
  if (actions.all || actions.exact.has(action)) {
    return true;
  }
  for (const wildcard of actions.wildcards) {
    if (matchesWildcard(wildcard, action)) {
      return true;
    }
  }
  return false;
}

function includesResource(resources: CompiledResources, resource: string, context: Context): boolean {
  if (resources.all) {
    return true;
  }
  for (const pattern of resources.patterns) {
    if (matchesPattern(pattern, resource, context)) {
      return true;
    }
  }
  return false;
}

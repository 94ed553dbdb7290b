import type { CompiledPolicy, CompiledStatement, StatementGroup } from '../compile/compiled-policy.ts';
import { matchesActions, type Question } from './match-statement.ts';

/** Actions that are remembered of one policy. Who simulates may ask for any number of names that are none. */
const MAX_ACTIONS = 128;

/**
 * The statements of a policy that are about the action of a request: those that name its service before those that are
 * about every service. Remembered by the policy, because the same few actions are asked of it again and again.
 */
export function statementsAbout(policy: CompiledPolicy, question: Question): StatementGroup {
  const known = policy.byAction.get(question.action);
  if (known !== undefined) {
    return known;
  }
  const named = policy.byService.get(question.service);
  const group = {
    denies: about(question, named?.denies, policy.everyService.denies),
    allows: about(question, named?.allows, policy.everyService.allows),
  };
  if (policy.byAction.size < MAX_ACTIONS) {
    policy.byAction.set(question.action, group);
  }
  return group;
}

/**
 * The same of several policies, in their order. Remembered for as long as the list lives: whoever asks again has the same
 * one.
 */
export function statementsOfAll(policies: readonly CompiledPolicy[], question: Question): StatementGroup {
  let byAction = groups.get(policies);
  if (byAction === undefined) {
    byAction = new Map();
    groups.set(policies, byAction);
  }
  const known = byAction.get(question.action);
  if (known !== undefined) {
    return known;
  }
  const each = policies.map(policy => statementsAbout(policy, question));
  const group = { denies: each.flatMap(({ denies }) => denies), allows: each.flatMap(({ allows }) => allows) };
  if (byAction.size < MAX_ACTIONS) {
    byAction.set(question.action, group);
  }
  return group;
}

const groups = new WeakMap<readonly CompiledPolicy[], Map<string, StatementGroup>>();

function about(
  question: Question,
  named: readonly CompiledStatement[] = [],
  others: readonly CompiledStatement[],
): readonly CompiledStatement[] {
  return [...named, ...others].filter(({ actions }) => matchesActions(actions, question.action));
}

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

/** Statements that are remembered of one list of policies, all actions together. There are as many lists as principals. */
const MAX_STATEMENTS = 256;

interface ListGroups {
  readonly byAction: Map<string, StatementGroup>;
  statements: number;
}

/**
 * The same of several policies, in their order; undefined when there are too many of them to be put together. Remembered
 * for as long as the list lives: whoever asks again has the same one.
 */
export function statementsOfAll(policies: readonly CompiledPolicy[], question: Question): StatementGroup | undefined {
  let groups = lists.get(policies);
  if (groups === undefined) {
    groups = { byAction: new Map(), statements: 0 };
    lists.set(policies, groups);
  }
  return groups.byAction.get(question.action) ?? together(policies, question, groups);
}

const lists = new WeakMap<readonly CompiledPolicy[], ListGroups>();

function together(
  policies: readonly CompiledPolicy[],
  question: Question,
  groups: ListGroups,
): StatementGroup | undefined {
  // An action that no statement is about takes room, too.
  let statements = groups.statements + 1;
  for (const policy of policies) {
    const { denies, allows } = statementsAbout(policy, question);
    statements += denies.length + allows.length;
    if (statements > MAX_STATEMENTS) {
      return undefined;
    }
  }
  const each = policies.map(policy => statementsAbout(policy, question));
  const group = { denies: each.flatMap(({ denies }) => denies), allows: each.flatMap(({ allows }) => allows) };
  groups.byAction.set(question.action, group);
  groups.statements = statements;
  return group;
}

function about(
  question: Question,
  named: readonly CompiledStatement[] = [],
  others: readonly CompiledStatement[],
): readonly CompiledStatement[] {
  return [...named, ...others].filter(({ actions }) => matchesActions(actions, question.action));
}

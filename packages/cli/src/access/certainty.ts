/** Whether somebody can, whatever a request says of what is not known: always, under conditions, or never. */
import type { Condition, Decision, Explanation, Policy, Statement, StatementRef } from '@coffer/policy';
import { decide, explain } from '@coffer/policy';
import type { Assumption, PolicyReader } from './compiler.ts';
import type { Question } from './question.ts';
import { knows, policiesOf, requestOf } from './question.ts';
import { ADVERSE, NOTHING, type Open, openConstraints, withoutOpen } from './grants.ts';
import type { NamedPolicy } from './subject.ts';
import type { Target } from './target.ts';

/** How certain it is that a request is allowed. */
export type Certainty =
  | { readonly can: 'never' }
  | { readonly can: 'always'; readonly decision: Decision }
  | {
      readonly can: 'sometimes';
      readonly decision: Decision;
      /** What the statement that allows asks of the request. */
      readonly onlyIf: readonly Condition[];
      /** What statements that deny ask of the request, each with its conditions, all of which must hold for it to deny. */
      readonly unless: readonly (readonly Condition[])[];
      /** What the grant that lets it through asks of the request. */
      readonly constraints: readonly string[];
    };

/**
 * Decides twice: once as if every condition on an unknown key went the request's way, once as if each went against it. A
 * condition on what is known is decided as it stands.
 */
export function certaintyOf(question: Question, reader: PolicyReader): Certainty {
  const isKnown = knows(question);
  const request = requestOf(question);
  const unsaid = { isContextOpen: request.encryptionContext === undefined, isSourceOpen: !isKnown('aws:SourceArn') };
  const favourable = policiesOf(
    { ...question, target: withFavourableGrants(question.target, unsaid) },
    reader.compile(assuming('best', isKnown)),
  );
  const lucky = { ...request, newGrant: NOTHING };
  const best = decide(lucky, favourable);
  if (best.effect === 'Deny') return { can: 'never' };
  const adverse = policiesOf(question, reader.compile(assuming('worst', isKnown)));
  const worst = decide({ ...ADVERSE, ...request }, adverse);
  if (worst.effect === 'Allow') return { can: 'always', decision: worst };
  const open = openConditions(question, isKnown, reader);
  const needed = [best.statement, best.resourceStatement, limitOf(explain(lucky, favourable))];
  const denials = explain(request, adverse).statements.filter(
    ({ effect, failed }) => effect === 'Deny' && failed === undefined,
  );
  return {
    can: 'sometimes',
    decision: best,
    onlyIf: needed.flatMap(ref => (ref === undefined ? [] : open(ref))),
    constraints: needed.flatMap(ref => (ref?.kind === 'grant' ? constraintsOf(question, ref, unsaid) : [])),
    unless: denials.map(({ statement }) => open(statement)).filter(conditions => conditions.length > 0),
  };
}

function withFavourableGrants(target: Target, open: Open): Target {
  return target.grants === undefined
    ? target
    : { ...target, grants: target.grants.map(grant => withoutOpen(grant, open)) };
}

function constraintsOf({ action, target }: Question, { policy }: StatementRef, open: Open): readonly string[] {
  const grant = target.grants?.find(({ id }) => id === policy);
  return grant === undefined ? [] : openConstraints(grant, action, open);
}

/** The statement of the boundary that lets the request through. */
function limitOf({ statements }: Explanation): StatementRef | undefined {
  return statements.find(
    ({ source, effect, failed }) => source === 'permissions-boundary' && effect === 'Allow' && failed === undefined,
  )?.statement;
}

/** The policy with what is unknown decided one way. Statements keep their places, so that they can be told. */
function assuming(view: 'best' | 'worst', isKnown: (key: string) => boolean): Assumption {
  const change = (policy: Policy): Policy => ({
    ...policy,
    statements: policy.statements.map(statement => {
      const known = statement.conditions.filter(({ key }) => isKnown(key));
      if (known.length === statement.conditions.length) return statement;
      const applies = (statement.effect === 'Allow') === (view === 'best');
      return applies ? { ...statement, conditions: known } : { ...statement, actions: NO_ACTIONS };
    }),
  });
  return { name: view, isKnown, change };
}

const NO_ACTIONS: Statement['actions'] = { except: false, patterns: [] };

/** The conditions of a statement that nobody can decide yet. */
function openConditions(
  { subject, target }: Question,
  isKnown: (key: string) => boolean,
  reader: PolicyReader,
): (ref: StatementRef) => readonly Condition[] {
  const all = [...(subject.policies ?? []), subject.boundary, target.policy].filter(each => each !== undefined);
  return ref => {
    const policy = all.find((each: NamedPolicy) => each.label === ref.policy);
    const statement = policy && reader.parse(policy).statements[ref.index];
    return statement?.conditions.filter(({ key }) => !isKnown(key)) ?? [];
  };
}

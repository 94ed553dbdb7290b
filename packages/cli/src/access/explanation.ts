/** Why a request is decided as it is, without a word about how that is shown. */
import type { Reason, StatementExplanation } from '@coffer/policy';
import { denialSentence, explain } from '@coffer/policy';
import { isAboutValue } from './actions.ts';
import { policyReader } from './compiler.ts';
import { conditionText } from './condition-text.ts';
import { openConstraints } from './grants.ts';
import type { Question } from './question.ts';
import { knows, policiesOf, requestOf } from './question.ts';

/** What `coffer access explain --output json` prints. */
export interface Explanation {
  /** AWS's words. */
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The kind of policy that decided; `root`: the root user needs none. */
  readonly reason: Reason;
  /** What the API would say; absent when it would not refuse. */
  readonly message?: string;
  /** The statements that the decision rests on; none where nothing allows the request. */
  readonly decidedBy: readonly ExplainedStatement[];
  /** The other statements about this action, and what keeps them from applying. */
  readonly others: readonly ExplainedStatement[];
  /** Condition keys that statements ask for and that the request does not tell. */
  readonly missingKeys: readonly string[];
  readonly notes: readonly string[];
}

export interface ExplainedStatement {
  /** Of a grant: its id. */
  readonly policy: string;
  readonly kind: Reason;
  /** Counted from 0; of a grant always 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** What keeps it from applying; absent when it applies. */
  readonly because?: string;
}

/** Explains; never fails but for a document that is no policy. */
export function explainQuestion(question: Question): Explanation {
  const { subject, action, target } = question;
  const isKnown = knows(question);
  const { decision, statements } = explain(requestOf(question), policiesOf(question, policyReader().compile()));
  const about = statements.filter(
    // Of policies that cannot be seen nothing is told.
    ({ failed, source }) => failed !== 'action' && !(subject.isUnseen === true && source === 'identity-based'),
  );
  const deciding = about.filter(each => {
    if (each.failed !== undefined) return false;
    if (decision.effect === 'Deny') return decision.isExplicit && each.effect === 'Deny';
    return [decision.statement, decision.resourceStatement].includes(each.statement) || isLimit(each);
  });
  const missing = about.flatMap(({ condition }) =>
    condition === undefined || isKnown(condition.key) ? [] : [condition.key],
  );
  const denied = decision.effect === 'Deny';
  return {
    decision: denied ? (decision.isExplicit ? 'explicitDeny' : 'implicitDeny') : 'allowed',
    principal: subject.arn,
    action,
    resource: target.resource,
    reason: decision.reason,
    ...(denied
      ? { message: denialSentence({ caller: subject.arn, action, resource: target.resource }, decision) }
      : {}),
    decidedBy: deciding.map(each => shown(each, question)),
    others: about.filter(each => !deciding.includes(each)).map(each => shown(each, question)),
    missingKeys: [...new Set(missing)],
    notes: [...target.notes, ...(subject.isUnseen && !denied ? unseenNotes(question) : [])],
  };
}

function unseenNotes({ action, target }: Question): readonly string[] {
  return [
    'it belongs to another account, whose own policies must allow this too: ask there',
    ...(target.isUnderDefaultKey && isAboutValue(action) ? [DEFAULT_KEY_NOTE] : []),
  ];
}

const DEFAULT_KEY_NOTE =
  'the secret is under the default key aws/secretsmanager, so its values are refused to other accounts all the same: give it a key of your own';

/** What allows within a boundary or a session policy is needed besides what grants. */
function isLimit({ source, effect }: StatementExplanation): boolean {
  return effect === 'Allow' && (source === 'permissions-boundary' || source === 'session');
}

function shown(explained: StatementExplanation, question: Question): ExplainedStatement {
  const { statement, source, effect } = explained;
  const { policy, index, sid } = statement;
  const because = source === 'grant' ? grantBecause(explained, question) : becauseOf(explained);
  return {
    policy,
    kind: source,
    index,
    ...(sid === undefined ? {} : { sid }),
    effect,
    ...(because === undefined ? {} : { because }),
  };
}

function becauseOf({ failed, condition }: StatementExplanation): string | undefined {
  if (failed === undefined) return undefined;
  return condition === undefined ? FAILED[failed] : unmet(conditionText(condition));
}

function grantBecause({ failed, statement }: StatementExplanation, { action, target }: Question): string | undefined {
  if (failed === undefined) return undefined;
  if (failed !== 'condition') return failed === 'principal' ? 'its grantee is another' : FAILED[failed];
  const grant = target.grants?.find(({ id }) => id === statement.policy);
  const all = { isContextOpen: true, isSourceOpen: true };
  return `it asks for more: ${(grant === undefined ? [] : openConstraints(grant, action, all)).join(' and ')}`;
}

const FAILED = {
  action: 'it is about other actions',
  resource: 'its Resource is another',
  principal: 'its Principal is another',
  condition: 'its Condition does not hold',
} as const;

function unmet(condition: string): string {
  return `its condition does not hold: ${condition}`;
}

/** What can be wrong with a document, and in whose words it is said. */
import type { PolicyKind } from '../policy.ts';

/** A rule that a document breaks. */
export type Rule =
  | 'json'
  | 'syntax'
  | 'empty-statement'
  | 'version'
  | 'no-effect'
  | 'effect'
  | 'legacy'
  | 'prohibited-principal'
  | 'no-principal'
  | 'principal'
  | 'service-principal'
  | 'not-principal'
  | 'sid'
  | 'repeated-sid'
  | 'no-actions'
  | 'action'
  | 'trust-action'
  | 'no-resources'
  | 'resource'
  | 'prohibited-resource';

export interface Problem {
  readonly rule: Rule;
  /** Where: `Statement[0].Principal.AWS[1]`; empty for the document. */
  readonly path: string;
  /** What the sentence says of this case, where it says more than the rule. */
  readonly detail?: string;
}

export type Report = (rule: Rule, path: string, detail?: string) => void;

/** The problems in the order in which AWS looks for them. */
export function inOrder(problems: readonly Problem[], kind: PolicyKind): readonly Problem[] {
  const ranks = RANKS[familyOf(kind)];
  return problems.toSorted((a, b) => ranks.indexOf(a.rule) - ranks.indexOf(b.rule));
}

/** AWS's sentence for a problem. */
export function sentence({ rule, detail }: Problem, kind: PolicyKind): string {
  switch (familyOf(kind)) {
    case 'identity':
      return detail ?? IDENTITY_SENTENCES[rule] ?? 'Syntax errors in policy.';
    case 'trust':
      return detail ?? TRUST_SENTENCES[rule] ?? 'Syntax errors in policy.';
    case 'resource':
      return RESOURCE_SENTENCES[rule] ?? 'This policy has invalid syntax.';
    case 'key':
      // KMS says nothing of syntax: its message is empty.
      return PRINCIPAL_RULES.has(rule) ? 'Policy contains a statement with one or more invalid principals.' : '';
    case 'endpoint':
      return 'The Policy Document is not valid.';
  }
}

type Family = 'identity' | 'trust' | 'resource' | 'key' | 'endpoint';

function familyOf(kind: PolicyKind): Family {
  return kind === 'managed' || kind === 'inline' || kind === 'session' ? 'identity' : kind;
}

/** Recorded from IAM by moto's tests of CreatePolicy, and AWS's error texts in public reports. */
const IDENTITY_SENTENCES: Partial<Record<Rule, string>> = {
  version: 'Policy document must be version 2012-10-17 or greater.',
  effect: 'The policy failed legacy parsing',
  legacy: 'The policy failed legacy parsing',
  'prohibited-principal': 'Policy document should not specify a principal.',
  'repeated-sid': 'Statement IDs (SID) in a single policy must be unique.',
  sid:
    'Statement IDs (SID) must be alpha-numeric. ' +
    'Check that your input satisfies the regular expression [0-9A-Za-z]*',
  'no-actions': 'Policy statement must contain actions.',
  'no-resources': 'Policy statement must contain resources.',
};

const TRUST_SENTENCES: Partial<Record<Rule, string>> = {
  json: 'This policy contains invalid Json',
  'empty-statement': 'Could not parse the policy: Statement is empty!',
  version: 'The policy must contain a valid version string',
  'no-effect': 'Missing required field Effect',
  'no-principal': 'Missing required field Principal',
  'not-principal': 'AssumeRole policy must not contain NotPrincipal field.',
  'repeated-sid': 'The Statement Ids in the policy are not unique',
  'no-actions': 'Missing required field Action',
  'trust-action': 'AssumeRole policy may only specify STS AssumeRole actions.',
  'prohibited-resource': 'Has prohibited field Resource',
};

const RESOURCE_SENTENCES: Partial<Record<Rule, string>> = {
  json: 'This resource policy contains a syntax error.',
  principal: 'This resource policy contains an unsupported principal.',
  'service-principal': 'This resource policy contains an invalid service principal.',
};

const PRINCIPAL_RULES: ReadonlySet<Rule> = new Set(['principal', 'service-principal', 'no-principal']);

/** IAM looks through the whole document for one thing before it looks for the next. */
const IDENTITY_ORDER: readonly Rule[] = [
  'json',
  'empty-statement',
  'no-effect',
  'syntax',
  'version',
  'effect',
  'legacy',
  'prohibited-principal',
  'repeated-sid',
  'no-actions',
  'resource',
  'action',
  'no-resources',
  'sid',
];

const OTHER_ORDER: readonly Rule[] = [
  'json',
  'empty-statement',
  'version',
  'syntax',
  'no-effect',
  'effect',
  'legacy',
  'not-principal',
  'no-principal',
  'service-principal',
  'principal',
  'repeated-sid',
  'no-actions',
  'action',
  'trust-action',
  'prohibited-resource',
  'no-resources',
  'resource',
];

const RANKS: Readonly<Record<Family, readonly Rule[]>> = {
  identity: IDENTITY_ORDER,
  trust: OTHER_ORDER,
  resource: OTHER_ORDER,
  key: OTHER_ORDER,
  endpoint: OTHER_ORDER,
};

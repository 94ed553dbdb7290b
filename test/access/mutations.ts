/** Rules of the evaluator and of what brings policies to it, each with how it is switched off. */

/** `from` stands once in the file; without it `to` the rule does not hold any more. */
export type Mutation = readonly [rule: string, from: string, to: string];

export interface MutatedFile {
  readonly file: string;
  /** The tests that must notice. */
  readonly tests: readonly string[];
  readonly mutations: readonly Mutation[];
}

const POLICY = 'packages/policy/src';
const ACCESS = 'packages/server/src/access';
const NEVER = 'if (Date.now() < 0) {';

export const files: readonly MutatedFile[] = [
  {
    file: `${POLICY}/evaluate/decide.ts`,
    tests: [`${POLICY}/evaluate/decide.test.ts`, `${POLICY}/guide/secret-policies.test.ts`],
    mutations: [
      ['a Deny of the identity counts', "denyOfAny(policies.identity, question, 'identity-based') ??", 'undefined ??'],
      ['a Deny of the session counts', "denyOfAny(policies.session, question, 'session') ??", 'undefined ??'],
      [
        'a Deny of the boundary counts',
        "denyOf(policies.boundary, question, 'permissions-boundary') ??",
        'undefined ??',
      ],
      ['a Deny of the resource counts', 'denyOf(policies.resource, question, reasonOf(policies.resource)) ??', ''],
      ['a Deny of the endpoint counts', "denyOf(policies.endpoint, question, 'vpc-endpoint')\n", 'undefined\n'],
      [
        'an endpoint must allow',
        'if (policies.endpoint !== undefined && allowOf(policies.endpoint, question) === undefined) {',
        NEVER,
      ],
      [
        'across accounts the resource must allow',
        '!isSameAccount || isGatedByResource(policies)',
        'isGatedByResource(policies)',
      ],
      ['keys and roles must allow', '!isSameAccount || isGatedByResource(policies)', '!isSameAccount'],
      ['across accounts the identity must allow', '(isSameAccount && naming === DIRECT)', 'naming === DIRECT'],
      ['naming the account only delegates', '(isSameAccount && naming === DIRECT)', '(isSameAccount && naming > 0)'],
      ['who is named by the resource needs no more', '(isSameAccount && naming === DIRECT)', 'false'],
      ['naming a role counts for its sessions', 'isSameAccount && onResource.naming === LIMITED', 'false'],
      ['an identity must be allowed', 'if (byIdentity === undefined && !isRoot && !byResource) {', NEVER],
      [
        'a boundary limits',
        'if (policies.boundary !== undefined && allowOf(policies.boundary, question) === undefined) {',
        NEVER,
      ],
      [
        'a session policy limits',
        'if (isLimitedBySession && allowOfAny(policies.session, question) === undefined) {',
        NEVER,
      ],
      ['a federated user has session policies only', " || principal.type === 'federated-user';", ';'],
      ['the root user has every right', 'const isRoot = hasRootRights(principal);', 'const isRoot = false;'],
      ['nobody else has them', 'const isRoot = hasRootRights(principal);', 'const isRoot = true;'],
    ],
  },
  {
    file: `${POLICY}/evaluate/match-statement.ts`,
    tests: [`${POLICY}/evaluate/match-statement.test.ts`, `${POLICY}/guide/identity-policies.test.ts`],
    mutations: [
      ['the resource must fit', 'statement.resources !== undefined && !matchesResources', 'false && !matchesResources'],
      ['a condition must hold', 'if (!matchesCondition(condition, request.context)) {', NEVER],
      ['actions have no case', 'written.toLowerCase()', 'written'],
      ['NotAction', 'includesAction(actions, action) !== actions.except', 'includesAction(actions, action)'],
      [
        'NotResource',
        'includesResource(resources, resource, context) !== resources.except',
        'includesResource(resources, resource, context)',
      ],
    ],
  },
  {
    file: `${POLICY}/evaluate/statements-about.ts`,
    tests: [`${POLICY}/evaluate/match-statement.test.ts`, `${POLICY}/guide/identity-policies.test.ts`],
    mutations: [
      ['the action must fit', 'matchesActions(actions, question.action)', 'true'],
      ['statements of every service count', ', policy.everyService.allows)', ', [])'],
    ],
  },
  {
    file: `${POLICY}/evaluate/match-principals.ts`,
    tests: [`${POLICY}/evaluate/match-principals.test.ts`, `${POLICY}/evaluate/decide.test.ts`],
    mutations: [
      ['NotPrincipal', 'if (!principals.except) {', 'if (Date.now() > 0) {'],
      ['NotPrincipal denies who has a boundary', '!hasBoundary && isNamedInEveryForm', 'isNamedInEveryForm'],
      [
        'NotPrincipal denies who is not named in every form',
        'namesAccount(principals, principal) && namesUser(',
        'namesUser(',
      ],
      ['everybody', 'if (principals.any) {\n    return DIRECT;', 'if (false) {\n    return DIRECT;'],
      ['somebody else of the same name is not meant', 'return meant === undefined || meant === id;', 'return true;'],
      [
        'a role is not its session',
        "? LIMITED : accountNaming(principals, principal);\n    case 'federated",
        "? DIRECT : accountNaming(principals, principal);\n    case 'federated",
      ],
      ['an account delegates', '? DELEGATED : NOT_NAMED', '? DIRECT : NOT_NAMED'],
      ['a service is named', 'principals.services.has(principal.name) ? DIRECT', 'true ? DIRECT'],
      ['a provider is named', 'principals.providers.has(principal.provider) ? DIRECT', 'true ? DIRECT'],
    ],
  },
  {
    file: `${POLICY}/evaluate/match-principals.ts`,
    tests: ['test/access/enforced.test.ts'],
    mutations: [
      [
        'nobody is not everybody of an account',
        "case 'anonymous':\n      return NOT_NAMED;",
        "case 'anonymous':\n      return DIRECT;",
      ],
    ],
  },
  {
    file: `${POLICY}/evaluate/match-condition.ts`,
    tests: [`${POLICY}/evaluate/match-condition.test.ts`],
    mutations: [
      ['IfExists', 'condition.ifExists || holdsWithoutKey(condition)', 'holdsWithoutKey(condition)'],
      [
        'ForAllValues of nothing holds',
        "case 'ForAllValues':\n      return true;",
        "case 'ForAllValues':\n      return false;",
      ],
      [
        'ForAnyValue of nothing fails',
        "case 'ForAnyValue':\n      return false;",
        "case 'ForAnyValue':\n      return true;",
      ],
      ['a negated operator holds without the key', 'return condition.negated;', 'return false;'],
      ['other operators fail without the key', 'return condition.negated;', 'return true;'],
      ['Null', 'condition.test.wanted.includes(isAbsent)', 'true'],
      ['negation', 'matchesScalar(test, value, context) !== negated', 'matchesScalar(test, value, context)'],
      ['ForAllValues is all', 'value.every(each', 'value.some(each'],
      [
        'ForAnyValue is any',
        'value.some(each => matchesScalar(test, each, context) !== negated)',
        'value.every(each => matchesScalar(test, each, context) !== negated)',
      ],
      [
        'negated of many is none',
        'value.some(each => matchesScalar(test, each, context)) !== negated',
        'value.some(each => matchesScalar(test, each, context) !== negated)',
      ],
      ['equal', 'value === limit', 'true'],
      ['less', 'value < limit', 'value <= limit'],
      ['less or equal', 'value <= limit', 'value < limit'],
      ['greater', 'value > limit', 'value >= limit'],
      ['greater or equal', 'value >= limit', 'value > limit'],
      ['an address must be in the range', 'test.ranges.some(range => isInRange(address, range))', 'true'],
      ['ignoring case', 'ignoreCase ? text.toLowerCase() : text', 'text'],
      ['not ignoring case', 'if (wanted === folded) {', 'if (wanted?.toLowerCase() === folded.toLowerCase()) {'],
    ],
  },
  {
    file: `${POLICY}/evaluate/grant.ts`,
    tests: [`${POLICY}/evaluate/grant.test.ts`],
    mutations: [
      ['a grant is for its operations', '!grant.actions.has(question.action) ||', ''],
      ['the context must be exactly the grant’s', 'wanted.size === actual.size && ', ''],
      ['the context must have the grant’s', '(subset === undefined || hasAll(context, subset))', 'true'],
      [
        'a new grant has no more operations',
        'made.operations.every(operation => actions.has(`kms:${operation.toLowerCase()}`))',
        'true',
      ],
      ['a new grant is as narrow', '(subset === undefined || hasAll(madeEquals ?? madeSubset, subset))', 'true'],
      ['a grant for a source is for its source', "context.get('aws:sourcearn') !== grant.sourceArn", 'false'],
    ],
  },
  {
    file: `${ACCESS}/access-control.ts`,
    tests: ['test/access/enforced.test.ts'],
    mutations: [
      ['policies of the identity count', 'identity: identity.policies,', ''],
      ['the boundary counts', 'boundary: identity.boundary,', ''],
      ['session policies count', 'session: identity.sessionPolicies,', ''],
      ['the policy of the resource counts', 'resource: policy && this.#compiled.compile(policy),', ''],
      ['a policy of the resource counts for root', 'request.policy === undefined &&\n', ''],
      ['root is root in its own account', 'request.resourceAccountId === caller.accountId', 'true'],
      [
        'who is gone has no rights',
        'if (identity === undefined) return GONE;',
        'if (identity === undefined) return ROOT_MAY;',
      ],
    ],
  },
  {
    file: `${ACCESS}/identities.ts`,
    tests: ['test/access/enforced.test.ts'],
    mutations: [
      [
        'a change is in force at once',
        'return known?.epoch === epoch ? known.identity',
        'return known !== undefined ? known.identity',
      ],
      [
        'a change is in force at once, for other sessions and keys of the same',
        'if (known?.epoch === epoch) return known;\n    const found',
        'if (known !== undefined) return known;\n    const found',
      ],
      [
        'inline policies of the session count',
        '...(policies ?? []).map(document =>',
        '...([] as string[]).map(document =>',
      ],
      ['managed policies of the session count', '...policyArns.map(name =>', '...policyArns.slice(0, 0).map(name =>'],
      [
        'tags of the session go before those of the role',
        '!replaced.has(key.toLowerCase())), ...tags]',
        'true), ...tags].toReversed()',
      ],
    ],
  },
  {
    file: `${ACCESS}/caller-principal.ts`,
    tests: ['test/access/enforced.test.ts'],
    mutations: [
      ['a user is known by its id', 'account, arn, id: caller.principalId', 'account, arn, id: undefined'],
      ['a session is known by its role', 'roleArn: role.arn', 'roleArn: arn'],
    ],
  },
  {
    file: `${ACCESS}/global-keys.ts`,
    tests: ['test/access/enforced.test.ts'],
    mutations: [
      ['tags are those of now', 'if (before?.tags === tags) return', 'if (before !== undefined) return'],
      ['a session is of its role', "caller.type === 'AssumedRole' ? caller.role.arn : caller.arn", 'caller.arn'],
    ],
  },
  {
    file: 'packages/server/src/pipeline/authorize.ts',
    tests: ['test/access/enforced.test.ts'],
    mutations: [
      ['a denial refuses', "if (decision.effect === 'Deny') return", 'if (Date.now() < 0) return'],
      ['a denial that had to be read refuses', "if (decided.effect === 'Deny') await", 'if (Date.now() < 0) await'],
      ['a call of a service says so', 'calledVia: via?.chain ?? NOBODY', 'calledVia: NOBODY'],
      ['everything that is asked must be allowed', 'for (const request of rest) {', 'for (const request of []) {'],
    ],
  },
  {
    file: 'packages/server/src/pipeline/authorize.ts',
    tests: ['packages/server/src/access/denials.test.ts'],
    mutations: [
      ['another account is not told what a Deny tells', "asAccount.effect === 'Allow'", 'Date.now() > 0'],
      [
        'nobody is told of a policy that is not all that is in the way',
        "without.effect === 'Deny' ?",
        'Date.now() < 0 ?',
      ],
    ],
  },
];

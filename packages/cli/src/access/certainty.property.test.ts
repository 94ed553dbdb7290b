import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '@coffer/policy';
import * as fc from 'fast-check';
import { certaintyOf } from './certainty.ts';
import { policyReader } from './compiler.ts';
import type { Question } from './question.ts';
import { policiesOf, requestOf } from './question.ts';
import type { NamedPolicy } from './subject.ts';

const ACCOUNT = '123456789012';
const USER = `arn:aws:iam::${ACCOUNT}:user/u`;
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:s-a1b2c3`;

/** Keys that a request may or may not have, and one that is known. */
const conditions = fc.constantFrom(
  undefined,
  { StringEquals: { 'x:a': '1' } },
  { StringNotEquals: { 'x:a': '1' } },
  { 'ForAllValues:StringEquals': { 'x:b': ['1', '2'] } },
  { StringEqualsIfExists: { 'x:b': '1' } },
  { Null: { 'x:a': 'true' } },
  { StringEquals: { 'aws:username': 'u' } },
  { StringEquals: { 'aws:username': 'v', 'x:a': '1' } },
);

function policy(kind: 'inline' | 'managed' | 'resource', label: string): fc.Arbitrary<NamedPolicy> {
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.constantFrom('secretsmanager:GetSecretValue', 'secretsmanager:*', 'kms:*'),
    Condition: conditions,
    Principal: fc.constantFrom('*', { AWS: USER }, { AWS: ACCOUNT }),
  });
  return fc.array(statement, { minLength: 1, maxLength: 4 }).map(statements => {
    const Statement = statements.map(({ Principal, ...each }) =>
      Object.assign({ Resource: '*' }, each, kind === 'resource' ? { Principal } : {}),
    );
    return { label, kind, document: JSON.stringify({ Version: '2012-10-17', Statement }) };
  });
}

const questions: fc.Arbitrary<Question> = fc
  .record({
    own: fc.oneof(
      fc.constant([]),
      fc.tuple(policy('inline', 'one')),
      fc.tuple(policy('inline', 'one'), policy('inline', 'two')),
    ),
    boundary: fc.option(policy('managed', 'boundary'), { nil: undefined }),
    onSecret: fc.option(policy('resource', 'on the secret'), { nil: undefined }),
    owner: fc.constantFrom(ACCOUNT, '999999999999'),
  })
  .map(({ own, boundary, onSecret, owner }) => ({
    subject: {
      arn: USER,
      principal: { type: 'user', account: ACCOUNT, arn: USER, id: 'AIDAU' },
      policies: own,
      boundary,
      keys: [['aws:username', 'u']],
      known: [],
    },
    action: 'secretsmanager:GetSecretValue',
    target: {
      resource: SECRET,
      account: owner,
      region: 'us-east-1',
      policy: onSecret,
      keys: [],
      known: [],
      isUnderDefaultKey: true,
      notes: [],
    },
    given: [],
    now: 0,
  }));

const value = fc.option(fc.constantFrom('1', '2', '3'), { nil: undefined });

test('always and never hold for whatever the request says, and sometimes is told with a condition', () => {
  fc.assert(
    fc.property(questions, value, value, (question, a, b) => {
      const { can, ...rest } = certaintyOf(question, policyReader());
      const told = {
        ...question,
        given: [['x:a', a] as const, ['x:b', b] as const].filter(([, each]) => each !== undefined),
      };
      const { effect } = decide(requestOf(told), policiesOf(told, policyReader().compile()));

      if (can === 'always') assert.equal(effect, 'Allow');
      if (can === 'never') assert.equal(effect, 'Deny');
      if ('onlyIf' in rest) assert.ok(rest.onlyIf.length + rest.unless.length > 0);
    }),
    { numRuns: 500 },
  );
});

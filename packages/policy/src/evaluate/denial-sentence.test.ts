import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECRET, user } from '../testing/fixtures.ts';
import type { Reason } from './decision.ts';
import { denialSentence } from './denial-sentence.ts';

const DENIAL = { caller: user('ana').arn, action: 'secretsmanager:GetSecretValue', resource: SECRET };
const START = `User: ${DENIAL.caller} is not authorized to perform: ${DENIAL.action}`;

const ENDS: readonly (readonly [Reason, implicit: string, explicit: string])[] = [
  ['identity-based', 'no identity-based policy', 'an identity-based policy'],
  ['session', 'no session policy', 'a session policy'],
  ['resource-based', 'no resource-based policy', 'a resource-based policy'],
  ['permissions-boundary', 'no permissions boundary', 'a permissions boundary'],
  ['vpc-endpoint', 'no VPC endpoint policy', 'a VPC endpoint policy'],
  ['role-trust', 'no role trust policy', 'the role trust policy'],
];

test('a denial is told in the words of AWS', () => {
  for (const [reason, implicit, explicit] of ENDS) {
    assert.equal(
      denialSentence(DENIAL, { effect: 'Deny', isExplicit: false, reason }),
      `${START} on resource: ${SECRET} because ${implicit} allows the ${DENIAL.action} action`,
    );
    assert.equal(
      denialSentence(DENIAL, { effect: 'Deny', isExplicit: true, reason }),
      `${START} on resource: ${SECRET} with an explicit deny in ${explicit}`,
    );
  }
});

test('a request that names no resource is told without one', () => {
  const { caller, action } = DENIAL;

  assert.equal(
    denialSentence({ caller, action }, { effect: 'Deny', isExplicit: false, reason: 'identity-based' }),
    `${START} because no identity-based policy allows the ${action} action`,
  );
});

test('a decision that allows has no reason to deny', () => {
  const allowed = { effect: 'Allow', isExplicit: true, reason: 'session' } as const;

  assert.equal(denialSentence(DENIAL, allowed), `${START} on resource: ${SECRET}`);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyKind } from '../policy.ts';
import { A, B, compiled, federated, isAllowed, policy, ROOT, session, user } from '../testing/fixtures.ts';
import type { PolicySet } from './decide.ts';
import type { Principal } from './request.ts';

const ANA = user('ana');
const SERVICE: Principal = { type: 'service', name: 'secretsmanager.amazonaws.com' };
const NOBODY: Principal = { type: 'anonymous' };
const PROVIDER = `arn:aws:iam::${A}:saml-provider/corp`;
const EXTERNAL: Principal = { type: 'external', provider: PROVIDER };
const ROLE_ARN = `arn:aws:iam::${A}:role/app`;
const CANONICAL = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';

/** Whether the policy on the resource alone lets the principal in. */
function letsIn(principal: unknown, as: Principal, kind: PolicyKind = 'resource'): boolean {
  return isAllowed({ resource: policy(kind, { Principal: principal }) }, { as });
}

/** Whether a Deny of these principals stops somebody whom everything else allows. */
function stops(element: Record<string, unknown>, as: Principal, more: PolicySet = {}): boolean {
  const resource = compiled(
    {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
        { Effect: 'Deny', ...element, Action: '*', Resource: '*' },
      ],
    },
    'resource',
  );
  return !isAllowed({ resource, ...more }, { as });
}

test('everybody is everybody, in both ways to write it', () => {
  for (const as of [ANA, session('app'), federated('f', ANA), ROOT, SERVICE, EXTERNAL, NOBODY]) {
    assert.ok(letsIn('*', as), as.type);
    assert.ok(letsIn({ AWS: '*' }, as), as.type);
  }
});

test('a user, a session and a federated user are let in by their own ARN', () => {
  for (const as of [ANA, session('app'), federated('f', ANA)]) {
    assert.ok(letsIn({ AWS: as.arn }, as), as.type);
    assert.ok(!letsIn({ AWS: `${as.arn}x` }, as), as.type);
  }
});

test('a role lets in its sessions, and the issuer of a federated user does when its session policies allow', () => {
  const everything = policy('session', {});

  assert.ok(letsIn({ AWS: ROLE_ARN }, session('app')));
  assert.ok(!letsIn({ AWS: ROLE_ARN }, session('other')));
  const resource = policy('resource', { Principal: { AWS: ANA.arn } });
  assert.ok(isAllowed({ resource, session: [everything] }, { as: federated('f', ANA) }));
  assert.ok(!isAllowed({ resource }, { as: federated('f', ANA) }));
});

test('an account only delegates, but is its root user', () => {
  const root = `arn:aws:iam::${A}:root`;

  for (const name of [A, root]) {
    assert.ok(!letsIn({ AWS: name }, ANA), name);
    assert.ok(!letsIn({ AWS: name }, session('app')), name);
    assert.ok(letsIn({ AWS: name }, ROOT, 'key'), name);
  }
  assert.ok(!letsIn({ AWS: B }, ROOT, 'key'));
});

test('a canonical user id stands for its account', () => {
  const key = policy('key', { Principal: { CanonicalUser: CANONICAL } });

  assert.ok(isAllowed({ resource: key }, { as: { type: 'root', account: A, canonicalId: CANONICAL } }));
  assert.ok(!isAllowed({ resource: key }, { as: ROOT }));
});

test('a unique id lets in its user or role only', () => {
  assert.ok(letsIn({ AWS: 'AIDAANAEXAMPLEEXAMPLE' }, { ...ANA, id: 'AIDAANAEXAMPLEEXAMPLE' }));
  assert.ok(!letsIn({ AWS: 'AIDAANAEXAMPLEEXAMPLE' }, ANA));
  assert.ok(letsIn({ AWS: 'AROAAPPEXAMPLEEXAMPLE' }, { ...session('app'), roleId: 'AROAAPPEXAMPLEEXAMPLE' }));
});

test('a name that meant somebody else when the policy was stored lets nobody in', () => {
  const document = { Statement: { Effect: 'Allow', Principal: { AWS: ROLE_ARN }, Action: '*', Resource: '*' } };
  const resource = compiled(document, 'resource', { uniqueIds: new Map([[ROLE_ARN, 'AROAOLD']]) });

  assert.ok(isAllowed({ resource }, { as: { ...session('app'), roleId: 'AROAOLD' } }));
  assert.ok(!isAllowed({ resource }, { as: { ...session('app'), roleId: 'AROANEW' } }));
});

test('a service and an identity provider are let in by name', () => {
  assert.ok(letsIn({ Service: 'secretsmanager.amazonaws.com' }, SERVICE));
  assert.ok(!letsIn({ Service: 'lambda.amazonaws.com' }, SERVICE));
  assert.ok(letsIn({ Federated: PROVIDER }, EXTERNAL));
  assert.ok(!letsIn({ Federated: 'accounts.google.com' }, EXTERNAL));
  assert.ok(letsIn({ Federated: PROVIDER }, { ...session('app'), provider: PROVIDER }));
  assert.ok(!letsIn({ AWS: A }, SERVICE));
});

test('a Deny of an account stops everybody in it, the root user too', () => {
  for (const as of [ANA, session('app'), federated('f', ANA), ROOT]) {
    assert.ok(stops({ Principal: { AWS: A } }, as), as.type);
    assert.ok(!stops({ Principal: { AWS: B } }, as), as.type);
  }
});

test('a Deny of a role or of a user stops its sessions', () => {
  assert.ok(stops({ Principal: { AWS: ROLE_ARN } }, session('app')));
  assert.ok(!stops({ Principal: { AWS: ROLE_ARN } }, session('other')));
  assert.ok(stops({ Principal: { AWS: ANA.arn } }, federated('f', ANA), { session: [policy('session', {})] }));
});

test('a Deny of all but some spares those who are named in every form', () => {
  const app = session('app');
  const rest = federated('f', ANA);

  assert.ok(!stops({ NotPrincipal: { AWS: [A, ANA.arn] } }, ANA));
  assert.ok(stops({ NotPrincipal: { AWS: [ANA.arn] } }, ANA));
  assert.ok(stops({ NotPrincipal: { AWS: [A] } }, ANA));
  assert.ok(!stops({ NotPrincipal: { AWS: [A, ROLE_ARN, app.arn] } }, app));
  for (const names of [
    [ROLE_ARN, app.arn],
    [A, app.arn],
    [A, ROLE_ARN],
  ]) {
    assert.ok(stops({ NotPrincipal: { AWS: names } }, app), names.join(' '));
  }
  assert.ok(!stops({ NotPrincipal: { AWS: [A, rest.arn] } }, rest));
  assert.ok(stops({ NotPrincipal: { AWS: [rest.arn] } }, rest));
  assert.ok(stops({ NotPrincipal: { AWS: [A] } }, rest));
  assert.ok(!stops({ NotPrincipal: { AWS: A } }, ROOT));
  assert.ok(!stops({ NotPrincipal: { Service: 'secretsmanager.amazonaws.com' } }, SERVICE));
  assert.ok(stops({ NotPrincipal: { AWS: A } }, SERVICE));
  assert.ok(!stops({ NotPrincipal: '*' }, ANA));
});

test('a Deny of all but some always stops who has a permissions boundary', () => {
  const boundary = policy('managed', {});

  assert.ok(stops({ NotPrincipal: { AWS: [A, ANA.arn] } }, ANA, { boundary }));
});

test('an Allow of all but some is for those who are named in no form', () => {
  const without = (principal: unknown): PolicySet => ({ resource: policy('resource', { NotPrincipal: principal }) });

  assert.ok(isAllowed(without({ AWS: ANA.arn }), { as: user('bob') }));
  assert.ok(!isAllowed(without({ AWS: ANA.arn }), { as: ANA }));
  assert.ok(!isAllowed(without({ AWS: A }), { as: ANA }));
  assert.ok(!isAllowed(without({ AWS: ROLE_ARN }), { as: session('app') }));
  assert.ok(!isAllowed(without('*'), { as: ANA }));
});
